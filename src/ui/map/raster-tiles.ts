import type { MapRaster } from './map-data.ts';
import type { Frame } from './mercator.ts';

/** Pictures beyond this level do not exist; nearer in they are drawn larger. */
const maxLevel = 18;
const mostKept = 240;
/** A tile that failed is asked for again after this, in milliseconds. */
const retryMs = 20_000;

export interface Tile {
  z: number;
  x: number;
  y: number;
  /** Where it lies in the frame, in pixels. */
  left: number;
  top: number;
  size: number;
}

/** The tiles that cover a frame at the level nearest to its zoom. */
export function tilesInFrame(frame: Frame): Tile[] {
  const z = Math.max(1, Math.min(maxLevel, Math.round(frame.zoom)));
  const across = 2 ** z;
  const size = frame.scale / across;
  const clamp = (n: number): number => Math.max(0, Math.min(across - 1, Math.floor(n)));
  const tiles: Tile[] = [];
  for (let y = clamp(frame.top / size); y <= clamp((frame.top + frame.height) / size); y++)
    for (let x = clamp(frame.left / size); x <= clamp((frame.left + frame.width) / size); x++)
      tiles.push({ z, x, y, left: x * size - frame.left, top: y * size - frame.top, size });
  return tiles;
}

/**
 * Pictures under the drawing, painted on the same canvas over the drawn ground: where one is missing, the drawn ground
 * is seen. `changed` is called as they arrive.
 */
export class RasterTiles {
  readonly #images = new Map<string, HTMLImageElement>();
  readonly #failedAt = new Map<string, number>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** @returns whether any picture was there to paint */
  paint(pen: CanvasRenderingContext2D, frame: Frame, raster: MapRaster): boolean {
    let isPainted = false;
    for (const { z, x, y, left, top, size } of tilesInFrame(frame)) {
      for (const url of raster.urlsOf(z, x, y)) {
        const image = this.#imageOf(url);
        if (!image?.complete || image.naturalWidth === 0) continue;
        // A hair larger than its place, so that no seam is seen at broken zooms.
        pen.drawImage(image, left, top, size + 0.6, size + 0.6);
        isPainted = true;
      }
    }
    return isPainted;
  }

  #imageOf(url: string): HTMLImageElement | null {
    const known = this.#images.get(url);
    if (known) {
      // Asked for last is dropped last.
      this.#images.delete(url);
      this.#images.set(url, known);
      return known;
    }
    if (performance.now() - (this.#failedAt.get(url) ?? -Infinity) < retryMs) return null;
    const image = new Image();
    image.decoding = 'async';
    image.addEventListener('load', () => this.#changed());
    image.addEventListener('error', () => {
      this.#images.delete(url);
      this.#failedAt.set(url, performance.now());
    });
    image.src = url;
    this.#images.set(url, image);
    const [oldest] = this.#images.keys();
    if (this.#images.size > mostKept && oldest !== undefined) this.#images.delete(oldest);
    return image;
  }
}
