import { assert } from '../lib/assert.ts';
import type { WorkCalendar } from '../calendar/workdays.ts';
import type { AccountId, EventId, HouseholdId, WhistleId } from '../lib/id.ts';
import { ok, refuse, type Result } from '../lib/result.ts';
import type { Day, Iso } from '../lib/time.ts';
import { grantsFor, mayDo } from '../org/authority.ts';
import { clockAccount, grantsAt, residentAccount, type Author } from '../org/role.ts';
import { isInArea } from '../org/scope.ts';
import {
  meetClock,
  pauseClocks,
  resumeClocks,
  startClock,
  stopClocks,
  type ClockName,
  type EarlyClockName,
  type Pressure,
  type WhistleClock,
} from './clock.ts';
import { termOf, type EarlySettings } from './early-terms.ts';
import { isUrgentByDefault, levelOf, type Urgency } from './urgency.ts';
import { freshLoop, isAsked, ownDesks, standing, type OwnDesk, type Proposal, type Said } from './loop.ts';
import { isEnded } from './stage.ts';
import { ruleIn, whistleTable, type Part, type WhistleActionRules, type WhistleRule } from './table.ts';
import type {
  LastChange,
  MediaHash,
  ReturnReason,
  WhistleChange,
  WhistleContent,
  WhistleEventRow,
  WhistleHappening,
  WhistleRow,
  WhistleSource,
} from './whistle.ts';

/**
 * The rules of a whistle, pure: decide says what happens (or why not), evolve applies what happened. The phone
 * runs both at once to show the result; the server runs the same with authority.
 */
export interface WhistleContext {
  author: Author;
  /** When the author acted, by a corrected clock: authority is asked of this moment. */
  at: Iso;
  /** The server's commit time: clocks start and stop here. */
  now: Iso;
  calendar: WorkCalendar;
  /** The id that the event of this command gets. */
  event: EventId;
  /** What the catalogue says of a category's urgency, as `U2` or `U1|U3`; '' where it is not known. */
  urgencyOf: (category: string | null) => string;
  /** Since when the catalogue gives a category to no whistle; null: it is in use. */
  retiredAt: (category: string) => Iso | null;
  settings: EarlySettings;
}

export interface RaiseWhistle {
  whistle: WhistleId;
  grid: string;
  content: WhistleContent;
  household: HouseholdId | null;
  source: WhistleSource;
  outOfGrid: boolean;
  occurredAt: Iso;
}

export type WhistleCommand =
  | { action: 'amend'; set: Partial<WhistleContent> }
  | { action: 'withdraw' }
  | { action: 'comment'; text: string }
  | { action: 'settle'; text: string }
  | { action: 'return'; reason: ReturnReason; text: string }
  | { action: 'escalate'; category: string; text: string; proposal?: Omit<Proposal, keyof Said | 'why'> | null }
  | { action: 'addPhoto'; photos: readonly MediaHash[]; voice: readonly MediaHash[] }
  | { action: 'support'; text: string | null }
  | { action: 'takeOn'; who: string; promisedOn: Day }
  | { action: 'resend'; text: string; set: Partial<WhistleContent> }
  | { action: 'ask'; text: string }
  | { action: 'tell'; text: string; photos: readonly MediaHash[] }
  | { action: 'regrid'; grid: string }
  | { action: 'recategorise'; category: string }
  | { action: 'merge'; into: WhistleRow };

/** What the sender had seen: its revision and stage; absent where the action does not rest on it. */
export interface Seen {
  base: number | null;
  expects: string | null;
}

export interface WhistleOutcome {
  whistle: WhistleRow;
  event: WhistleEventRow;
}

export function raiseWhistle(command: RaiseWhistle, context: WhistleContext): Result<WhistleOutcome> {
  const { author, at, now } = context;
  // A grid that never was hers is as if unknown.
  if (grantsFor(author, 'raise', command.grid).length === 0) return refuse('not-found', 'no such grid');
  if (!mayDo(author, 'raise', command.grid, at))
    return refuse('not-your-grid', 'the grid was not assigned to you at that time');
  if (saysNothing(command.content))
    return refuse('nothing-said', 'a whistle needs one line of text, a photo or a voice note');
  const hindrance = categoryHindrance(command.content.category, null, context);
  if (hindrance) return hindrance;
  const happening: WhistleHappening = {
    type: 'whistle-raised',
    content: command.content,
    grid: command.grid,
    household: command.household,
    source: command.source,
    outOfGrid: command.outOfGrid,
    occurredAt: command.occurredAt < now ? command.occurredAt : now,
  };
  const event = eventOf(happening, command.whistle, command.grid, 1, context);
  return ok({ whistle: bornFrom(event, happening, context), event });
}

export function decideWhistle(
  whistle: WhistleRow,
  command: WhistleCommand,
  seen: Seen,
  context: WhistleContext,
): Result<WhistleOutcome> {
  const permit = permitOf(whistle, command.action, whistleTable[command.action], seen, context);
  if (!permit.ok) return permit;
  const hindrance =
    categoryHindrance(categorySaid(command), whistle.category, context) ?? hindranceOf(whistle, command, context);
  if (hindrance) return hindrance;
  const happening = happeningOf(whistle, command);
  if (happening.type === 'whistle-amended' && saysNothing({ ...whistle, ...happening.set }))
    return refuse('nothing-said', 'a whistle needs one line of text, a photo or a voice note');
  const event = eventOf(happening, whistle.id, whistle.grid, whistle.rev + 1, context);
  return ok({ whistle: evolveWhistle(whistle, command, permit.value, event, context), event });
}

/** The rule by which the author may do it here and now, or why not. */
export function permitOf(
  whistle: WhistleRow,
  action: string,
  { rules, whenStale }: WhistleActionRules,
  seen: Seen,
  context: WhistleContext,
): Result<WhistleRule> {
  const parts = partsOf(whistle, context.author, context.at);
  // Somebody without any part in it learns nothing, not even that it exists.
  if (parts.length === 0) return refuse('not-found', 'no such whistle');
  if (!rules.some(({ who }) => who.some((part) => parts.includes(part))))
    return refuse('not-allowed', `${action} is not yours here`);
  const unseen = whenStale === 'refused' ? unseenBy(context.author.account, seen.base, whistle.changed) : null;
  const rule = ruleIn({ rules }, whistle.stage, parts);
  const isOtherStage =
    seen.expects !== null && seen.expects !== whistle.stage && !(whenStale === 'stands' && rule !== null);
  if (unseen || isOtherStage) {
    const { byName, action: first } = unseen ?? whistle.changed;
    return refuse('changed', `${byName} came first with ${first}; it is at ${whistle.stage} now`);
  }
  return rule ? ok(rule) : refuse('wrong-stage', `${action} is not possible at ${whistle.stage}`);
}

/**
 * What somebody else did that a decision on revision `base` had not seen. One's own deeds are known to oneself before
 * the server tells them.
 */
export function unseenBy(account: AccountId, base: number | null, changed: WhistleChange): LastChange | null {
  const others = changed.by === account ? (changed.others ?? null) : changed;
  return base !== null && others && base < others.rev ? others : null;
}

/** Why a whistle may not get a category: unknown, or out of use by the time of the deed. One that it has it keeps. */
export function categoryHindrance(
  category: string | null,
  present: string | null,
  { urgencyOf, retiredAt, at }: WhistleContext,
): ReturnType<typeof refuse> | null {
  if (category === null) return null;
  if (urgencyOf(category) === '') return refuse('not-found', 'no such category');
  if (category === present) return null;
  const retired = retiredAt(category);
  return retired !== null && retired <= at ? refuse('category-retired', `${category} is out of use`) : null;
}

/** The category that a command names anew; null: none. */
function categorySaid(command: WhistleCommand): string | null {
  switch (command.action) {
    case 'escalate':
    case 'recategorise':
      return command.category;
    case 'amend':
    case 'resend':
      return command.set.category ?? null;
    default:
      return null;
  }
}

/** What the table cannot say: conditions on the command itself. */
function hindranceOf(
  whistle: WhistleRow,
  command: WhistleCommand,
  { author, at }: WhistleContext,
): ReturnType<typeof refuse> | null {
  switch (command.action) {
    case 'tell':
      return whistle.question === null ? refuse('wrong-stage', 'nothing was asked') : null;
    case 'takeOn':
      return whistle.own ? refuse('changed', `${whistle.own.who} has taken it on`) : null;
    case 'support':
      return whistle.raisedBy === author.account || whistle.supporters.some(({ by }) => by === author.account)
        ? refuse('exists', 'you follow it already')
        : null;
    case 'regrid':
      if (command.grid === whistle.grid) return refuse('invalid', 'it lies in that grid already');
      // The community moves it within its own grids, the street within its own communities.
      return mayDo(author, 'study', command.grid, at) || mayDo(author, 'coordinate', command.grid, at)
        ? null
        : refuse('not-found', 'no such grid');
    case 'merge': {
      const { into } = command;
      if (into.id === whistle.id) return refuse('invalid', 'a whistle is not merged into itself');
      const isOwnArea = ownDeskOf(into, author, at) !== undefined;
      if (!isOwnArea) return refuse('not-found', 'no such whistle');
      return isEnded(into.stage) ? refuse('wrong-stage', `the target is ${into.stage}`) : null;
    }
    default:
      return null;
  }
}

/** The highest desk at which she holds a whistle of there; merging is done at one's own. */
const ownDeskOf = (whistle: Placed, author: Author, at: Iso): OwnDesk | undefined => {
  const parts = partsOf(whistle, author, at);
  return ownDesks.findLast((part) => parts.includes(part));
};

/** What a merge leaves in the target's line: its reporter and supporters follow the target from now on. */
export function joinWhistle(into: WhistleRow, source: WhistleRow, context: WhistleContext): WhistleOutcome {
  const known = new Set([into.raisedBy, ...into.supporters.map(({ by }) => by)]);
  const reporter = { by: source.raisedBy, byName: source.raisedByName, at: source.raisedAt };
  const supporters = [reporter, ...source.supporters].filter(({ by }) => !known.has(by));
  const happening: WhistleHappening = { type: 'whistle-joined', whistle: source.id, supporters };
  const event = eventOf(happening, into.id, into.grid, into.rev + 1, context);
  const loop = into.loop ?? freshLoop;
  const joined = [...loop.joined, { whistle: source.id, grid: source.grid }, ...(source.loop?.joined ?? [])];
  const after = {
    ...into,
    rev: event.order,
    supporters: [...into.supporters, ...supporters],
    loop: { ...loop, joined },
  };
  return { whistle: after, event };
}

type Placed = Pick<WhistleRow, 'grid' | 'stage' | 'raisedBy' | 'loop' | 'supporters'>;

/** In which parts somebody stands to a whistle, now. */
export function partsOf(whistle: Placed, author: Author, at: Iso): Part[] {
  if (author.account === clockAccount) return ['time'];
  if (author.account === residentAccount) return ['resident'];
  const parts: Part[] = [];
  if (whistle.raisedBy === author.account) parts.push('reporter');
  else if (whistle.supporters.some(({ by }) => by === author.account)) parts.push('supporter');
  if (mayDo(author, 'walk', whistle.grid, at)) parts.push('worker');
  if (mayDo(author, 'study', whistle.grid, at)) parts.push('community');
  if (mayDo(author, 'coordinate', whistle.grid, at)) parts.push('street');
  const level = whistle.loop?.level ?? 'district';
  for (const { role, area } of grantsAt(author.grants, at)) {
    if (role === level && isInArea(whistle.grid, area)) parts.push('dispatcher');
    if (role !== 'unit' || whistle.loop === null) continue;
    const order = standing(whistle.loop).find(({ unit }) => unit === area);
    if (order) parts.push(order.isLead ? 'lead' : 'cooperator');
    if (isAsked(whistle, area)) parts.push('asked');
  }
  return parts;
}

const saysNothing = (content: WhistleContent): boolean =>
  (content.text ?? '').trim() === '' && content.photos.length === 0 && content.voice.length === 0;

function happeningOf(whistle: WhistleRow, command: WhistleCommand): WhistleHappening {
  switch (command.action) {
    case 'amend':
      return { type: 'whistle-amended', set: command.set };
    case 'withdraw':
      return { type: 'whistle-withdrawn' };
    case 'comment':
      return { type: 'whistle-commented', text: command.text };
    case 'settle':
      return { type: 'whistle-settled', text: command.text };
    case 'return':
      return { type: 'whistle-returned', reason: command.reason, text: command.text };
    case 'escalate':
      return { type: 'whistle-escalated', category: command.category, text: command.text };
    case 'addPhoto':
      return { type: 'whistle-photographed', photos: command.photos, voice: command.voice };
    case 'support':
      return { type: 'whistle-supported', text: command.text };
    case 'takeOn':
      return { type: 'whistle-taken-on', who: command.who, promisedOn: command.promisedOn };
    case 'resend':
      return { type: 'whistle-resent', text: command.text, set: command.set };
    case 'ask':
      return { type: 'whistle-asked', text: command.text };
    case 'tell':
      return { type: 'whistle-told', text: command.text, photos: command.photos };
    case 'regrid':
      return { type: 'whistle-moved', from: whistle.grid, to: command.grid };
    case 'recategorise':
      return { type: 'whistle-recategorised', from: whistle.category, to: command.category };
    case 'merge':
      return { type: 'whistle-merged', into: command.into.id };
  }
}

export function eventOf(
  happening: WhistleHappening,
  whistle: WhistleId,
  grid: string,
  order: number,
  context: WhistleContext,
): WhistleEventRow {
  return {
    id: context.event,
    rev: 1,
    order,
    grid,
    whistle,
    at: context.now,
    by: context.author.account,
    byName: context.author.name,
    happening,
  };
}

function bornFrom(
  event: WhistleEventRow,
  raised: Extract<WhistleHappening, { type: 'whistle-raised' }>,
  context: WhistleContext,
): WhistleRow {
  return {
    ...raised.content,
    id: event.whistle,
    rev: 1,
    grid: raised.grid,
    stage: 'community',
    household: raised.household,
    source: raised.source,
    outOfGrid: raised.outOfGrid,
    urgency: urgencyOf(raised.content, context),
    raisedAt: event.at,
    occurredAt: raised.occurredAt,
    raisedBy: event.by,
    raisedByName: event.byName,
    clocks: [startWhistleClock('answer', raised.content, event.at, context)],
    answer: null,
    own: null,
    question: null,
    mergedInto: null,
    loop: null,
    supporters: [],
    changed: changeBy('raise', event, null),
  };
}

export const changeBy = (
  action: WhistleChange['action'],
  { order, by, byName, at }: WhistleEventRow,
  before: WhistleChange | null,
): WhistleChange => ({ rev: order, action, by, byName, at, others: othersIn(before, by) });

function othersIn(before: WhistleChange | null, by: AccountId): LastChange | null {
  if (before === null) return null;
  const { others = null, ...last } = before;
  return last.by === by ? others : last;
}

function evolveWhistle(
  whistle: WhistleRow,
  { action }: WhistleCommand,
  rule: WhistleRule,
  event: WhistleEventRow,
  context: WhistleContext,
): WhistleRow {
  const said = { ...whistle, ...contentAfter(whistle, event) };
  const after = {
    ...said,
    rev: event.order,
    stage: typeof rule.to !== 'string' || rule.to === 'same' ? whistle.stage : rule.to,
    // Whoever set it by hand has judged; a category judges where nobody did.
    urgency: said.loop?.isUrgencySet ? said.urgency : urgencyOf(said, context),
    changed: whistleTable[action].disturbs ? changeBy(action, event, whistle.changed) : whistle.changed,
  };
  // The words for it are found anew with the next deed of the loop.
  if (after.loop?.where && isMoved(whistle, after)) after.loop = { ...after.loop, where: null };
  const mergedAs = action === 'merge' && ownDeskOf(whistle, context.author, context.at);
  if (mergedAs && after.loop) after.loop = { ...after.loop, mergedAs };
  const clocks = clocksByRule(whistle.clocks, rule, event.at, context.calendar);
  const started = rule.starts.map((name) => startWhistleClock(earlyClock(name), after, event.at, context));
  return { ...after, clocks: [...clocks, ...started] };
}

const isMoved = (before: WhistleRow, after: WhistleRow): boolean =>
  before.place?.building !== after.place?.building || before.household !== after.household;

const earlyClocks: readonly EarlyClockName[] = ['answer', 'review', 'finish'];
function earlyClock(name: ClockName): EarlyClockName {
  const early = earlyClocks.find((one) => one === name);
  assert(early, `${name} is started by the loop`);
  return early;
}

/** What a rule says of the clocks that run. */
export function clocksByRule(
  before: readonly WhistleClock[],
  rule: WhistleRule,
  at: Iso,
  calendar: WorkCalendar,
): readonly WhistleClock[] {
  let clocks = before;
  for (const name of rule.meets) clocks = meetClock(clocks, name, at);
  switch (rule.clocks) {
    case 'stop':
      clocks = stopClocks(clocks, at);
      break;
    case 'pause':
      clocks = pauseClocks(clocks, at);
      break;
    case 'resume':
      clocks = resumeClocks(clocks, at, calendar);
      break;
    case 'run':
  }
  return clocks;
}

function contentAfter(whistle: WhistleRow, event: WhistleEventRow): Partial<WhistleRow> {
  const { happening, by, byName, at } = event;
  switch (happening.type) {
    case 'whistle-amended':
      return happening.set;
    case 'whistle-settled':
      return { answer: { text: happening.text, reason: null, by, byName, at } };
    case 'whistle-returned':
      return { answer: { text: happening.text, reason: happening.reason, by, byName, at } };
    case 'whistle-escalated':
      return { category: happening.category };
    case 'whistle-taken-on':
      return { own: { who: happening.who, promisedOn: happening.promisedOn }, question: null };
    case 'whistle-asked':
      return { question: { text: happening.text, by, byName, at } };
    case 'whistle-told':
      return { question: null, photos: [...new Set([...whistle.photos, ...happening.photos])] };
    case 'whistle-moved':
      // The household stays behind: it is a household of the old grid.
      return { grid: happening.to, outOfGrid: false, household: null };
    case 'whistle-recategorised':
      return { category: happening.to };
    case 'whistle-merged':
      return {
        mergedInto: happening.into,
        loop: { ...(whistle.loop ?? freshLoop), mergedFrom: whistle.stage, joined: [] },
      };
    case 'whistle-supported':
      return { supporters: [...whistle.supporters, { by, byName, at }] };
    case 'whistle-photographed':
      return {
        photos: [...new Set([...whistle.photos, ...happening.photos])],
        voice: [...new Set([...whistle.voice, ...happening.voice])],
      };
    case 'whistle-resent':
      return { ...happening.set, answer: null, own: null };
    case 'whistle-did':
    case 'whistle-raised':
    case 'whistle-joined':
    case 'whistle-parted':
    case 'whistle-answered':
    case 'whistle-commented':
    case 'whistle-withdrawn':
      return { rev: whistle.rev };
  }
}

/** An emergency has fifteen minutes, a category of U2 two hours, the rest a working day (lifecycle, raise). */
function pressureOf(content: Pick<WhistleContent, 'emergency' | 'category'>, context: WhistleContext): Pressure {
  if (content.emergency) return 'emergency';
  return isUrgentByDefault(context.urgencyOf(content.category)) ? 'urgent' : 'usual';
}

const urgencyOf = (content: Pick<WhistleContent, 'emergency' | 'category'>, context: WhistleContext): Urgency =>
  levelOf(context.urgencyOf(content.category), content.emergency);

export function startWhistleClock(
  name: EarlyClockName,
  content: Pick<WhistleContent, 'emergency' | 'category'>,
  at: Iso,
  context: WhistleContext,
): WhistleClock {
  const term = termOf(context.settings, name, pressureOf(content, context), urgencyOf(content, context));
  return startClock(name, term, at, context.calendar);
}
