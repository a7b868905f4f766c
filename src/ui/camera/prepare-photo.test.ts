import { describe, expect, it } from 'vitest';
import type { PhotoOutcome } from './photo.ts';
import { photoPreparer } from './prepare-photo.ts';
import type { PhotoQuestion } from './photo-worker.ts';

/** A worker that answers when the test says so. */
class ScriptedWorker extends EventTarget {
  readonly asked: PhotoQuestion[] = [];
  isTerminated = false;

  postMessage(question: PhotoQuestion): void {
    this.asked.push(question);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  answer(number: number, outcome: PhotoOutcome): void {
    this.dispatchEvent(new MessageEvent('message', { data: { number, outcome } }));
  }
}

function workshop() {
  const workers: ScriptedWorker[] = [];
  const { prepare, warm } = photoPreparer(() => {
    const worker = new ScriptedWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  });
  return { workers, prepare, warm };
}

const turn = (): Promise<void> => new Promise((resolve) => queueMicrotask(resolve));
async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn();
}
const no = (reason: 'unsupported' | 'too-large'): PhotoOutcome => ({ ok: false, reason });

describe('photoPreparer', () => {
  it('works on one picture at a time and answers each with its own', async () => {
    const { workers, prepare } = workshop();
    const first = prepare(new Blob(['a']));
    const second = prepare(new Blob(['b']));
    await turns();
    expect(workers).toHaveLength(1);
    expect(workers[0]?.asked).toHaveLength(1);
    workers[0]?.answer(1, no('unsupported'));
    expect(await first).toEqual(no('unsupported'));
    await turns();
    workers[0]?.answer(2, no('too-large'));
    expect(await second).toEqual(no('too-large'));
  });

  it('answers `failed` when the worker dies, and goes on with a new one', async () => {
    const { workers, prepare } = workshop();
    const first = prepare(new Blob(['a']));
    const second = prepare(new Blob(['b']));
    await turns();
    workers[0]?.dispatchEvent(new Event('error'));
    expect(await first).toEqual({ ok: false, reason: 'failed' });
    await turns();
    expect(workers[0]?.isTerminated).toBe(true);
    expect(workers).toHaveLength(2);
    workers[1]?.answer(2, no('unsupported'));
    expect(await second).toEqual(no('unsupported'));
  });

  it('starts its worker before the first picture when asked, and only once', async () => {
    const { workers, prepare, warm } = workshop();
    warm();
    warm();
    expect(workers).toHaveLength(1);
    void prepare(new Blob(['a']));
    await turns();
    expect(workers).toHaveLength(1);
    expect(workers[0]?.asked).toHaveLength(1);
  });

  it('ignores an answer to another question', async () => {
    const { workers, prepare } = workshop();
    const first = prepare(new Blob(['a']));
    await turns();
    workers[0]?.answer(7, no('too-large'));
    workers[0]?.answer(1, no('unsupported'));
    expect(await first).toEqual(no('unsupported'));
  });
});
