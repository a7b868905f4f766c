import { withOfficeHours } from '../calendar/work-hours.ts';
import { derivedUuid, makeId } from '../lib/id.ts';
import { ok, refuse, type Result } from '../lib/result.ts';
import { isoOf, msOf, type Iso } from '../lib/time.ts';
import { whistleLines, type KindRow, type LineRef, type PhotoRow } from '../protocol/rows.ts';
import {
  decideWhistle,
  joinWhistle,
  raiseWhistle,
  type WhistleCommand,
  type WhistleContext,
  type WhistleOutcome,
} from '../whistle/decide.ts';
import { shippedEarly, type EarlySettings } from '../whistle/early-terms.ts';
import type { WhistleContent, WhistleRow } from '../whistle/whistle.ts';
import type { Decision, MutationRule, RuleContext } from './rule.ts';

export const contextOf = (context: RuleContext): WhistleContext =>
  withSettings(context, context.settings ?? shippedEarly);

/** With these settings, the office hours among them. */
export const withSettings = <S extends EarlySettings>(
  context: RuleContext,
  settings: S,
): WhistleContext & { settings: S } => ({
  author: context.author,
  at: context.at,
  now: context.now,
  calendar: withOfficeHours(context.calendar, settings.officeHours),
  settings,
  event: makeId('event', context.mutation),
  urgencyOf: context.urgencyOf,
  retiredAt: context.retiredAt,
});

const corrected = (at: Iso, context: RuleContext): Iso => isoOf(msOf(at) + context.clockErrorMs);

const photoIdOf = (whistle: string, sha256: string): string => `${whistle}:${sha256}`;

/**
 * The whistle, its event, and a place for each photo that it names for the first time. A photo taken out and put
 * back keeps its place, and with it what is known of its bytes.
 */
export function decisionOf(
  before: WhistleRow | null,
  { whistle, event }: WhistleOutcome,
  context: RuleContext,
): Decision {
  const known = new Set(before ? [...before.photos, ...before.voice] : []);
  const named = new Set([...whistle.photos, ...whistle.voice]);
  const photos = [...named]
    .filter((sha256) => !known.has(sha256))
    .filter((sha256) => before === null || !context.read('photo', photoIdOf(whistle.id, sha256)))
    .map((sha256): PhotoRow => ({
      id: photoIdOf(whistle.id, sha256),
      rev: 1,
      grid: whistle.grid,
      whistle: whistle.id,
      sha256,
      state: 'awaited',
      width: null,
      height: null,
      arrivedAt: null,
    }));
  return {
    rows: [
      { kind: 'whistle', row: whistle },
      { kind: 'event', row: event },
      ...photos.map((row): KindRow => ({ kind: 'photo', row })),
    ],
  };
}

export const raiseRule: MutationRule<'whistle.raise'> = {
  type: 'whistle.raise',
  versions: [1],
  touches: (payload) => [
    { kind: 'whistle', id: payload.whistle },
    { kind: 'grid', id: payload.grid },
    ...(payload.household === null ? [] : [{ kind: 'household' as const, id: payload.household }]),
  ],
  decide(payload, context) {
    if (context.read('whistle', payload.whistle)) return refuse('exists', 'a whistle with this id exists');
    if (!context.read('grid', payload.grid)) return refuse('not-found', 'no such grid');
    if (payload.household !== null && context.read('household', payload.household)?.grid !== payload.grid)
      return refuse('not-found', 'no such household in this grid');
    const { category, text, emergency, place, photos, voice, marks } = payload;
    const outcome = raiseWhistle(
      {
        ...payload,
        content: { category, text, emergency, place, photos, voice, marks },
        occurredAt: corrected(payload.occurredAt, context),
      },
      contextOf(context),
    );
    return outcome.ok ? ok(decisionOf(null, outcome.value, context)) : outcome;
  },
};

function act(whistle: string, command: WhistleCommand, context: RuleContext): Result<Decision> {
  const before = context.read('whistle', whistle);
  if (!before) return refuse('not-found', 'no such whistle');
  const outcome = decideWhistle(before, command, { base: context.base, expects: context.expects }, contextOf(context));
  return outcome.ok ? ok(decisionOf(before, outcome.value, context)) : outcome;
}

const touchesWhistle = (payload: { whistle: string }) => [{ kind: 'whistle' as const, id: payload.whistle }];

const photosNamed = (whistle: string, hashes: readonly string[]) =>
  hashes.map((sha256) => ({ kind: 'photo' as const, id: photoIdOf(whistle, sha256) }));

/** The members that were given; `undefined` is not a value. */
function given(set: { [K in keyof WhistleContent]?: WhistleContent[K] | undefined }): Partial<WhistleContent> {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}

export const amendRule: MutationRule<'whistle.amend'> = {
  type: 'whistle.amend',
  versions: [1],
  touches: (payload) => [
    ...touchesWhistle(payload),
    ...photosNamed(payload.whistle, [...(payload.set.photos ?? []), ...(payload.set.voice ?? [])]),
  ],
  decide: (payload, context) => act(payload.whistle, { action: 'amend', set: given(payload.set) }, context),
};
export const withdrawRule: MutationRule<'whistle.withdraw'> = {
  type: 'whistle.withdraw',
  versions: [1],
  touches: touchesWhistle,
  decide: (payload, context) => act(payload.whistle, { action: 'withdraw' }, context),
};
export const commentRule: MutationRule<'whistle.comment'> = {
  type: 'whistle.comment',
  versions: [1],
  touches: touchesWhistle,
  decide: (payload, context) => act(payload.whistle, { action: 'comment', text: payload.text }, context),
};
export const settleRule: MutationRule<'whistle.settle'> = {
  type: 'whistle.settle',
  versions: [1],
  touches: touchesWhistle,
  decide: (payload, context) => act(payload.whistle, { action: 'settle', text: payload.text }, context),
};
export const returnRule: MutationRule<'whistle.return'> = {
  type: 'whistle.return',
  versions: [1],
  touches: touchesWhistle,
  decide: (payload, context) =>
    act(payload.whistle, { action: 'return', reason: payload.reason, text: payload.text }, context),
};
export const escalateRule: MutationRule<'whistle.escalate'> = {
  type: 'whistle.escalate',
  versions: [1],
  touches: touchesWhistle,
  decide: (payload, context) =>
    act(payload.whistle, { action: 'escalate', category: payload.category, text: payload.text }, context),
};

export const addPhotoRule: MutationRule<'whistle.addPhoto'> = {
  type: 'whistle.addPhoto',
  versions: [1],
  touches: (payload) => [
    ...touchesWhistle(payload),
    ...photosNamed(payload.whistle, [...payload.photos, ...payload.voice]),
  ],
  decide: ({ whistle, photos, voice }, context) =>
    photos.length + voice.length === 0
      ? refuse('nothing-said', 'no photo and no voice note')
      : act(whistle, { action: 'addPhoto', photos, voice }, context),
};

export const supportRule: MutationRule<'whistle.support'> = {
  type: 'whistle.support',
  versions: [1],
  touches: touchesWhistle,
  decide: ({ whistle, text }, context) => act(whistle, { action: 'support', text }, context),
};

export const takeOnRule: MutationRule<'whistle.takeOn'> = {
  type: 'whistle.takeOn',
  versions: [1],
  touches: touchesWhistle,
  decide: ({ whistle, who, promisedOn }, context) => act(whistle, { action: 'takeOn', who, promisedOn }, context),
};

export const resendRule: MutationRule<'whistle.resend'> = {
  type: 'whistle.resend',
  versions: [1],
  touches: (payload) => [
    ...touchesWhistle(payload),
    ...photosNamed(payload.whistle, [...(payload.set.photos ?? []), ...(payload.set.voice ?? [])]),
  ],
  decide: ({ whistle, text, set }, context) => act(whistle, { action: 'resend', text, set: given(set) }, context),
};

export const askRule: MutationRule<'whistle.ask'> = {
  type: 'whistle.ask',
  versions: [1],
  touches: touchesWhistle,
  decide: ({ whistle, text }, context) => act(whistle, { action: 'ask', text }, context),
};

export const tellRule: MutationRule<'whistle.tell'> = {
  type: 'whistle.tell',
  versions: [1],
  touches: (payload) => [...touchesWhistle(payload), ...photosNamed(payload.whistle, payload.photos)],
  decide: ({ whistle, text, photos }, context) => act(whistle, { action: 'tell', text, photos }, context),
};

/** What hangs on a whistle, where it may come to somebody or leave him. */
export const wholeLine = (whistle: string): LineRef[] => whistleLines.map((kind) => ({ kind, of: whistle }));

/** With it go its events and photos: whoever holds the new grid holds its whole line. */
export const regridRule: MutationRule<'whistle.regrid'> = {
  type: 'whistle.regrid',
  versions: [1],
  touches: (payload) => [...touchesWhistle(payload), { kind: 'grid', id: payload.grid }, ...wholeLine(payload.whistle)],
  decide({ whistle, grid }, context) {
    if (!context.read('grid', grid)) return refuse('not-found', 'no such grid');
    const moved = act(whistle, { action: 'regrid', grid }, context);
    if (!moved.ok) return moved;
    const line: KindRow[] = [
      ...context
        .line('event', whistle)
        .map((row): KindRow => ({ kind: 'event', row: { ...row, grid, rev: row.rev + 1 } })),
      ...context
        .line('photo', whistle)
        .map((row): KindRow => ({ kind: 'photo', row: { ...row, grid, rev: row.rev + 1 } })),
    ];
    const rows = moved.value.rows.map((entry): KindRow =>
      entry.kind === 'event' ? { kind: 'event', row: { ...entry.row, grid } } : entry,
    );
    return ok({ rows: [...rows, ...line] });
  },
};

export const recategoriseRule: MutationRule<'whistle.recategorise'> = {
  type: 'whistle.recategorise',
  versions: [1],
  touches: touchesWhistle,
  decide: ({ whistle, category }, context) => act(whistle, { action: 'recategorise', category }, context),
};

export const mergeRule: MutationRule<'whistle.merge'> = {
  type: 'whistle.merge',
  versions: [1],
  // Units that were asked about it have it no more, nor what hangs on it.
  touches: (payload) => [
    { kind: 'whistle', id: payload.whistle },
    { kind: 'whistle', id: payload.into },
    ...wholeLine(payload.whistle),
  ],
  decide({ whistle, into: target }, context) {
    const into = context.read('whistle', target);
    const source = context.read('whistle', whistle);
    if (!into || !source) return refuse('not-found', 'no such whistle');
    const merged = act(whistle, { action: 'merge', into }, context);
    if (!merged.ok) return merged;
    const joined = joinWhistle(into, source, {
      ...contextOf(context),
      event: makeId('event', derivedUuid(context.mutation, 1)),
    });
    return ok({
      rows: [...merged.value.rows, { kind: 'whistle', row: joined.whistle }, { kind: 'event', row: joined.event }],
    });
  },
};
