/**
 * The camera behind a viewfinder. Contract: at most one stream is held, and none while it is not wanted (left, hidden);
 * a stream that comes after it was given up is stopped at once. Each opening has a number; answers to older ones are
 * ignored. The state is one of:
 *
 * off · asking: the browser may be asking the person · live · refused: by the person or the system · absent: no camera,
 * or a page that may not have one · busy: another app holds it, or it was taken away
 */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

export type CameraState = 'off' | 'asking' | 'live' | 'refused' | 'absent' | 'busy';

export interface Camera {
  state: Readonly<ShallowRef<CameraState>>;
  stream: Readonly<ShallowRef<MediaStream | null>>;
  hasTorch: Readonly<ShallowRef<boolean>>;
  isTorchOn: Readonly<ShallowRef<boolean>>;
  open(): Promise<void>;
  close(): void;
  switchTorch(): Promise<void>;
}

const constraints: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1440 } },
};

/** @param media where cameras are asked for; a page without a secure origin has none */
export function useCamera(
  media: Pick<MediaDevices, 'getUserMedia'> | null | undefined = navigator.mediaDevices,
): Camera {
  const state = shallowRef<CameraState>('off');
  const stream = shallowRef<MediaStream | null>(null);
  const hasTorch = shallowRef(false);
  const isTorchOn = shallowRef(false);
  let opening = 0;

  function drop(): void {
    for (const track of stream.value?.getTracks() ?? []) track.stop();
    stream.value = null;
    hasTorch.value = false;
    isTorchOn.value = false;
  }

  async function open(): Promise<void> {
    if (state.value === 'asking' || state.value === 'live') return;
    const mine = ++opening;
    if (!media) {
      state.value = 'absent';
      return;
    }
    state.value = 'asking';
    try {
      const opened = await media.getUserMedia(constraints);
      if (mine !== opening) {
        for (const track of opened.getTracks()) track.stop();
        return;
      }
      const [track] = opened.getVideoTracks();
      track?.addEventListener('ended', () => {
        if (mine !== opening) return;
        drop();
        state.value = 'busy';
      });
      stream.value = opened;
      hasTorch.value = track !== undefined && canLight(track);
      state.value = 'live';
    } catch (error) {
      if (mine === opening) state.value = stateOf(error);
    }
  }

  function close(): void {
    opening += 1;
    drop();
    state.value = 'off';
  }

  async function switchTorch(): Promise<void> {
    const [track] = stream.value?.getVideoTracks() ?? [];
    if (!track || !hasTorch.value) return;
    const wanted = !isTorchOn.value;
    try {
      await track.applyConstraints({ advanced: [{ torch: wanted } as MediaTrackConstraintSet] });
      isTorchOn.value = wanted;
    } catch {
      hasTorch.value = false; // it said that it could, and could not
    }
  }

  onScopeDispose(close);
  return { state, stream, hasTorch, isTorchOn, open, close, switchTorch };
}

/** `torch` is an extension (W3C mediacapture-image) that the library types do not know. */
const canLight = (track: MediaStreamTrack): boolean =>
  'getCapabilities' in track && (track.getCapabilities() as { torch?: boolean }).torch === true;

/** By the names that getUserMedia rejects with. */
function stateOf(error: unknown): CameraState {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
    case 'TypeError':
      return 'absent';
    default:
      return 'busy';
  }
}
