/**
 * Photos and voice notes of this phone (Photos of phone.ts): named by the SHA-256 of their bytes, on the disk before anything else
 * happens to them. They are refused before text is: the last of the room belongs to text.
 */
import type { HashOf } from './given.ts';
import { StorageFull } from './kv.ts';
import type { MadePhoto } from './made.ts';
import type { MadeStore, MadeTx } from './made-store.ts';
import type { KeptPhoto, MediaRule, NewPhoto, NewVoice, Photos } from './phone.ts';
import { Signal } from './signal.ts';

/** Room that photos leave free, in bytes: some thousand whistles of text. */
export const roomForText = 20 * 1024 * 1024;

type Kept = Pick<MadePhoto, 'thumb' | 'width' | 'height' | 'takenAt' | 'place' | 'voice'>;

export class PhonePhotos implements Photos {
  readonly #made: MadeStore;
  readonly #hash: HashOf;
  readonly #room: () => Promise<number | null>;
  readonly #isOnWifi: () => boolean | null;
  readonly #changes = new Signal();
  /** Bytes that have gone so far, of photos on their way. */
  readonly #progress = new Map<string, number>();
  readonly #views = new WeakMap<MadePhoto, KeptPhoto>();

  /** @param isOnWifi null where the device does not say */
  constructor(
    made: MadeStore,
    hash: HashOf,
    room: () => Promise<number | null>,
    isOnWifi: () => boolean | null = () => null,
  ) {
    this.#made = made;
    this.#hash = hash;
    this.#room = room;
    this.#isOnWifi = isOnWifi;
    made.changes.listen(() => this.#changes.fire());
  }

  keep({ bytes, ...photo }: NewPhoto): Promise<KeptPhoto> {
    return this.#keep(bytes, { ...photo, voice: null });
  }

  keepVoice({ bytes, type, durationMs, recordedAt }: NewVoice): Promise<KeptPhoto> {
    const noPicture = { thumb: new Uint8Array(), width: 0, height: 0, place: null };
    return this.#keep(bytes, { ...noPicture, takenAt: recordedAt, voice: { type, durationMs } });
  }

  async #keep(bytes: Uint8Array<ArrayBuffer>, rest: Kept): Promise<KeptPhoto> {
    const sha256 = await this.#hash(bytes);
    const room = await this.#room();
    if (room !== null && room < roomForText + bytes.length) throw new StorageFull('no room for photos');
    const kept = await this.#made.change(async (tx) => {
      const before = await tx.photo(sha256);
      if (before?.hasBytes) return before;
      const fresh: MadePhoto = {
        ...rest,
        sha256,
        size: bytes.length,
        state: 'kept',
        sentBytes: 0,
        reason: null,
        records: before?.records ?? [],
        confirmedAt: null,
        hasBytes: true,
        isThumbSent: false,
      };
      await tx.raw.put('photoBytes', sha256, bytes);
      await tx.putPhoto(fresh);
      return fresh;
    });
    return this.#viewOf(kept);
  }

  get(sha256: string): KeptPhoto | undefined {
    const photo = this.#made.photos.get(sha256);
    return photo && this.#viewOf(photo);
  }

  async bytes(sha256: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.#made.kv.read(['photoBytes'], (tx) => tx.get('photoBytes', sha256));
    return (bytes as Uint8Array<ArrayBuffer> | undefined) ?? null;
  }

  drop(sha256: string): Promise<void> {
    return this.#made.change(async (tx) => {
      const photo = await tx.photo(sha256);
      if (photo && photo.records.length === 0 && !(await isInDraft(tx, sha256))) await tx.dropPhoto(sha256);
    });
  }

  rule(): MediaRule {
    return this.#made.mediaRule;
  }

  setRule(rule: MediaRule): Promise<void> {
    return this.#made.change((tx) => tx.putMediaRule(rule));
  }

  waitsFor(): 'paused' | 'wifi' | null {
    const { isPaused, isWifiOnly } = this.#made.mediaRule;
    if (isPaused) return 'paused';
    return isWifiOnly && this.#isOnWifi() === false ? 'wifi' : null;
  }

  canTellWifi(): boolean {
    return this.#isOnWifi() !== null;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.listen(listener);
  }

  /** An upload is under way; `null`: it ended. */
  progress(sha256: string, sentBytes: number | null): void {
    if (sentBytes === null) this.#progress.delete(sha256);
    else this.#progress.set(sha256, sentBytes);
    const photo = this.#made.photos.get(sha256);
    if (photo) this.#views.delete(photo);
    this.#changes.fire();
  }

  /** The same object until it changes. */
  #viewOf(photo: MadePhoto): KeptPhoto {
    const seen = this.#views.get(photo);
    if (seen) return seen;
    const { records: _records, confirmedAt: _at, hasBytes: _has, isThumbSent: _thumb, ...kept } = photo;
    const sentBytes = this.#progress.get(photo.sha256);
    const view: KeptPhoto = {
      ...kept,
      // Photos that were kept before there were voice notes do not say so.
      voice: photo.voice ?? null,
      ...(sentBytes !== undefined && photo.state === 'kept' && { state: 'sending', sentBytes }),
    };
    this.#views.set(photo, view);
    return view;
  }
}

async function isInDraft(tx: MadeTx, sha256: string): Promise<boolean> {
  return (await tx.raw.list('drafts')).some(({ value }) => JSON.stringify(value).includes(sha256));
}
