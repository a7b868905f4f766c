/**
 * Prepares pictures in a worker, one after another, so that two large ones are never in memory together. Contract: each
 * call is answered exactly once. A worker that dies (a weak phone's way to say "no memory") answers the picture at work
 * with `failed` and is replaced for the next. A bitmap handed in belongs to this function from then on.
 */
import type { PhotoOutcome, PhotoSource } from './photo.ts';
import type { PhotoAnswer, PhotoQuestion } from './photo-worker.ts';

type OpenWorker = () => Worker;

const openPhotoWorker: OpenWorker = () => new Worker(new URL('photo-worker.ts', import.meta.url), { type: 'module' });

interface PhotoPreparer {
  prepare(source: PhotoSource): Promise<PhotoOutcome>;
  /** Starts the worker before the first picture comes. */
  warm(): void;
}

export function photoPreparer(openWorker: OpenWorker): PhotoPreparer {
  let worker: Worker | null = null;
  let number = 0;
  let last: Promise<unknown> = Promise.resolve();

  const ask = (source: PhotoSource): Promise<PhotoOutcome> =>
    new Promise((resolve) => {
      const asked = ++number;
      const current = (worker ??= openWorker());
      const finish = (outcome: PhotoOutcome): void => {
        current.removeEventListener('message', onMessage);
        current.removeEventListener('error', onDeath);
        current.removeEventListener('messageerror', onDeath);
        resolve(outcome);
      };
      const onMessage = (event: MessageEvent<PhotoAnswer>): void => {
        if (event.data.number === asked) finish(event.data.outcome);
      };
      const onDeath = (): void => {
        current.terminate();
        worker = null;
        finish({ ok: false, reason: 'failed' });
      };
      current.addEventListener('message', onMessage);
      current.addEventListener('error', onDeath);
      current.addEventListener('messageerror', onDeath);
      const question: PhotoQuestion = { number: asked, source };
      current.postMessage(question, source instanceof Blob ? [] : [source]);
    });

  return {
    prepare: (source) => {
      const answer = last.then(() => ask(source));
      last = answer;
      return answer;
    },
    warm: () => {
      worker ??= openWorker();
    },
  };
}

const inWorker = photoPreparer(openPhotoWorker);

/** For browsers without OffscreenCanvas; loaded only there. */
async function onPage(source: PhotoSource): Promise<PhotoOutcome> {
  const [{ processPhoto }, { pageSurface }] = await Promise.all([
    import('./photo-pipeline.ts'),
    import('./surfaces.ts'),
  ]);
  return processPhoto(source, pageSurface);
}

/** A picture as it is kept and sent; answers with a reason instead of throwing. */
export const preparePhoto = (source: PhotoSource): Promise<PhotoOutcome> =>
  typeof OffscreenCanvas === 'undefined' ? onPage(source) : inWorker.prepare(source);

/** Called where a picture is about to be taken: the first one then waits for no loading. */
export function warmPhotoWorker(): void {
  if (typeof OffscreenCanvas !== 'undefined') inWorker.warm();
}
