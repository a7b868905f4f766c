import { dayOf } from '../../../../core/calendar/day.ts';
import type { AccountId, HouseholdId } from '../../../../core/lib/id.ts';
import type { Day, Iso } from '../../../../core/lib/time.ts';
import type { PayloadOf } from '../../../../core/protocol/payloads.ts';
import type { VisitOutcome } from '../../../../core/visit/due.ts';
import type { VisitRow } from '../../../../core/visit/visit.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import type { OutboxRecord, RecordState } from '../../../local/phone.ts';

/** One thing that she did today. `isHere`: its row is on this phone, so it can be opened and corrected. */
export type DayEntry = { id: string; at: Iso; state: RecordState; isHere: boolean } & (
  | { kind: 'visit'; household: HouseholdId; outcome: VisitOutcome; note: string | null; isAmended: boolean }
  | { kind: 'whistle'; category: string | null; text: string | null }
);

interface DayAtHand {
  account: AccountId;
  today: Day;
  visits: readonly VisitRow[];
  whistles: readonly WhistleRow[];
  /** Newest first. */
  records: readonly OutboxRecord[];
}

/**
 * Her visits and whistles of a day, newest first: what the server told, and what is on this phone alone. The state is
 * that of the last record about it, a correction that still waits included; without one the server has it.
 */
export function dayEntries({ account, today, visits, whistles, records }: DayAtHand): DayEntry[] {
  const kept = records.filter(({ state }) => state !== 'discarded');
  const stateOf = (id: string): RecordState => kept.find((record) => aboutOf(record) === id)?.state ?? 'received';
  const seen = new Set<string>();
  const entries: DayEntry[] = [];

  for (const visit of visits) {
    if (visit.by !== account || dayOf(visit.occurredAt) !== today) continue;
    const { id, household, outcome, note, isAmended, occurredAt } = visit;
    seen.add(id);
    entries.push({
      kind: 'visit',
      id,
      at: occurredAt,
      state: stateOf(id),
      isHere: true,
      household,
      outcome,
      note,
      isAmended,
    });
  }
  for (const whistle of whistles) {
    if (whistle.raisedBy !== account || dayOf(whistle.occurredAt) !== today) continue;
    const { id, category, text, occurredAt } = whistle;
    seen.add(id);
    entries.push({ kind: 'whistle', id, at: occurredAt, state: stateOf(id), isHere: true, category, text });
  }
  // What the server refused has no row: it still belongs to her day, and can be put right in the outbox.
  for (const record of kept) {
    const id = aboutOf(record);
    if (id === null || seen.has(id) || dayOf(record.savedAt) !== today) continue;
    const at = record.savedAt;
    if (record.type === 'visit.record') {
      const { household, outcome, note } = record.payload as PayloadOf<'visit.record'>;
      entries.push({
        kind: 'visit',
        id,
        at,
        state: record.state,
        isHere: false,
        household,
        outcome,
        note,
        isAmended: false,
      });
    } else if (record.type === 'whistle.raise') {
      const { category, text } = record.payload as PayloadOf<'whistle.raise'>;
      entries.push({ kind: 'whistle', id, at, state: record.state, isHere: false, category, text });
    }
  }
  return entries.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** The visit or whistle of which a record speaks. */
function aboutOf(record: OutboxRecord): string | null {
  // Payloads were checked when they were saved; each names what it is about by its kind.
  const { visit, whistle } = record.payload as Record<string, string | undefined>;
  return visit ?? whistle ?? null;
}
