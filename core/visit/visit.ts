import type { Day, Iso } from '../lib/time.ts';
import type { AccountId, HouseholdId, NeedId, VisitId } from '../lib/id.ts';
import type { GridCode } from '../grid/grid.ts';
import type { DayPart, HouseholdRow, NeedRow } from '../household/household.ts';
import { openNeed, type OpenNeed } from '../household/need.ts';
import { nextVisitDay, oftener, type VisitOutcome } from './due.ts';
import { ok, refuse, type Result } from '../lib/result.ts';

export interface VisitRow {
  id: VisitId;
  rev: number;
  grid: GridCode;
  household: HouseholdId;
  outcome: VisitOutcome;
  note: string | null;
  /** Needs opened on this visit; the community's view leaves them out. */
  needs: readonly NeedId[];
  occurredAt: Iso;
  recordedAt: Iso;
  by: AccountId;
  byName: string;
  /** True once a correction was made; the first text stays in the audit. */
  isAmended: boolean;
}

export interface RecordVisit {
  visit: VisitId;
  outcome: VisitOutcome;
  note: string | null;
  needs: readonly OpenNeed[];
  /** When to come again, where that was agreed or proposed; otherwise it follows from the outcome. */
  next: { on: Day; part: DayPart | null } | null;
  /** Already corrected for the phone's clock error. */
  occurredAt: Iso;
}

export interface VisitContext {
  account: AccountId;
  name: string;
  now: Iso;
}

/** A visit recorded, and what follows from it: needs opened, the household's next day. */
export function recordVisit(
  household: HouseholdRow,
  command: RecordVisit,
  context: VisitContext,
): Result<{ visit: VisitRow; household: HouseholdRow; needs: NeedRow[] }> {
  // A phone whose clock runs ahead must not push the next visit into the future.
  const occurredAt = command.occurredAt > context.now ? context.now : command.occurredAt;
  const edit = { by: context.account, byName: context.name, at: context.now };
  const needs: NeedRow[] = [];
  for (const need of command.needs) {
    const opened = openNeed(household, need, occurredAt, edit);
    if (!opened.ok) return opened;
    needs.push(opened.value);
  }
  const visitEveryDays = oftener(
    household.visitEveryDays,
    needs.map((need) => need.kind),
  );
  const isNewest = household.lastVisitAt === null || household.lastVisitAt <= occurredAt;
  return ok({
    visit: {
      id: command.visit,
      rev: 1,
      grid: household.grid,
      household: household.id,
      outcome: command.outcome,
      note: command.note,
      needs: needs.map((need) => need.id),
      occurredAt,
      recordedAt: context.now,
      by: context.account,
      byName: context.name,
      isAmended: false,
    },
    household: {
      ...household,
      rev: household.rev + 1,
      needsHelp: household.needsHelp || needs.length > 0,
      visitEveryDays,
      ...(isNewest && {
        lastVisitAt: occurredAt,
        lastOutcome: command.outcome,
        visitDueOn: command.next?.on ?? nextVisitDay(command.outcome, occurredAt, visitEveryDays),
        visitDuePart: command.next?.part ?? null,
      }),
    },
    needs,
  });
}

export interface AmendVisit {
  set: {
    outcome?: VisitOutcome | undefined;
    note?: string | null | undefined;
    /** null: what was agreed on no longer holds, the next day follows from the outcome again. */
    next?: { on: Day; part: DayPart | null } | null | undefined;
  };
}

/** A correction after sending: the new text stands, the old one stays in the audit. */
export function amendVisit(
  visit: VisitRow,
  household: HouseholdRow,
  command: AmendVisit,
  context: VisitContext,
): Result<{ visit: VisitRow; household: HouseholdRow }> {
  if (visit.by !== context.account) return refuse('not-allowed', 'a visit is corrected by whoever made it');
  const outcome = command.set.outcome ?? visit.outcome;
  const isLatest = household.lastVisitAt === visit.occurredAt;
  const { next } = command.set;
  return ok({
    visit: {
      ...visit,
      rev: visit.rev + 1,
      outcome,
      note: command.set.note === undefined ? visit.note : command.set.note,
      isAmended: true,
    },
    household: {
      ...household,
      rev: household.rev + 1,
      ...(isLatest && { lastOutcome: outcome }),
      ...(isLatest &&
        (outcome !== visit.outcome || next === null) && {
          visitDueOn: nextVisitDay(outcome, visit.occurredAt, household.visitEveryDays),
          visitDuePart: null,
        }),
      ...(isLatest && next && { visitDueOn: next.on, visitDuePart: next.part }),
    },
  });
}
