/**
 * The sound of a new whistle. A browser may keep a page mute until somebody has clicked in it (after a reload, say):
 * the audio then stays suspended. `isMute` says so, the first click or key wakes it, and what came meanwhile is heard
 * then, once. Between two sounds the audio is suspended, so that a silent page keeps no loudspeaker awake.
 */
import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';

export interface ArrivalSound {
  /** Whether this account wants to hear new whistles on this computer: silent until she turned it on. */
  isOn: ShallowRef<boolean>;
  /** It is on, and the browser waits for a click. */
  isMute: Readonly<Ref<boolean>>;
  play: () => void;
}

/** A browser that lets a page sound by itself does so sooner. */
const startMs = 500;

export function useArrivalSound(account: string, isOffered: boolean): ArrivalSound {
  const isOn = useSoundSetting(account);
  const isMute = shallowRef(false);
  let audio: AudioContext | null = null;
  let isAllowed = false;
  let isOwed = false;
  let sounding = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** It runs: what is owed is heard, and then there is silence again. */
  function running(context: AudioContext): void {
    clearTimeout(timer);
    isMute.value = false;
    isAllowed = true;
    listen(false);
    if (isOwed) {
      isOwed = false;
      sounding += 1;
      sound(context, () => {
        sounding -= 1;
        void quiet(context);
      });
    }
    void quiet(context);
  }

  /** Waits as long as the browser makes it wait. */
  async function begin(context: AudioContext): Promise<void> {
    await context.resume();
    if (context.state === 'running') running(context);
  }

  async function quiet(context: AudioContext): Promise<void> {
    if (sounding > 0) return;
    await context.suspend();
    // A whistle came while it was falling silent.
    if (isOwed || sounding > 0) await begin(context);
  }

  /** Asks the browser to let it sound; where it may not yet, the answer comes with the next click. */
  function wake(): void {
    if (typeof AudioContext === 'undefined') return;
    audio ??= new AudioContext();
    void begin(audio);
    if (isAllowed) return;
    listen(true);
    clearTimeout(timer);
    timer = setTimeout(() => {
      isMute.value = true;
    }, startMs);
  }

  function listen(isListening: boolean): void {
    for (const gesture of ['click', 'keydown'] as const)
      if (isListening) document.addEventListener(gesture, touched, { capture: true });
      else document.removeEventListener(gesture, touched, { capture: true });
  }
  function touched(): void {
    if (audio) void begin(audio);
  }

  function rest(): void {
    clearTimeout(timer);
    listen(false);
    isMute.value = false;
    isOwed = false;
  }

  watch(
    isOn,
    (on) => {
      if (on && isOffered) wake();
      else rest();
    },
    { immediate: true },
  );
  onScopeDispose(rest);

  return {
    isOn,
    isMute,
    play() {
      if (!isOn.value) return;
      isOwed = true;
      wake();
    },
  };
}

/** Two soft tones. */
function sound(context: AudioContext, ended: () => void): void {
  const volume = context.createGain();
  volume.gain.value = 0.06;
  volume.connect(context.destination);
  const [low, high] = [660, 880].map((frequency, nth) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start(context.currentTime + nth * 0.16);
    tone.stop(context.currentTime + nth * 0.16 + 0.14);
    return tone;
  });
  (high ?? low)?.addEventListener('ended', ended);
}

function useSoundSetting(account: string): ShallowRef<boolean> {
  const key = `shaodao.desk-sound.${account}`;
  const isOn = shallowRef(read(key));
  watch(
    isOn,
    (on) => {
      try {
        localStorage.setItem(key, on ? 'yes' : 'no');
      } catch {
        return; // storage may be closed to this page; the choice then lasts as long as the page
      }
    },
    { flush: 'sync' },
  );
  return isOn;
}

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) === 'yes';
  } catch {
    return false;
  }
}
