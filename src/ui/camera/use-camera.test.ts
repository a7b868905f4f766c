import { describe, expect, it } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { useCamera, type Camera } from './use-camera.ts';

class FakeTrack extends EventTarget {
  isStopped = false;
  constraints: MediaTrackConstraints[] = [];
  readonly canLight: boolean;
  constructor(canLight: boolean) {
    super();
    this.canLight = canLight;
  }
  stop(): void {
    this.isStopped = true;
  }
  getCapabilities(): object {
    return this.canLight ? { torch: true } : {};
  }
  applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.constraints.push(constraints);
    return Promise.resolve();
  }
}

/** A camera whose openings the test answers by hand, in any order. */
class FakeMedia {
  readonly tracks: FakeTrack[] = [];
  readonly asked: { give(canLight?: boolean): FakeTrack; refuse(name: string): void }[] = [];

  getUserMedia(): Promise<MediaStream> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        give: (canLight = false) => {
          const track = new FakeTrack(canLight);
          this.tracks.push(track);
          resolve({ getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream);
          return track;
        },
        refuse: (name) => reject(new DOMException('no', name)),
      });
    });
  }
}

function begin(): { media: FakeMedia; camera: Camera; scope: EffectScope } {
  const media = new FakeMedia();
  const scope = effectScope();
  const camera = scope.run(() => useCamera(media));
  if (!camera) throw new Error('the scope gave nothing');
  return { media, camera, scope };
}

describe('useCamera', () => {
  it('asks, then is live', async () => {
    const { media, camera } = begin();
    expect(camera.state.value).toBe('off');
    const opened = camera.open();
    expect(camera.state.value).toBe('asking');
    media.asked[0]?.give();
    await opened;
    expect(camera.state.value).toBe('live');
    expect(camera.stream.value).not.toBeNull();
  });

  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'absent'],
    ['OverconstrainedError', 'absent'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
  ])('takes %s for %s and can be asked again', async (name, state) => {
    const { media, camera } = begin();
    const opened = camera.open();
    media.asked[0]?.refuse(name);
    await opened;
    expect(camera.state.value).toBe(state);
    const again = camera.open();
    media.asked[1]?.give();
    await again;
    expect(camera.state.value).toBe('live');
  });

  it('is absent where a page may have no camera', async () => {
    const scope = effectScope();
    const camera = scope.run(() => useCamera(null));
    await camera?.open();
    expect(camera?.state.value).toBe('absent');
  });

  it('stops its track when closed and when its scope ends', async () => {
    const { media, camera, scope } = begin();
    const opened = camera.open();
    const track = media.asked[0]?.give();
    await opened;
    camera.close();
    expect(track?.isStopped).toBe(true);
    const again = camera.open();
    const other = media.asked[1]?.give();
    await again;
    scope.stop();
    expect(other?.isStopped).toBe(true);
  });

  it('stops a stream that comes after it was given up', async () => {
    const { media, camera } = begin();
    const late = camera.open();
    camera.close();
    const newer = camera.open();
    const lateTrack = media.asked[0]?.give();
    await late;
    expect(lateTrack?.isStopped).toBe(true);
    expect(camera.state.value).toBe('asking');
    const track = media.asked[1]?.give();
    await newer;
    expect(camera.state.value).toBe('live');
    expect(track?.isStopped).toBe(false);
  });

  it('asks once however often it is opened', () => {
    const { media, camera } = begin();
    void camera.open();
    void camera.open();
    expect(media.asked).toHaveLength(1);
  });

  it('says busy when the camera is taken away', async () => {
    const { media, camera } = begin();
    const opened = camera.open();
    const track = media.asked[0]?.give();
    await opened;
    track?.dispatchEvent(new Event('ended'));
    expect(camera.state.value).toBe('busy');
    expect(camera.stream.value).toBeNull();
  });

  it('lights only where there is a light', async () => {
    const { media, camera } = begin();
    const opened = camera.open();
    const track = media.asked[0]?.give(true);
    await opened;
    expect(camera.hasTorch.value).toBe(true);
    await camera.switchTorch();
    expect(camera.isTorchOn.value).toBe(true);
    expect(track?.constraints).toEqual([{ advanced: [{ torch: true }] }]);
    camera.close();
    expect(camera.isTorchOn.value).toBe(false);
  });
});
