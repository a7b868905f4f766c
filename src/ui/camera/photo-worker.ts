import type { PhotoOutcome, PhotoSource } from './photo.ts';
import { processPhoto } from './photo-pipeline.ts';
import { offscreenSurface } from './surfaces.ts';

/** Protocol with prepare-photo.ts: a question with a number, an answer with the same number, one at a time. */
export interface PhotoQuestion {
  number: number;
  source: PhotoSource;
}
export interface PhotoAnswer {
  number: number;
  outcome: PhotoOutcome;
}

async function answer({ number, source }: PhotoQuestion): Promise<void> {
  const outcome = await processPhoto(source, offscreenSurface);
  const reply: PhotoAnswer = { number, outcome };
  const transfer = outcome.ok ? [outcome.photo.bytes.buffer, outcome.photo.thumb.buffer] : [];
  self.postMessage(reply, { transfer });
}

self.addEventListener('message', (event: MessageEvent<PhotoQuestion>) => {
  void answer(event.data);
});
