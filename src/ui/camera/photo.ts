import type { Iso } from '../../../core/lib/time.ts';

/** What the camera or a file gives. A bitmap is used up by whoever prepares it. */
export type PhotoSource = Blob | ImageBitmap;

/** WGS-84. */
export interface PhotoPosition {
  lng: number;
  lat: number;
  /** Metres, when the camera noted it. */
  accuracy: number | null;
}

export interface PreparedPhoto {
  /** JPEG without metadata, long side at most 1600 px. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same, at most 320 px. */
  thumb: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  /** What the picture itself said of its time and place; null for most. */
  takenAt: Iso | null;
  position: PhotoPosition | null;
}

/**
 * not-an-image: the bytes are none · too-large: over 30 MB or 70 megapixels · unsupported: an image that this browser
 * cannot read, as HEIC mostly is · failed: it could not be worked on here (out of memory); another try may do
 */
export type PhotoRefusal = 'not-an-image' | 'too-large' | 'unsupported' | 'failed';

export type PhotoOutcome = { ok: true; photo: PreparedPhoto } | { ok: false; reason: PhotoRefusal };

export const photoLimits = {
  sourceBytes: 30 * 1024 * 1024,
  /** Decoded it takes four bytes a pixel: more than this ends the page of a weak phone. */
  sourcePixels: 70_000_000,
  long: 1600,
  bytes: 350 * 1024,
  thumbLong: 320,
  thumbBytes: 25 * 1024,
} as const;
