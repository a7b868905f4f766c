/**
 * What the server told: rows by scope, whole in memory, and on disk (or in memory, at a desk) a compressed snapshot
 * and a journal of pages for each scope. It can be thrown away and fetched again.
 *
 * Contract: pages are journalled as they come. Rows, the cursors shown and `lastSeq` move together, in the one
 * transaction that takes the reply in which every scope says `more: false`; a crash before it leaves the older view
 * and the pages, from which fetching goes on. A page is taken only where `from` is the cursor; otherwise its scope is
 * fetched anew, and what is shown stays until that has come whole. `stamp` counts transactions: whoever finds
 * another one on disk than in memory looks at the disk again and takes nothing.
 */
import type { DeviceId } from '../../core/lib/id.ts';
import type { Mask, Scope } from '../../core/org/scope.ts';
import type { PullReply } from '../../core/protocol/pull.ts';
import type { AnyRow, RowKind } from '../../core/protocol/rows.ts';
import { readSnapshot, rowsOfSnapshot } from '../../core/protocol/snapshot.ts';
import type { Packing } from './given.ts';
import type { Kv, KvReader, KvWriter } from './kv.ts';
import { Signal } from './signal.ts';
import { ToldRows } from './told-rows.ts';
import {
  newScope,
  nothingTold,
  pageKey,
  scopesIn,
  toldTables,
  type CameSnapshots,
  type StagedPage,
  type StoredPage,
  type StoredScope,
  type Taken,
  type ToldState,
  type ToldTable,
} from './told-state.ts';
import { Taking } from './told-taking.ts';

export class Told {
  readonly changes = new Signal();
  /** Called after the view moved: others who share the database look again. */
  onCommit: () => void = () => {};
  readonly rows: ToldRows;
  readonly #kv: Kv<ToldTable>;
  readonly #packing: Packing;
  #state: ToldState;
  /** Pages that came and are not shown yet. */
  #staged: Map<Scope, StagedPage[]>;

  private constructor(kv: Kv<ToldTable>, packing: Packing, loaded: Loaded) {
    this.#kv = kv;
    this.#packing = packing;
    this.#state = loaded.state;
    this.rows = loaded.rows;
    this.#staged = loaded.staged;
  }

  static async open(kv: Kv<ToldTable>, packing: Packing): Promise<Told> {
    return new Told(kv, packing, await loadFrom(kv, packing, new ToldRows()));
  }

  get state(): ToldState {
    return this.#state;
  }

  cursors(): Record<string, number> {
    const asked = scopesIn(this.#state.scopes).filter(([scope]) => !this.#state.left.includes(scope));
    return Object.fromEntries(asked.flatMap(([scope, { cursor }]) => (cursor === null ? [] : [[scope, cursor]])));
  }

  /** Under which mask each of them was read. */
  masks(): Record<string, Mask> {
    return Object.fromEntries(
      scopesIn(this.#state.scopes).flatMap(([scope, { cursor, mask }]) =>
        cursor === null || !mask ? [] : [[scope, mask]],
      ),
    );
  }

  /** Another epoch: everything is fetched from the beginning; what is shown stays until it has come. */
  async startAnew(epoch: string | null): Promise<void> {
    if (this.#state.epoch === epoch) return;
    const scopes = Object.fromEntries(
      scopesIn(this.#state.scopes).map(([scope, one]) => [
        scope,
        // Versions of another epoch cannot be compared with what comes.
        { ...one, cursor: null, shown: null, nextPage: one.shownPage + 1 },
      ]),
    );
    const isMine = await this.#commit({ ...this.#state, epoch, scopes }, this.#dropStaged([...this.#staged.keys()]));
    // Another page took something meanwhile: cursors of the old epoch must not be asked with in the new one.
    if (!isMine) return this.startAnew(epoch);
    this.#staged.clear();
  }

  /**
   * Takes one reply of `pull`, with the snapshots that it names.
   * @throws StorageFull, StorageClosed; then nothing of it is kept
   */
  async take(reply: PullReply, device: DeviceId, snapshots?: CameSnapshots): Promise<Taken> {
    const next = new Taking(this.#state, this.#staged, reply, snapshots);
    const state = next.isComplete ? next.shown(reply, device) : next.state();
    const isMine = await this.#commit(state, async (tx) => {
      await this.#dropStaged(next.restarted)(tx);
      for (const { scope, page, stored } of next.pages) await tx.put('journal', pageKey(scope, page), stored);
    });
    if (!isMine) return 'stale';
    this.#staged = next.staged;
    if (!next.isComplete) return 'more';
    for (const [scope, pages] of this.#staged) for (const page of pages) applyPage(this.rows, scope, page);
    this.#staged = new Map();
    this.#tell();
    return 'complete';
  }

  /** Rows of scopes that are no longer this account's go; call it once its outbox is empty. */
  async purgeLeft(): Promise<void> {
    const gone = this.#state.left;
    if (gone.length === 0) return;
    const scopes = Object.fromEntries(scopesIn(this.#state.scopes).filter(([scope]) => !gone.includes(scope)));
    const isMine = await this.#commit({ ...this.#state, scopes, left: [] }, async (tx) => {
      for (const scope of gone) {
        await tx.delete('scopes', scope);
        for (const { key } of await tx.list('journal', `${scope}/`)) await tx.delete('journal', key);
      }
    });
    if (!isMine) return;
    for (const scope of gone) this.rows.drop(scope);
    this.#tell();
  }

  /** Folds long journals into their snapshots. */
  async compact(): Promise<void> {
    for (const [scope] of scopesIn(this.#state.scopes)) {
      const { stamp } = this.#state;
      const one = this.#state.scopes[scope];
      if (!one || one.journalled < journalMin || one.journalled < this.rows.countOf(scope) / 4) continue;
      const { shownPage } = one;
      const bytes = await this.#packing.pack(JSON.stringify(this.rows.rowsOf(scope)));
      if (this.#state.stamp !== stamp) return;
      const scopes = { ...this.#state.scopes, [scope]: { ...one, journalled: 0 } };
      await this.#commit({ ...this.#state, scopes }, async (tx) => {
        await tx.put('scopes', scope, { through: shownPage, bytes } satisfies StoredScope);
        for (const { key } of await tx.list('journal', `${scope}/`))
          if (key <= pageKey(scope, shownPage)) await tx.delete('journal', key);
      });
    }
  }

  /** Another tab took a reply: looks at the disk again. */
  async reload(): Promise<void> {
    const loaded = await loadFrom(this.#kv, this.#packing, new ToldRows());
    if (loaded.state.stamp === this.#state.stamp) return;
    this.#state = loaded.state;
    this.#staged = loaded.staged;
    this.rows.become(loaded.rows);
    this.changes.fire();
  }

  #tell(): void {
    this.changes.fire();
    this.onCommit();
  }

  /** @returns false when the disk was ahead of this memory; nothing was written then, and memory was put right */
  async #commit(state: ToldState, write: Write): Promise<boolean> {
    const { stamp } = this.#state;
    const next = { ...state, stamp: stamp + 1 };
    const isMine = await this.#kv.write(toldTables, async (tx) => {
      if ((await stateIn(tx)).stamp !== stamp) return false;
      await tx.put('state', 'state', next);
      await write(tx);
      return true;
    });
    if (isMine) this.#state = next;
    else await this.reload();
    return isMine;
  }

  #dropStaged(scopes: readonly Scope[]): Write {
    const { scopes: states } = this.#state;
    return async (tx) => {
      for (const scope of scopes) {
        const first = pageKey(scope, (states[scope] ?? newScope).shownPage + 1);
        for (const { key } of await tx.list('journal', `${scope}/`)) if (key >= first) await tx.delete('journal', key);
      }
    };
  }
}

type Write = (tx: KvWriter<ToldTable>) => Promise<void>;

/** Changes that a journal holds before it is folded into its snapshot. */
const journalMin = 200;

function applyPage(rows: ToldRows, scope: Scope, page: StagedPage): void {
  if (page.from === null) rows.drop(scope);
  rows.load(scope, page.rows);
  rows.apply(scope, page.changes);
}

function stagedPage(stored: StoredPage): StagedPage {
  if (!('snapshot' in stored)) return { ...stored, rows: [] };
  const snapshot = readSnapshot(stored.snapshot);
  // It was looked at before it was written.
  if (!snapshot) throw new Error('the journal holds a snapshot that cannot be read');
  return { from: null, changes: [], rows: rowsOfSnapshot(snapshot) };
}

interface Loaded {
  state: ToldState;
  rows: ToldRows;
  staged: Map<Scope, StagedPage[]>;
}

const stateIn = async (tx: KvReader<ToldTable>): Promise<ToldState> =>
  ((await tx.get('state', 'state')) as ToldState | undefined) ?? nothingTold;

async function loadFrom(kv: Kv<ToldTable>, packing: Packing, rows: ToldRows): Promise<Loaded> {
  const { state, snapshots, journal } = await kv.read(toldTables, async (tx) => ({
    state: await stateIn(tx),
    snapshots: await tx.list('scopes'),
    journal: await tx.list('journal'),
  }));
  for (const { key, value } of snapshots) {
    const text = await packing.unpack((value as StoredScope).bytes);
    rows.load(key as Scope, JSON.parse(text) as [RowKind, AnyRow[]][]);
  }
  const staged = new Map<Scope, StagedPage[]>();
  for (const { key, value } of journal) {
    const [scope, page] = [key.slice(0, -10) as Scope, Number(key.slice(-9))];
    const one = stagedPage(value as StoredPage);
    if (page <= (state.scopes[scope]?.shownPage ?? -1)) applyPage(rows, scope, one);
    else staged.set(scope, [...(staged.get(scope) ?? []), one]);
  }
  return { state, rows, staged };
}
