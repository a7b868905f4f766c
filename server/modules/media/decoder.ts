import { Worker } from 'node:worker_threads';

export interface DecodeRequest {
  job: number;
  bytes: Uint8Array;
  wants: 'thumb' | 'full';
}

export interface DecodedPhoto {
  /** JPEG, turned upright, without metadata. */
  full: Uint8Array;
  thumb: Uint8Array;
  width: number;
  height: number;
}

/** `photo: null`: no picture that can be shown. */
export interface DecodeAnswer {
  job: number;
  photo: DecodedPhoto | null;
}

export interface PhotoDecoder {
  /** Null: not a photo, more than 40 megapixels, or it took longer than a photo takes. */
  decode(bytes: Uint8Array, wants: DecodeRequest['wants']): Promise<DecodedPhoto | null>;
  close(): Promise<void>;
}

/**
 * One worker, one photo at a time. A photo that takes too long, or brings the worker down, counts as none; the next
 * one gets a new worker.
 */
export function makePhotoDecoder(timeLimitMs = 20_000): PhotoDecoder {
  let worker: Worker | null = null;
  let jobs = 0;
  let last: Promise<unknown> = Promise.resolve();

  const started = (): Worker => {
    worker ??= new Worker(new URL('./decode-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.unref();
    return worker;
  };

  async function run(bytes: Uint8Array, wants: DecodeRequest['wants']): Promise<DecodedPhoto | null> {
    const job = ++jobs;
    const current = started();
    const answer = Promise.withResolvers<DecodedPhoto | null>();
    const onMessage = (told: DecodeAnswer): void => {
      if (told.job === job) answer.resolve(told.photo);
    };
    const giveUp = (): void => {
      if (worker === current) worker = null;
      void current.terminate();
      answer.resolve(null);
    };
    current.on('message', onMessage);
    current.once('error', giveUp);
    current.once('exit', giveUp);
    const timer = setTimeout(giveUp, timeLimitMs);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
    current.postMessage({ job, bytes, wants } satisfies DecodeRequest);
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      current.off('message', onMessage);
      current.off('error', giveUp);
      current.off('exit', giveUp);
    }
  }

  return {
    decode(bytes, wants) {
      const next = last.then(() => run(bytes, wants));
      last = next.catch(() => null);
      return next;
    },
    async close() {
      await last;
      await worker?.terminate();
      worker = null;
    },
  };
}
