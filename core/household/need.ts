import { addDays, dayOf } from '../calendar/day.ts';
import type { NeedId } from '../lib/id.ts';
import { ok, refuse, type Result } from '../lib/result.ts';
import type { Day, Iso } from '../lib/time.ts';
import { nextVisitDay, visitInterval } from '../visit/due.ts';
import {
  helpSteps,
  type Consent,
  type Edit,
  type HelpStep,
  type HouseholdRow,
  type NeedKind,
  type NeedRow,
} from './household.ts';

/** A need as it is said at the door. Without the resident's consent nothing of it is kept. */
export interface OpenNeed {
  need: NeedId;
  kind: NeedKind;
  note: string | null;
  /** Twelve months from now when null. */
  until: Day | null;
  consent: Omit<Consent, 'by'> & { by?: string };
}

export function openNeed(household: HouseholdRow, command: OpenNeed, occurredAt: Iso, edit: Edit): Result<NeedRow> {
  if (command.consent.wording.trim() === '')
    return refuse('consent-missing', 'a need is kept only with the wording that the resident agreed to');
  const { at, by, byName } = edit;
  return ok({
    id: command.need,
    rev: 1,
    grid: household.grid,
    household: household.id,
    kind: command.kind,
    note: command.note,
    until: command.until ?? addDays(dayOf(occurredAt), 365),
    consent: {
      how: command.consent.how,
      by: command.consent.by ?? household.name,
      at: command.consent.at,
      wording: command.consent.wording,
    },
    openedBy: by,
    openedAt: at,
    step: 'opened',
    steps: [{ step: 'opened', text: null, promisedFor: null, at, by, byName }],
    edits: {},
  });
}

/** Whether it may still be held and shown on a day; past its last one it is erased (lifecycle). */
export const isHeldOn = (need: Pick<NeedRow, 'until'>, day: Day): boolean => need.until >= day;

/** What comes next; after a look, help may be promised again. */
export const nextHelpStep: Record<HelpStep, Exclude<HelpStep, 'opened'>> = {
  opened: 'promised',
  promised: 'delivered',
  delivered: 'checked',
  checked: 'promised',
};

/** The day by which help was promised and not delivered yet; null: no promise is open. */
export const promisedFor = (need: Pick<NeedRow, 'step' | 'steps'>): Day | null =>
  need.step === 'promised' ? (need.steps.findLast(({ step }) => step === 'promised')?.promisedFor ?? null) : null;

export interface FollowNeed {
  step: HelpStep;
  text: string | null;
  promisedFor: Day | null;
}

/** Help goes on: promised, delivered, looked at once more. It may be promised again after a look showed a lack. */
export function followNeed(need: NeedRow, command: FollowNeed, edit: Edit): Result<NeedRow> {
  if (command.step === 'opened') return refuse('invalid', 'a need is opened once');
  const isNext = helpSteps.indexOf(command.step) >= helpSteps.indexOf(need.step);
  const isAgain = need.step === 'checked' || command.step === 'promised';
  if (!isNext && !isAgain) return refuse('changed', `help is at ${need.step} already`);
  const { at, by, byName } = edit;
  const taken = { ...command, at, by, byName };
  return ok({ ...need, rev: need.rev + 1, step: command.step, steps: [...need.steps, taken] });
}

/**
 * What follows for the door from its needs as they stand now: that help is needed, how often it is visited, when next.
 * A desk, which does not hold needs, leaves what it was told.
 */
export function withNeeds(household: HouseholdRow, needs: readonly NeedRow[], today: Day): HouseholdRow {
  const visitEveryDays = visitInterval(
    household.kind,
    needs.map(({ kind }) => kind),
  );
  const { lastOutcome, lastVisitAt } = household;
  const due =
    lastVisitAt !== null && lastOutcome !== null
      ? nextVisitDay(lastOutcome, lastVisitAt, visitEveryDays)
      : visitEveryDays === null
        ? null
        : (household.visitDueOn ?? addDays(today, visitEveryDays));
  return {
    ...household,
    needsHelp: needs.length > 0,
    visitEveryDays,
    visitDueOn: due,
    visitDuePart: due === household.visitDueOn ? household.visitDuePart : null,
  };
}
