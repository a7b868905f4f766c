import type { DeviceId } from '../../core/lib/id.ts';
import type { Scope } from '../../core/org/scope.ts';
import type { PullReply, ScopePage } from '../../core/protocol/pull.ts';
import {
  countOf,
  newScope,
  scopesIn,
  type CameSnapshots,
  type ScopeState,
  type StagedPage,
  type StoredPage,
  type ToldState,
} from './told-state.ts';

/** What one reply means for the state: which scopes go on, which start anew, whether the view may move. */
export class Taking {
  readonly isComplete: boolean;
  readonly pages: { scope: Scope; page: number; stored: StoredPage }[] = [];
  /** Scopes whose staged pages are void. */
  readonly restarted: Scope[] = [];
  readonly staged: Map<Scope, StagedPage[]>;
  readonly #before: ToldState;
  readonly #epoch: string;
  readonly #snapshots: CameSnapshots;
  readonly #scopes: Partial<Record<Scope, ScopeState>>;
  #left: Scope[];

  constructor(
    before: ToldState,
    staged: ReadonlyMap<Scope, StagedPage[]>,
    reply: PullReply,
    snapshots: CameSnapshots = new Map(),
  ) {
    this.#snapshots = snapshots;
    this.#before = before;
    this.#epoch = reply.epoch;
    this.#scopes = { ...before.scopes };
    this.staged = new Map(staged);
    this.#left = [...before.left];
    let isComplete = true;
    for (const scope of reply.reset) {
      if (reply.scopes[scope]?.from === null) continue;
      this.#restart(scope);
      isComplete = false;
    }
    for (const [scope, page] of scopesIn(reply.scopes)) {
      if (reply.reset.includes(scope) && page.from !== null) continue;
      if (!this.#takePage(scope, page) || page.more) isComplete = false;
    }
    for (const [scope, one] of scopesIn(this.#scopes)) {
      // A scope that was asked from its beginning and is not answered is no longer this account's.
      const isGone = reply.left.includes(scope) || (isComplete && one.cursor === null && !(scope in reply.scopes));
      if (!isGone || this.#left.includes(scope)) continue;
      this.#restart(scope);
      this.#left.push(scope);
    }
    this.isComplete = isComplete;
  }

  /** @returns false where the page does not follow: its scope is then asked again, from the beginning if need be */
  #takePage(scope: Scope, page: ScopePage): boolean {
    const isAnew = page.from === null;
    // The answer to a question of long ago: another page of the app has shown more since.
    if (isAnew && page.head < (this.#scopes[scope]?.shown ?? 0)) return false;
    // Without what it stands for it says nothing.
    if (page.snapshot && !this.#snapshots.has(scope)) {
      this.#restart(scope);
      return false;
    }
    if (!isAnew && page.from !== (this.#scopes[scope]?.cursor ?? null)) {
      this.#restart(scope);
      return false;
    }
    if (isAnew) this.#restart(scope);
    this.#left = this.#left.filter((one) => one !== scope);
    const one = this.#scopes[scope] ?? newScope;
    const isNews = isAnew || page.changes.length > 0;
    if (isNews) {
      const came = page.snapshot && this.#snapshots.get(scope);
      const { from, to, changes } = page;
      const stored = came ? { from: null, to, snapshot: came.text } : { from, to, changes };
      this.pages.push({ scope, page: one.nextPage, stored });
      this.staged.set(scope, [...(this.staged.get(scope) ?? []), { from, changes, rows: came?.rows ?? [] }]);
    }
    this.#scopes[scope] = {
      ...one,
      cursor: page.to,
      mask: page.mask ?? null,
      nextPage: one.nextPage + (isNews ? 1 : 0),
    };
    return true;
  }

  #restart(scope: Scope): void {
    const one = this.#scopes[scope];
    if (one) this.#scopes[scope] = { ...one, cursor: null, nextPage: one.shownPage + 1 };
    if (this.staged.delete(scope)) this.restarted.push(scope);
  }

  state(): ToldState {
    return { ...this.#before, epoch: this.#epoch, scopes: this.#scopes, left: this.#left };
  }

  /** All that has come is shown. */
  shown(reply: PullReply, device: DeviceId): ToldState {
    const scopes = scopesIn(this.#scopes).map(([scope, one]): [Scope, ScopeState] => {
      if (this.#left.includes(scope)) return [scope, one];
      const pages = this.staged.get(scope) ?? [];
      const changes = pages.reduce((sum, page) => sum + countOf(page), 0);
      const before = pages[0]?.from === null ? 0 : one.journalled;
      return [scope, { ...one, shown: one.cursor, shownPage: one.nextPage - 1, journalled: before + changes }];
    });
    const follows = this.#before.device === device && scopesIn(reply.scopes).every(([, { from }]) => from !== null);
    return {
      ...this.#before,
      epoch: this.#epoch,
      device,
      // An answer may be overtaken by a later one: what the server said it had applied stays applied.
      lastSeq: follows ? Math.max(this.#before.lastSeq, reply.lastSeq) : reply.lastSeq,
      toldAt: reply.serverTime,
      scopes: Object.fromEntries(scopes),
      left: this.#left,
    };
  }
}
