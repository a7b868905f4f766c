import { photoLimits } from './photo.ts';

/** A place to draw, of a page or of a worker. */
export interface Surface {
  pen: CanvasDrawImage & CanvasImageSmoothing & CanvasRect & CanvasFillStrokeStyles;
  picture: CanvasImageSource;
  encode(quality: number): Promise<Blob>;
  /** Gives the memory back at once. */
  release(): void;
}
export type MakeSurface = (width: number, height: number) => Surface;

export interface Shrunk {
  bytes: Uint8Array<ArrayBuffer>;
  thumb: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
}

/** The size with that long side, never larger than it was. */
export function fitInto(width: number, height: number, long: number): { width: number; height: number } {
  const factor = Math.min(1, long / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/** Full picture and small one as JPEG, each within its bytes: less quality first, then fewer pixels. */
export async function shrink(
  source: CanvasImageSource,
  size: { width: number; height: number },
  makeSurface: MakeSurface,
): Promise<Shrunk> {
  const full = await encodeWithin(source, size, photoLimits.long, photoLimits.bytes, makeSurface);
  try {
    const small = await encodeWithin(
      full.surface.picture,
      full,
      photoLimits.thumbLong,
      photoLimits.thumbBytes,
      makeSurface,
    );
    small.surface.release();
    return { bytes: full.bytes, thumb: small.bytes, width: full.width, height: full.height };
  } finally {
    full.surface.release();
  }
}

const qualities = [0.75, 0.6, 0.45, 0.32];

async function encodeWithin(
  source: CanvasImageSource,
  size: { width: number; height: number },
  long: number,
  mostBytes: number,
  makeSurface: MakeSurface,
): Promise<{ surface: Surface; bytes: Uint8Array<ArrayBuffer>; width: number; height: number }> {
  const { width, height } = fitInto(size.width, size.height, long);
  const surface = makeSurface(width, height);
  // JPEG has no transparency; without a ground it would turn black.
  surface.pen.fillStyle = '#ffffff';
  surface.pen.fillRect(0, 0, width, height);
  surface.pen.imageSmoothingEnabled = true;
  surface.pen.imageSmoothingQuality = 'high';
  surface.pen.drawImage(source, 0, 0, width, height);
  for (const quality of qualities) {
    const blob = await surface.encode(quality);
    if (blob.size <= mostBytes) return { surface, bytes: new Uint8Array(await blob.arrayBuffer()), width, height };
  }
  surface.release();
  return encodeWithin(source, size, Math.round(long * 0.75), mostBytes, makeSurface);
}
