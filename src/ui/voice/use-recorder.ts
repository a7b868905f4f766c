/**
 * A voice note from the microphone. Contract: the microphone is held only while somebody speaks into it, and let go
 * whatever happens; a recording ends by itself after a minute, when the page is hidden or when the microphone is taken
 * away, and what was said until then is handed over. Each recording has a number: answers to one that was given up are
 * ignored. The state is one of:
 *
 * idle · asking: the browser may be asking the person · recording · refused: by the person or the system · absent: no
 * microphone, or a browser that cannot record · busy: another app holds it · short: nothing worth keeping was said ·
 * large: more bytes than a note may have
 */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

export type RecorderState = 'idle' | 'asking' | 'recording' | 'refused' | 'absent' | 'busy' | 'short' | 'large';

export type VoiceKind = 'audio/webm' | 'audio/mp4' | 'audio/ogg';

export interface Recording {
  bytes: Uint8Array<ArrayBuffer>;
  type: VoiceKind;
  durationMs: number;
}

export interface Recorder {
  state: Readonly<ShallowRef<RecorderState>>;
  /** Of the recording under way, in ms; moves a few times a second. */
  elapsedMs: Readonly<ShallowRef<number>>;
  start(): Promise<void>;
  /** Ends the recording under way, or the asking for one. */
  stop(): void;
}

export const voiceLimits = { ms: 60_000, shortestMs: 600, bytes: 1024 * 1024, bitsPerSecond: 24_000 } as const;

/** What of the browser is used; handed in by tests. */
export interface RecordingBrowser {
  microphone: Pick<MediaDevices, 'getUserMedia'> | undefined;
  makeRecorder: (stream: MediaStream, options: MediaRecorderOptions) => MediaRecorder;
  supports: (type: string) => boolean;
  nowMs: () => number;
  /** Calls when the page is hidden. @returns stops it */
  whenHidden: (then: () => void) => () => void;
}

const thisBrowser = (): RecordingBrowser => ({
  microphone: navigator.mediaDevices,
  makeRecorder: (stream, options) => new MediaRecorder(stream, options),
  supports: (type) => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(type),
  nowMs: () => performance.now(),
  whenHidden: (then) => {
    const look = (): void => {
      if (document.visibilityState === 'hidden') then();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  },
});

const wanted = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'] as const;

export function useRecorder(
  onRecorded: (recording: Recording) => void,
  browser: RecordingBrowser = thisBrowser(),
): Recorder {
  const state = shallowRef<RecorderState>('idle');
  const elapsedMs = shallowRef(0);
  let turn = 0;
  let recorder: MediaRecorder | null = null;

  async function start(): Promise<void> {
    if (state.value === 'asking' || state.value === 'recording') return;
    const type = wanted.find((one) => browser.supports(one));
    if (!browser.microphone || type === undefined) {
      state.value = 'absent';
      return;
    }
    const mine = ++turn;
    state.value = 'asking';
    try {
      const stream = await browser.microphone.getUserMedia({ audio: { channelCount: 1 }, video: false });
      if (mine === turn) record(stream, type);
      else letGo(stream);
    } catch (error) {
      if (mine === turn) state.value = stateOf(error);
    }
  }

  function record(stream: MediaStream, type: string): void {
    const current = browser.makeRecorder(stream, { mimeType: type, audioBitsPerSecond: voiceLimits.bitsPerSecond });
    const parts: Blob[] = [];
    const startedMs = browser.nowMs();
    const elapsed = (): number => Math.min(voiceLimits.ms, Math.round(browser.nowMs() - startedMs));
    const ticking = setInterval(() => {
      elapsedMs.value = elapsed();
      if (elapsedMs.value >= voiceLimits.ms) stop();
    }, 200);
    current.addEventListener('dataavailable', (event) => parts.push(event.data));
    current.addEventListener('stop', () => {
      clearInterval(ticking);
      letGo(stream);
      recorder = null;
      void handOver(new Blob(parts), type, elapsed());
    });
    current.start();
    recorder = current;
    elapsedMs.value = 0;
    state.value = 'recording';
  }

  async function handOver(said: Blob, type: string, durationMs: number): Promise<void> {
    if (durationMs < voiceLimits.shortestMs || said.size === 0) state.value = 'short';
    else if (said.size > voiceLimits.bytes) state.value = 'large';
    else {
      const bytes = new Uint8Array(await said.arrayBuffer());
      state.value = 'idle';
      onRecorded({ bytes, type: kindOf(type), durationMs });
    }
  }

  function stop(): void {
    turn += 1;
    if (recorder && recorder.state !== 'inactive') recorder.stop();
    else if (state.value === 'asking') state.value = 'idle';
  }

  const unhear = browser.whenHidden(() => {
    if (state.value === 'recording') stop();
  });
  onScopeDispose(() => {
    unhear();
    stop();
  });
  return { state, elapsedMs, start, stop };
}

function letGo(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function kindOf(type: string): VoiceKind {
  if (type.startsWith('audio/mp4')) return 'audio/mp4';
  return type.startsWith('audio/ogg') ? 'audio/ogg' : 'audio/webm';
}

/** By the names that getUserMedia and MediaRecorder reject with. */
function stateOf(error: unknown): RecorderState {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'NotSupportedError':
    case 'TypeError':
      return 'absent';
    default:
      return 'busy';
  }
}
