import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { useRecorder, voiceLimits, type Recording } from './use-recorder.ts';

class FakeRecorder extends EventTarget {
  state: RecordingState = 'inactive';
  readonly stream: MediaStream;
  said = new Blob(['said']);
  constructor(stream: MediaStream) {
    super();
    this.stream = stream;
  }
  start(): void {
    this.state = 'recording';
  }
  stop(): void {
    this.state = 'inactive';
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: this.said }));
    this.dispatchEvent(new Event('stop'));
  }
}

/** A browser whose questions for the microphone the test answers by hand. */
function begin(set: { types?: readonly string[]; hasMicrophone?: boolean } = {}) {
  const { types = ['audio/webm;codecs=opus'], hasMicrophone = true } = set;
  const asked: { give: () => void; refuse: (name: string) => void }[] = [];
  const recorders: FakeRecorder[] = [];
  const recordings: Recording[] = [];
  const stopped: number[] = [];
  let hide = (): void => {};
  const scope = effectScope();
  const recorder = scope.run(() =>
    useRecorder((recording) => recordings.push(recording), {
      microphone: hasMicrophone
        ? {
            getUserMedia: () =>
              new Promise<MediaStream>((resolve, reject) => {
                const nth = asked.length;
                const track = { stop: () => stopped.push(nth) };
                asked.push({
                  give: () => resolve({ getTracks: () => [track] } as unknown as MediaStream),
                  refuse: (name) => reject(new DOMException('no', name)),
                });
              }),
          }
        : undefined,
      makeRecorder: (stream) => {
        const made = new FakeRecorder(stream);
        recorders.push(made);
        return made as unknown as MediaRecorder;
      },
      supports: (type) => types.includes(type),
      nowMs: () => Date.now(),
      whenHidden: (then) => {
        hide = then;
        return () => {};
      },
    }),
  );
  if (!recorder) throw new Error('the scope gave nothing');
  const allow = async (nth = 0): Promise<void> => {
    asked[nth]?.give();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { recorder, asked, recorders, recordings, stopped, allow, hide: () => hide(), scope };
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a voice note', () => {
  it('is handed over when it ends, and the microphone is let go', async () => {
    const { recorder, recordings, stopped, allow } = begin();
    void recorder.start();
    expect(recorder.state.value).toBe('asking');
    await allow();
    expect(recorder.state.value).toBe('recording');
    await pass(3000);
    expect(recorder.elapsedMs.value).toBe(3000);
    recorder.stop();
    await pass(0);
    expect(recordings).toEqual([{ bytes: new TextEncoder().encode('said'), type: 'audio/webm', durationMs: 3000 }]);
    expect(recorder.state.value).toBe('idle');
    expect(stopped).toEqual([0]);
  });

  it('ends by itself after a minute', async () => {
    const { recorder, recordings, allow } = begin();
    void recorder.start();
    await allow();
    await pass(voiceLimits.ms + 1000);
    expect(recordings.map(({ durationMs }) => durationMs)).toEqual([voiceLimits.ms]);
  });

  it.each(['hide', 'leave'])('is kept when the page ends it (%s)', async (how) => {
    const { recorder, recordings, stopped, allow, hide, scope } = begin();
    void recorder.start();
    await allow();
    await pass(1000);
    if (how === 'hide') hide();
    else scope.stop();
    await pass(0);
    expect(recordings).toHaveLength(1);
    expect(stopped).toEqual([0]);
  });

  it('given up while the browser asks never opens the microphone', async () => {
    const { recorder, recorders, stopped, allow } = begin();
    void recorder.start();
    recorder.stop();
    await allow();
    expect(recorder.state.value).toBe('idle');
    expect(recorders).toEqual([]);
    expect(stopped).toEqual([0]);
  });

  it('of a blink, or of no bytes, is none', async () => {
    const { recorder, recorders, recordings, allow } = begin();
    void recorder.start();
    await allow();
    await pass(200);
    recorder.stop();
    expect(recorder.state.value).toBe('short');
    void recorder.start();
    await allow(1);
    if (recorders[1]) recorders[1].said = new Blob([]);
    await pass(2000);
    recorder.stop();
    expect(recorder.state.value).toBe('short');
    expect(recordings).toEqual([]);
  });

  it('of more bytes than a note may have is refused', async () => {
    const { recorder, recorders, recordings, allow } = begin();
    void recorder.start();
    await allow();
    if (recorders[0]) recorders[0].said = new Blob([new Uint8Array(voiceLimits.bytes + 1)]);
    await pass(2000);
    recorder.stop();
    expect(recorder.state.value).toBe('large');
    expect(recordings).toEqual([]);
  });

  it.each([
    ['NotAllowedError', 'refused'],
    ['NotFoundError', 'absent'],
    ['NotReadableError', 'busy'],
  ])('says why there is none: %s', async (name, state) => {
    const { recorder, asked } = begin();
    void recorder.start();
    asked[0]?.refuse(name);
    await pass(0);
    expect(recorder.state.value).toBe(state);
  });

  it('is not to be had without a microphone, or where the browser cannot record', async () => {
    for (const { recorder } of [begin({ hasMicrophone: false }), begin({ types: [] })]) {
      await recorder.start();
      expect(recorder.state.value).toBe('absent');
    }
  });

  it('is recorded in what the browser can', async () => {
    const { recorder, recordings, allow } = begin({ types: ['audio/mp4'] });
    void recorder.start();
    await allow();
    await pass(1000);
    recorder.stop();
    await pass(0);
    expect(recordings[0]?.type).toBe('audio/mp4');
  });
});
