import type { Surface } from './shrink.ts';

export function offscreenSurface(width: number, height: number): Surface {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d', { alpha: false });
  if (!pen) throw new Error('no room for a canvas');
  return {
    pen,
    picture: canvas,
    encode: (quality) => canvas.convertToBlob({ type: 'image/jpeg', quality }),
    release: () => {
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}

/** For browsers without OffscreenCanvas: the page does it itself. */
export function pageSurface(width: number, height: number): Surface {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d', { alpha: false });
  if (!pen) throw new Error('no room for a canvas');
  return {
    pen,
    picture: canvas,
    encode: (quality) =>
      new Promise((resolve, reject) => {
        canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('not encoded'))), 'image/jpeg', quality);
      }),
    release: () => {
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}
