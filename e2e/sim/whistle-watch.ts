/**
 * Judges every whistle at every commit: each deed is decided once more by the rules over what stood before, what was
 * decided on a revision that another decision had overtaken must have been refused as changed, and no row may say what
 * the life of a whistle forbids.
 */
import { shippedCalendar } from '../../core/calendar/workdays.ts';
import { canonicalJson, type Json } from '../../core/lib/json.ts';
import { assert } from '../../core/lib/assert.ts';
import type { AccountId } from '../../core/lib/id.ts';
import { clockAccount, type Author } from '../../core/org/role.ts';
import type { Mutation } from '../../core/protocol/push.ts';
import type { AnyRow, KindRow, LineKind, RowByKind, RowKind } from '../../core/protocol/rows.ts';
import { wholeBook } from '../../core/rules/loop-rules.ts';
import { commandOf } from '../../core/rules/registry.ts';
import type { Decision } from '../../core/rules/rule.ts';
import type { WhistleAction } from '../../core/whistle/actions.ts';
import type { LoopAction } from '../../core/whistle/loop-actions.ts';
import { partsOf } from '../../core/whistle/decide.ts';
import { loopTable } from '../../core/whistle/loop-table.ts';
import { ruleIn, whistleTable, type WhistleActionRules } from '../../core/whistle/table.ts';
import type { WhistleEventRow, WhistleRow } from '../../core/whistle/whistle.ts';
import type { StoredResult, Writes } from '../../server/modules/sync/store.ts';
import { loopCounts } from './figures.ts';
import type { Trace } from './trace.ts';
import { flawsOf, flawsOfStep } from './whistle-flaws.ts';

export interface Sent extends Pick<Mutation, 'id' | 'type' | 'payload'> {
  account: AccountId;
  base: number | null;
  expects: string | null;
}

export interface WhistleWatchSetting {
  /** Rows that no deed changes: grids, categories, units. */
  fixed: readonly KindRow[];
  author: (account: AccountId) => Author;
  trace: Trace;
  violate: (what: string) => void;
}

type Action = WhistleAction | LoopAction | 'raise';

export class WhistleWatch {
  /** Everything that went to the server, by its id, as its sender meant it. */
  readonly sent = new Map<string, Sent>();
  private rows = new Map<string, WhistleRow>();
  /** Whatever a decision could have overlooked, in order. */
  private readonly changes = new Map<string, WhistleRow['changed'][]>();
  private readonly fixed: ReadonlyMap<string, AnyRow>;
  private readonly urgencies: ReadonlyMap<string, string>;
  private readonly setting: WhistleWatchSetting;

  constructor(setting: WhistleWatchSetting) {
    this.setting = setting;
    this.fixed = new Map(setting.fixed.map(({ kind, row }) => [`${kind} ${row.id}`, row]));
    this.urgencies = new Map(
      setting.fixed.flatMap((entry) => (entry.kind === 'category' ? [[entry.row.id, entry.row.urgency]] : [])),
    );
  }

  goesOut(account: AccountId, mutations: readonly Mutation[]): void {
    for (const { id, type, payload, base, expects } of mutations)
      if (type.startsWith('whistle.'))
        this.sent.set(id, { id, type, payload, account, base: base ?? null, expects: expects ?? null });
  }

  /** The database was put back. */
  restored(rows: Iterable<KindRow>): void {
    this.rows = new Map();
    for (const entry of rows) if (entry.kind === 'whistle') this.rows.set(entry.row.id, entry.row);
    for (const [id, changes] of this.changes)
      this.changes.set(
        id,
        changes.filter(({ rev }) => rev <= (this.rows.get(id)?.rev ?? 0)),
      );
  }

  committed(writes: readonly Writes[]): void {
    for (const write of writes) this.judge(write);
  }

  private judge(write: Writes): void {
    const events = write.rows.flatMap((entry) => (entry.kind === 'event' ? [entry.row] : []));
    const stored = write.rows.flatMap((entry) => (entry.kind === 'whistle' ? [entry.row] : []));
    const played = new Map<string, WhistleRow>();
    const done = new Map<string, Action[]>();
    for (const result of write.results) this.follow(result, events, played, done);
    for (const row of stored) {
      const before = this.rows.get(row.id) ?? null;
      const actions = done.get(row.id) ?? [];
      for (const flaw of [...flawsOf(row), ...flawsOfStep(before, row, actions)]) this.say(row, flaw);
      this.judgeEvents(before, row, events);
      const replayed = played.get(row.id);
      if (!replayed) this.say(row, 'changed, and nobody did anything to it');
      else if (textOf(clockless(replayed)) !== textOf(clockless(row)))
        this.say(row, `stands otherwise than its deeds say: ${actions.join(', ')}`);
      this.rows.set(row.id, row);
    }
  }

  /** One event each revision, in order. */
  private judgeEvents(before: WhistleRow | null, row: WhistleRow, events: readonly WhistleEventRow[]): void {
    const from = before?.rev ?? 0;
    const orders = events
      .filter(({ whistle, order }) => whistle === row.id && order > from)
      .map(({ order }) => order)
      .toSorted((a, b) => a - b);
    const isDense = orders.length === row.rev - from && orders.every((order, i) => order === from + 1 + i);
    if (!isDense) this.say(row, `went from revision ${from} to ${row.rev} with events ${orders.join(', ')}`);
  }

  private follow(
    { id, outcome, at, isAgain }: StoredResult,
    events: readonly WhistleEventRow[],
    played: Map<string, WhistleRow>,
    done: Map<string, Action[]>,
  ): void {
    const deed = this.sent.get(id);
    if (!deed || isAgain || (outcome.outcome === 'refused' && outcome.refusal.code === 'forked')) return;
    const { trace } = this.setting;
    // The type begins with `whistle.`
    const action = deed.type.slice('whistle.'.length) as Action;
    const { whistle } = deed.payload as { whistle: string };
    const read = (of: string): WhistleRow | undefined => played.get(of) ?? this.rows.get(of);
    const before = read(whistle);
    trace.count(loopCounts.deed(action, outcome.outcome));
    if (action !== 'raise' && before) this.judgeSeen(deed, action, before, outcome, at);
    if (outcome.outcome !== 'applied') return;
    const decided = this.decideAgain(deed, at, read);
    if (!decided.ok) {
      this.setting.violate(
        `${deed.type} of ${whistle} was applied, and the rules refuse it: ${decided.refusal.code} ${decided.refusal.detail}`,
      );
      return;
    }
    for (const entry of decided.value.rows) {
      if (entry.kind !== 'whistle') continue;
      const row = action === 'raise' ? seenAt(entry.row, events) : entry.row;
      const last = read(row.id) ?? null;
      for (const flaw of [...flawsOf(row), ...flawsOfStep(last, row, [action])]) this.say(row, flaw);
      if (last?.stage !== row.stage) trace.count(loopCounts.stage(row.stage));
      if (row.changed.rev === row.rev) this.changes.set(row.id, [...(this.changes.get(row.id) ?? []), row.changed]);
      played.set(row.id, row);
      done.set(row.id, [...(done.get(row.id) ?? []), action]);
    }
  }

  /** Of two deeds on one revision, where the second rests on what the first changed, the second is refused by name. */
  private judgeSeen(
    { base, expects, account }: Sent,
    action: WhistleAction | LoopAction,
    before: WhistleRow,
    outcome: StoredResult['outcome'],
    at: StoredResult['at'],
  ): void {
    const rules: WhistleActionRules =
      action in loopTable ? loopTable[action as LoopAction] : whistleTable[action as WhistleAction];
    // One's own deeds one has seen, whatever the server had told of them.
    const others = (this.changes.get(before.id) ?? []).filter(
      ({ by, rev }) => by !== account && base !== null && rev > base,
    );
    const unseen = rules.whenStale === 'refused' ? others.at(-1) : undefined;
    const isOvertaken = unseen !== undefined;
    const changed = unseen ?? before.changed;
    const isElsewhere = expects !== null && expects !== before.stage;
    // What a unit owes by its own order is done wherever it still can be.
    const isOwed =
      rules.whenStale === 'stands' &&
      ruleIn(rules, before.stage, partsOf(before, lasting(this.setting.author(account)), at)) !== null;
    const isStale = isOvertaken || (isElsewhere && !isOwed);
    const said = `${action} on revision ${base} at ${expects}, where ${changed.byName} had done ${changed.action} at ${changed.rev}`;
    if (outcome.outcome === 'applied') {
      if (isStale) this.say(before, `${said}, was applied though stale`);
      return;
    }
    const { code, detail } = outcome.refusal;
    if (code === 'changed') {
      // What somebody took on says who took it on.
      const isTaken = action === 'takeOn' && before.own !== null;
      if (!isStale && !isTaken) this.say(before, `${said}, was refused as changed`);
      if (isStale && !(detail.includes(changed.byName) && detail.includes(changed.action)))
        this.say(before, `${said}, was told "${detail}"`);
      if (!isOvertaken) return;
      this.setting.trace.count('decisions refused as overtaken');
      const isDispatcher = (who: AccountId): boolean =>
        who !== clockAccount && this.setting.author(who).grants.some(({ role }) => role === 'district');
      if (isDispatcher(account) && isDispatcher(changed.by))
        this.setting.trace.count('two dispatchers on one revision');
    } else if (isStale && !beforeStale.includes(code)) this.say(before, `${said}, was refused as ${code} ${detail}`);
  }

  private decideAgain(deed: Sent, now: StoredResult['at'], whistleOf: (id: string) => WhistleRow | undefined) {
    const command = commandOf({ id: deed.id, type: deed.type, v: 1, payload: deed.payload }, wholeBook);
    if (!command.ok) return command;
    return command.value.decide({
      author: lasting(this.setting.author(deed.account)),
      mutation: deed.id,
      at: now,
      now,
      clockErrorMs: 0,
      base: null,
      expects: null,
      calendar: shippedCalendar,
      urgencyOf: (category) => this.urgencies.get(category ?? '') ?? '',
      retiredAt: () => null,
      settings: null,
      read: <K extends RowKind>(kind: K, id: string) =>
        // A row under its kind and id.
        (kind === 'whistle' ? whistleOf(id) : this.fixed.get(`${kind} ${id}`)) as RowByKind[K] | undefined,
      line: <K extends LineKind>(): readonly RowByKind[K][] => [],
      searchKeysOf: () => '',
    }) satisfies { ok: true; value: Decision } | { ok: false };
  }

  private say({ id }: WhistleRow, what: string): void {
    this.setting.violate(`whistle ${id}: ${what}`);
  }
}

/** Whoever acted while she might is asked of that moment; here it is enough that she ever might. */
const lasting = (author: Author): Author => ({
  ...author,
  grants: author.grants.map((grant) => ({ ...grant, to: null })),
});

/** Refusals that come before anybody asks what was seen. */
const beforeStale: readonly string[] = ['not-found', 'not-allowed', 'invalid', 'nothing-said', 'text-too-long'];

/** When it was seen goes by the phone's corrected clock, which only the server knew. */
function seenAt(row: WhistleRow, events: readonly WhistleEventRow[]): WhistleRow {
  const raised = events.find(({ whistle, order }) => whistle === row.id && order === 1)?.happening;
  assert(raised?.type === 'whistle-raised', 'a whistle begins with being raised');
  return { ...row, occurredAt: raised.occurredAt };
}

const textOf = (row: WhistleRow): string => canonicalJson(row as unknown as Json);

/** The clock that a community's device had is on no record of what was said; nothing else rests on it without a code. */
function clockless(row: WhistleRow): WhistleRow {
  if (!row.loop) return row;
  const orders = row.loop.orders.map((order) => ({
    ...order,
    seen: order.seen && { ...order.seen, isClockGood: true },
  }));
  return { ...row, loop: { ...row.loop, orders } };
}
