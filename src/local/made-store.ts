/**
 * What the worker made, on disk and in memory.
 *
 * Contract: the disk is the truth. A change is one transaction that reads what it changes from the disk, for another
 * tab or the service worker may have written since; the image in memory follows after the commit. Own transactions
 * run one after the other, so that the image never goes back. Records lie under `open/<id>` until they are answered
 * or discarded, then under `done/<id>`: sending looks at the open ones alone, however many were ever made.
 */
import { assert } from '../../core/lib/assert.ts';
import { makeId } from '../../core/lib/id.ts';
import { StorageClosed, type Kv, type KvReader, type KvWriter } from './kv.ts';
import type { Given } from './given.ts';
import type { MadeMutation, MadePhoto, MadeState, MadeTable } from './made.ts';
import type { Complaint, MediaRule } from './phone.ts';
import { Signal } from './signal.ts';

const stateKey = 'state';
const mediaRuleKey = 'media-rule';
const complaintPrefix = 'complaint/';
const freely: MediaRule = { isPaused: false, isWifiOnly: false };
const isDone = (record: MadeMutation): boolean => record.answer !== null || record.discardedAt !== null;
const keyOf = (record: MadeMutation): string => `${isDone(record) ? 'done' : 'open'}/${record.id}`;

interface Image {
  state: MadeState;
  records: Map<string, MadeMutation>;
  photos: Map<string, MadePhoto>;
  mediaRule: MediaRule;
  complaints: Map<string, Complaint>;
}

export class MadeStore {
  readonly changes = new Signal();
  /** Called after each own commit: others who share the database look again. */
  onCommit: () => void = () => {};
  readonly kv: Kv<MadeTable>;
  #image: Image;
  #last: Promise<unknown> = Promise.resolve();
  #commits = 0;

  private constructor(kv: Kv<MadeTable>, image: Image) {
    this.kv = kv;
    this.#image = image;
  }

  /** Opens it; on a new phone gives it a device id first. @throws StorageFull */
  static async open(kv: Kv<MadeTable>, given: Given): Promise<MadeStore> {
    const fresh: MadeState = {
      devices: [makeId('device', given.uuid())],
      epoch: null,
      nextSeq: 1,
      answeredSeq: 0,
      nextOrder: 1,
      clockErrorMs: null,
      contactAt: null,
    };
    const image = await imageOf(kv, fresh);
    if (image.state === fresh) {
      try {
        image.state = await kv.write(['meta'], async (tx) => {
          const other = (await tx.get('meta', stateKey)) as MadeState | undefined;
          if (!other) await tx.put('meta', stateKey, fresh);
          return other ?? fresh;
        });
      } catch (error) {
        // A newer app's database without a state cannot be; one that may only be read is shown as it is.
        if (!(error instanceof StorageClosed)) throw error;
      }
    }
    return new MadeStore(kv, image);
  }

  get state(): MadeState {
    return this.#image.state;
  }
  get records(): ReadonlyMap<string, MadeMutation> {
    return this.#image.records;
  }
  get photos(): ReadonlyMap<string, MadePhoto> {
    return this.#image.photos;
  }

  get mediaRule(): MediaRule {
    return this.#image.mediaRule;
  }
  get complaints(): ReadonlyMap<string, Complaint> {
    return this.#image.complaints;
  }

  /** One strict transaction. @throws StorageFull, StorageClosed; then nothing of it is kept */
  change<T>(run: (tx: MadeTx) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      const written: ((image: Image) => void)[] = [];
      const answer = await this.kv.write(['meta', 'drafts', 'mutations', 'photos', 'photoBytes'], (tx) => {
        // IndexedDB may run it again after a fault: only what the last run wrote counts.
        written.length = 0;
        return run(new MadeTx(tx, written));
      });
      if (written.length > 0) {
        this.#commits += 1;
        for (const apply of written) apply(this.#image);
        this.changes.fire();
        this.onCommit();
      }
      return answer;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Somebody else wrote: looks at the disk again. */
  async reload(): Promise<void> {
    const before = this.#commits;
    const image = await imageOf(this.kv, this.#image.state);
    if (before !== this.#commits) return this.reload();
    this.#image = image;
    this.changes.fire();
  }
}

async function imageOf(kv: Kv<MadeTable>, fresh: MadeState): Promise<Image> {
  return kv.read(['meta', 'mutations', 'photos'], async (tx) => ({
    state: ((await tx.get('meta', stateKey)) as MadeState | undefined) ?? fresh,
    records: new Map((await recordsUnder(tx, '')).map((record) => [record.id, record])),
    photos: new Map((await tx.list('photos')).map(({ key, value }) => [key, value as MadePhoto])),
    mediaRule: ((await tx.get('meta', mediaRuleKey)) as MediaRule | undefined) ?? freely,
    complaints: new Map(
      (await tx.list('meta', complaintPrefix)).map(({ value }) => [(value as Complaint).id, value as Complaint]),
    ),
  }));
}

const recordsUnder = async (tx: KvReader<MadeTable>, prefix: string): Promise<MadeMutation[]> =>
  (await tx.list('mutations', prefix)).map(({ value }) => value as MadeMutation);

/** A transaction over what the worker made. Inside it only its own calls may be awaited. */
export class MadeTx {
  readonly raw: KvWriter<MadeTable>;
  readonly #written: ((image: Image) => void)[];

  constructor(raw: KvWriter<MadeTable>, written: ((image: Image) => void)[]) {
    this.raw = raw;
    this.#written = written;
  }

  async state(): Promise<MadeState> {
    const state = (await this.raw.get('meta', stateKey)) as MadeState | undefined;
    assert(state, 'an opened phone has a state');
    return state;
  }

  async putState(state: MadeState): Promise<void> {
    await this.raw.put('meta', stateKey, state);
    this.#written.push((image) => (image.state = state));
  }

  async putMediaRule(rule: MediaRule): Promise<void> {
    await this.raw.put('meta', mediaRuleKey, rule);
    this.#written.push((image) => (image.mediaRule = rule));
  }

  async complaint(id: string): Promise<Complaint | undefined> {
    return (await this.raw.get('meta', complaintPrefix + id)) as Complaint | undefined;
  }

  async putComplaint(complaint: Complaint): Promise<void> {
    await this.raw.put('meta', complaintPrefix + complaint.id, complaint);
    this.#written.push((image) => image.complaints.set(complaint.id, complaint));
  }

  async dropComplaint(id: string): Promise<void> {
    await this.raw.delete('meta', complaintPrefix + id);
    this.#written.push((image) => image.complaints.delete(id));
  }

  async record(id: string): Promise<MadeMutation | undefined> {
    return ((await this.raw.get('mutations', `open/${id}`)) ?? (await this.raw.get('mutations', `done/${id}`))) as
      | MadeMutation
      | undefined;
  }

  /** Neither answered nor discarded, in the order of saving. */
  async open(): Promise<MadeMutation[]> {
    return (await recordsUnder(this.raw, 'open/')).toSorted((a, b) => a.order - b.order);
  }

  done(): Promise<MadeMutation[]> {
    return recordsUnder(this.raw, 'done/');
  }

  async putRecord(record: MadeMutation): Promise<void> {
    if (isDone(record)) await this.raw.delete('mutations', `open/${record.id}`);
    await this.raw.put('mutations', keyOf(record), record);
    this.#written.push((image) => image.records.set(record.id, record));
  }

  /** What was answered or put away waits again. */
  async reopenRecord(record: MadeMutation): Promise<void> {
    await this.raw.delete('mutations', `done/${record.id}`);
    await this.putRecord(record);
  }

  async dropRecord(record: MadeMutation): Promise<void> {
    await this.raw.delete('mutations', keyOf(record));
    this.#written.push((image) => image.records.delete(record.id));
  }

  async photo(sha256: string): Promise<MadePhoto | undefined> {
    return (await this.raw.get('photos', sha256)) as MadePhoto | undefined;
  }

  async photos(): Promise<MadePhoto[]> {
    return (await this.raw.list('photos')).map(({ value }) => value as MadePhoto);
  }

  async putPhoto(photo: MadePhoto): Promise<void> {
    await this.raw.put('photos', photo.sha256, photo);
    this.#written.push((image) => image.photos.set(photo.sha256, photo));
  }

  async dropPhoto(sha256: string): Promise<void> {
    await this.raw.delete('photos', sha256);
    await this.raw.delete('photoBytes', sha256);
    this.#written.push((image) => image.photos.delete(sha256));
  }
}
