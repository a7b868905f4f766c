import { addDays, dayOf, startOfDay } from '../../core/calendar/day.ts';
import { makeId } from '../../core/lib/id.ts';
import { hourMs, isoOf, minuteMs, msOf, type Day, type Iso } from '../../core/lib/time.ts';
import type { Author } from '../../core/org/role.ts';
import { rhythmOf } from './days.ts';
import type { Deed, Ledger } from './ledger.ts';
import { consentWording } from './needs.ts';
import type { People } from './people.ts';
import { prng, type Prng } from './prng.ts';
import type { Town } from './town.ts';
import { planVisits, type Door, type PlannedVisit } from './visit-plan.ts';
import { doorNotes, needNotes, openedNeeds, visitNotes } from './visit-texts.ts';

/** Half a year of visits in every grid, each through the rule, in the order of their times. */
export function liveVisits(
  seed: number,
  town: Town,
  people: People,
  workerOf: (grid: string) => Author,
  now: Iso,
  ledger: Ledger,
): void {
  const today = dayOf(now);
  const days = rhythmOf(seed, today);
  const doors = doorsByGrid(town, people, Number(now.slice(0, 4)));
  for (const { id } of town.grids) {
    const random = prng(seed, `visits ${id}`);
    const planned = planVisits(doors.get(id) ?? [], days, random, random.int(16, 24));
    for (const [day, visits] of Map.groupBy(planned, (visit) => visit.day))
      for (const deed of deedsOf(day, visits, workerOf(id), now, random)) ledger.do(deed);
  }
}

function doorsByGrid(town: Town, people: People, year: number): Map<string, Door[]> {
  const walks = new Map(town.buildings.map((building) => [building.id, building.walk]));
  const needs = Map.groupBy(people.needs, (need) => need.household);
  const persons = Map.groupBy(people.persons, (person) => person.household);
  const doors = people.households.map((household, i): Door => ({
    household,
    needs: (needs.get(household.id) ?? []).map((need) => need.kind),
    hasOld: (persons.get(household.id) ?? []).some((person) => year - (person.birthYear ?? year) >= 68),
    step: (walks.get(household.building) ?? 0) * 10_000 + i,
  }));
  return Map.groupBy(doors, (door) => door.household.grid);
}

/** A day's walk: from building to building, morning and afternoon, what young people need in the evening. */
function deedsOf(
  day: Day,
  visits: readonly PlannedVisit[],
  by: Author,
  now: Iso,
  random: Prng,
): Deed<'visit.record'>[] {
  const walk = visits.toSorted((a, b) => a.door.step - b.door.step);
  const noon = Math.ceil(walk.length * random.between(0.4, 0.6));
  let clock = 0;
  const isWithoutSignal = random.chance(0.12);
  const deeds = walk.map((visit, i): Deed<'visit.record'> | null => {
    if (i === 0) clock = msOf(startOfDay(day)) + 8.5 * hourMs + random.int(0, 50) * minuteMs;
    if (i === noon) clock = Math.max(clock, msOf(startOfDay(day)) + 14 * hourMs + random.int(0, 40) * minuteMs);
    clock += random.int(3, 11) * minuteMs + random.int(0, 59) * 1000;
    const at = clock;
    // Without a signal it arrives when the worker comes out of the building again.
    const taken = Math.min(
      at + (isWithoutSignal ? random.int(20, 90) * minuteMs : random.int(9, 40) * 1000),
      msOf(now),
    );
    if (at > msOf(now) - minuteMs) return null;
    return { ...record(visit, at, random), by, at: isoOf(at), now: isoOf(taken) };
  });
  return deeds.filter((deed) => deed !== null).toSorted((a, b) => (a.now < b.now ? -1 : 1));
}

function record(
  { door, outcome, opens }: PlannedVisit,
  at: number,
  random: Prng,
): Omit<Deed<'visit.record'>, 'by' | 'at' | 'now'> {
  const opened = openedNeeds.find((need) => need.kind === opens);
  const occurredAt = isoOf(at);
  return {
    mutation: random.uuid(at),
    type: 'visit.record',
    payload: {
      visit: makeId('visit', random.uuid(at)),
      household: door.household.id,
      outcome,
      note: noteOf(door, outcome, random),
      needs: opened
        ? [
            {
              need: makeId('need', random.uuid(at)),
              ...opened,
              until: addDays(dayOf(occurredAt), 365),
              consent: { how: 'spoken', at: occurredAt, wording: consentWording },
            },
          ]
        : [],
      occurredAt,
    },
  };
}

function noteOf({ household, needs }: Door, outcome: PlannedVisit['outcome'], random: Prng): string | null {
  const need = needs[0];
  if (need && outcome === 'met') return random.chance(0.45) ? random.pick(needNotes[need]) : null;
  const own = doorNotes[household.kind];
  if (own && (outcome === 'met' || household.kind === 'void')) return random.chance(0.3) ? random.pick(own) : null;
  return random.chance(outcome === 'met' ? 0.12 : 0.35) ? random.pick(visitNotes[outcome]) : null;
}
