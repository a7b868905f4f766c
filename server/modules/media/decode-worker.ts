/**
 * Decodes photos that somebody sent, away from the server's own thread: a file made to hurt costs this worker only.
 * Pixels are limited before they are unpacked; what goes out is made anew, so nothing but the picture comes through.
 */
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import type { DecodeAnswer, DecodeRequest } from './decoder.ts';

const pixelLimit = 40_000_000;
/** Long sides: what a desk shows at most, and what a list shows. */
const fullSide = 2560;
const thumbSide = 320;

sharp.cache(false);
sharp.concurrency(1);

parentPort?.on('message', (request: DecodeRequest) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
  void decode(request).then((answer) => parentPort?.postMessage(answer));
});

async function decode({ job, bytes, wants }: DecodeRequest): Promise<DecodeAnswer> {
  try {
    const side = wants === 'thumb' ? thumbSide : fullSide;
    const full = await rendered(bytes, side, 82);
    const thumb = wants === 'thumb' ? full : await rendered(bytes, thumbSide, 75);
    return { job, photo: { full: full.data, thumb: thumb.data, width: full.info.width, height: full.info.height } };
  } catch {
    // Whatever it is, it is no picture that can be shown.
    return { job, photo: null };
  }
}

const rendered = (bytes: Uint8Array, side: number, quality: number) =>
  sharp(bytes, { limitInputPixels: pixelLimit, failOn: 'error', sequentialRead: true })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true });
