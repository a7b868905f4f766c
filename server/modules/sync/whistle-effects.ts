import { clockAccount } from '../../../core/org/role.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { tellingsOf, toldName } from '../../../core/whistle/told.ts';
import type { WhistleEventRow, WhistleHappening, WhistleRow } from '../../../core/whistle/whistle.ts';
import type { Effect, ToldClock } from './effect.ts';

/** What follows from the rows of one decision: for each whistle to which something happened, who is told. */
export function whistleEffects(
  rows: readonly KindRow[],
  before: (whistle: WhistleRow['id']) => WhistleRow | undefined,
): Effect[] {
  const whistles = new Map(
    rows.flatMap((entry) => (entry.kind === 'whistle' ? [[entry.row.id, entry.row] as const] : [])),
  );
  return rows.flatMap((entry) => {
    if (entry.kind !== 'event') return [];
    const after = whistles.get(entry.row.whistle);
    // Of a line that moves whole, only its last event happened now.
    return after && after.rev === entry.row.order ? movedEffect(before(after.id) ?? null, after, entry.row) : [];
  });
}

/** At most one. */
export function movedEffect(before: WhistleRow | null, after: WhistleRow, event: WhistleEventRow): Effect[] {
  const { by, happening } = event;
  const byName = by === clockAccount ? null : event.byName;
  const tellings = tellingsOf(before, after, happening);
  if (tellings.length === 0) return [];
  const name = toldName(happening);
  const payload = { whistle: after.id, by, byName, name, stage: after.stage, clock: clockIn(happening), tellings };
  return [{ id: `whistle-moved:${event.id}`, kind: 'whistle-moved', payload, at: event.at }];
}

function clockIn(happening: WhistleHappening): ToldClock | null {
  if (happening.type !== 'whistle-did') return null;
  if (happening.action === 'press') {
    const { of } = happening.said;
    return of ? { name: of.clock, unit: of.unit, dueAt: of.dueAt } : null;
  }
  if (happening.action !== 'recount') return null;
  const moved = happening.said.moved.find(({ from, to }) => from !== to);
  return moved ? { name: moved.clock, unit: moved.unit, dueAt: moved.to } : null;
}
