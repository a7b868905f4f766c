/**
 * When to come again after "nobody in", from the hours at which somebody of this household was reached before.
 *
 * A week has eight slots: working day or weekend, times four parts of the day. Each slot starts with a small belief of
 * what is usual (people who are out by day are in at dusk and on Saturday morning), which two real tries outweigh;
 * waiting costs a little, so that of two equally good hours the nearer one is proposed.
 */
import { addDays, dayOf } from '../../../core/calendar/day.ts';
import { dayParts, type DayPart } from '../../../core/household/household.ts';
import { hourMs, msOf, type Day, type Iso } from '../../../core/lib/time.ts';
import type { VisitRow } from '../../../core/visit/visit.ts';

export interface NextTime {
  on: Day;
  part: DayPart;
  /** How often somebody was reached at such an hour before; 0: only what is usual speaks for it. */
  reached: number;
}

type PastVisit = Pick<VisitRow, 'outcome' | 'occurredAt'>;
type Slot = `${'workday' | 'weekend'} ${DayPart}`;

const usual: Record<Slot, number> = {
  'workday morning': 0.35,
  'workday noon': 0.45,
  'workday afternoon': 0.3,
  'workday evening': 0.6,
  'weekend morning': 0.55,
  'weekend noon': 0.4,
  'weekend afternoon': 0.5,
  'weekend evening': 0.45,
};
const usualWeight = 2;
const waitingCost = 0.03;
const daysAhead = 6;
const proposals = 3;

/** The part of the day in Shanghai: until 11, until 14, until 17, and the rest. */
export function dayPartOf(at: Iso): DayPart {
  const hour = new Date(msOf(at) + 8 * hourMs).getUTCHours();
  return hour < 11 ? 'morning' : hour < 14 ? 'noon' : hour < 17 ? 'afternoon' : 'evening';
}

function slotOf(day: Day, part: DayPart): Slot {
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  return `${weekday === 0 || weekday === 6 ? 'weekend' : 'workday'} ${part}`;
}

/**
 * Up to three times within six days, in the order in which they come, no two alike in kind.
 * @param past earlier visits of this household, in any order; a refusal says nothing about the hour
 * @param at the moment at which nobody was in; it counts as a try of its own slot
 */
export function proposeNext(past: readonly PastVisit[], at: Iso): NextTime[] {
  const tries = new Map<Slot, { reached: number; all: number }>();
  for (const { outcome, occurredAt } of [...past, { outcome: 'absent' as const, occurredAt: at }]) {
    if (outcome === 'refused') continue;
    const slot = slotOf(dayOf(occurredAt), dayPartOf(occurredAt));
    const before = tries.get(slot) ?? { reached: 0, all: 0 };
    tries.set(slot, { reached: before.reached + (outcome === 'absent' ? 0 : 1), all: before.all + 1 });
  }

  const best = new Map<Slot, { time: NextTime; worth: number }>();
  for (const { on, part, wait } of candidates(at)) {
    const slot = slotOf(on, part);
    if (best.has(slot)) continue;
    const { reached, all } = tries.get(slot) ?? { reached: 0, all: 0 };
    const worth = (usualWeight * usual[slot] + reached) / (usualWeight + all) - waitingCost * wait;
    best.set(slot, { time: { on, part, reached }, worth });
  }
  return [...best.values()]
    .toSorted((a, b) => b.worth - a.worth)
    .slice(0, proposals)
    .map(({ time }) => time)
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : dayParts.indexOf(a.part) - dayParts.indexOf(b.part)));
}

/** Every part of every day ahead, the nearest first; of today only what is still to come. */
function* candidates(at: Iso): Generator<{ on: Day; part: DayPart; wait: number }> {
  const today = dayOf(at);
  const now = dayParts.indexOf(dayPartOf(at));
  for (let wait = 0; wait <= daysAhead; wait += 1)
    for (const [index, part] of dayParts.entries())
      if (wait > 0 || index > now) yield { on: addDays(today, wait), part, wait };
}
