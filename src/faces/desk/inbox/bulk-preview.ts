import { shippedCalendar } from '../../../../core/calendar/workdays.ts';
import type { EventId, WhistleId } from '../../../../core/lib/id.ts';
import type { RefusalCode } from '../../../../core/lib/result.ts';
import type { Day, Iso } from '../../../../core/lib/time.ts';
import type { Author } from '../../../../core/org/role.ts';
import { decideWhistle, type WhistleCommand } from '../../../../core/whistle/decide.ts';
import type { EarlySettings } from '../../../../core/whistle/early-terms.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { gapOf, type DecisionDraft, type DecisionFields, type DecisionGap, type DeskAction } from './decision.ts';
import { fillPlaces, type ModulePlaces } from './text-modules.ts';

/** What can be done to many at once; each stays a decision of its own. */
export const bulkActions = [
  'takeOn',
  'merge',
  'return',
  'escalate',
  'settle',
  'ask',
  'regrid',
  'recategorise',
] as const satisfies DeskAction[];
export type BulkAction = (typeof bulkActions)[number];

/** Why one of the selected is left out. */
export type SkipReason = RefusalCode | 'gone' | 'unchanged' | 'isTarget' | 'deciding';

/** What would become of one selected whistle. */
export type PreviewRow =
  | { kind: 'does'; whistle: WhistleRow; draft: DecisionDraft }
  | { kind: 'skips'; id: string; whistle: WhistleRow | null; why: SkipReason };

export interface PreviewWorld {
  author: Author;
  now: Iso;
  whistle: (id: string) => WhistleRow | undefined;
  urgencyOf: (category: string | null) => string;
  retiredAt: (category: string) => Iso | null;
  settings: EarlySettings;
  placesOf: (whistle: WhistleRow) => ModulePlaces;
  /** An own decision on it has not reached the server yet. */
  isDeciding: (id: string) => boolean;
}

/**
 * What a decision on many would do to each, before anything is written: the rule of `core` is asked, over what the
 * clerk had seen when she selected it.
 * @param selected id → the `rev` that she saw
 */
export function previewBulk(
  action: BulkAction,
  fields: DecisionFields,
  selected: ReadonlyMap<string, number>,
  world: PreviewWorld,
): PreviewRow[] {
  return [...selected].map(([id, base]): PreviewRow => {
    const whistle = world.whistle(id);
    if (!whistle) return { kind: 'skips', id, whistle: null, why: 'gone' };
    const skip = (why: SkipReason): PreviewRow => ({ kind: 'skips', id, whistle, why });
    if (action === 'merge' && fields.into === id) return skip('isTarget');
    if (action === 'regrid' && fields.grid === whistle.grid) return skip('unchanged');
    if (action === 'recategorise' && fields.category === whistle.category) return skip('unchanged');
    if (world.isDeciding(id)) return skip('deciding');
    const draft: DecisionDraft = {
      ...fields,
      text: fillPlaces(fields.text, world.placesOf(whistle)),
      // What is known of each is kept; the common one serves those that have none.
      category: action === 'escalate' ? (whistle.category ?? fields.category) : fields.category,
      action,
      base,
    };
    const command = commandOf(action, draft, world);
    if (!command) return skip('invalid');
    const outcome = decideWhistle(
      whistle,
      command,
      { base, expects: whistle.stage },
      {
        author: world.author,
        at: world.now,
        now: world.now,
        calendar: shippedCalendar,
        event: previewEvent,
        urgencyOf: world.urgencyOf,
        retiredAt: world.retiredAt,
        settings: world.settings,
      },
    );
    return outcome.ok ? { kind: 'does', whistle, draft } : skip(outcome.refusal.code);
  });
}

/** How many of these are without a category: raised to the street together, they need a common one. */
export const withoutCategory = (whistles: readonly Pick<WhistleRow, 'category'>[]): number =>
  whistles.filter(({ category }) => category === null).length;

/** What a form for many still lacks. Raised to the street, each keeps its own category, so that one may be enough. */
export function bulkGapOf(
  action: BulkAction,
  fields: DecisionFields,
  whistles: readonly WhistleRow[],
  today: Day,
): DecisionGap | null {
  const own = action === 'escalate' && withoutCategory(whistles) === 0 ? (whistles[0]?.category ?? null) : null;
  return gapOf({ ...fields, category: fields.category ?? own, action }, today);
}

/** Nothing of a preview is kept; the event's id is never seen. */
const previewEvent: EventId = 'ev_preview';

function commandOf(action: BulkAction, draft: DecisionDraft, world: PreviewWorld): WhistleCommand | null {
  const { text, reason, category, who, promisedOn, grid, into } = draft;
  switch (action) {
    case 'settle':
    case 'ask':
      return { action, text };
    case 'escalate':
      return category === null ? null : { action, category, text };
    case 'takeOn':
      return promisedOn === null ? null : { action, who, promisedOn };
    case 'return':
      return reason === null ? null : { action, reason, text };
    case 'recategorise':
      return category === null ? null : { action, category };
    case 'regrid':
      return grid === null ? null : { action, grid };
    case 'merge': {
      const target = into === null ? undefined : world.whistle(into);
      return target ? { action, into: target } : null;
    }
  }
}

/** The one that others are merged into unless she says otherwise: the first that was raised. */
export function oldestOf(whistles: readonly WhistleRow[]): WhistleId | null {
  return whistles.toSorted((a, b) => (a.raisedAt < b.raisedAt ? -1 : 1))[0]?.id ?? null;
}
