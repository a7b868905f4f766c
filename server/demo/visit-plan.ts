import { addDays, daysBetween } from '../../core/calendar/day.ts';
import type { HouseholdRow, NeedKind } from '../../core/household/household.ts';
import type { Day } from '../../core/lib/time.ts';
import { nextVisitDay, visitInterval } from '../../core/visit/due.ts';
import type { VisitOutcome } from '../../core/visit/due.ts';
import type { DayRhythm } from './days.ts';
import type { Prng } from './prng.ts';

/** One household as its worker sees it: what the rule asks for, and how often she really goes. */
export interface Door {
  household: HouseholdRow;
  needs: readonly NeedKind[];
  hasOld: boolean;
  /** Position in the walk through the grid. */
  step: number;
}

export interface PlannedVisit {
  door: Door;
  day: Day;
  outcome: VisitOutcome;
  opens: NeedKind | null;
}

interface Course {
  door: Door;
  rhythm: number;
  everyDays: number | null;
  /** Index of the day on which she means to go next. */
  nextOn: number;
  missed: number;
  visits: PlannedVisit[];
}

/** Visits on a usual working day. */
const usualDay = 16.1;

/**
 * Half a year of one worker's days. Each day takes the doors whose time has come, the longest waiting first; what
 * is left of the day goes to doors that will soon be due.
 * @param goal how many doors shall be due at the end: a morning's honest work
 */
export function planVisits(
  doors: readonly Door[],
  days: readonly DayRhythm[],
  random: Prng,
  goal: number,
): PlannedVisit[] {
  const courses = doors.map((door): Course => {
    const rhythm = rhythmOf(door, random);
    const nextOn = random.int(-2, rhythm);
    return { door, rhythm, everyDays: door.household.visitEveryDays, nextOn, missed: 0, visits: [] };
  });
  const opensOn = new Set(Array.from({ length: 3 }, () => random.int(30, days.length - 25)));
  for (const [index, { day, pace, isWorkday }] of days.entries()) {
    const capacity = Math.round(random.normal(usualDay, 2.2) * pace);
    const waiting = courses
      .map((course) => ({ course, wait: (index - course.nextOn) / course.rhythm }))
      .filter(({ wait }) => wait > -0.35)
      .toSorted((a, b) => b.wait - a.wait)
      .slice(0, Math.max(0, capacity));
    let opens = opensOn.has(index);
    for (const { course } of waiting) {
      const outcome = outcomeOf(course, isWorkday, random);
      const isOpening =
        opens && outcome === 'met' && course.door.household.kind === 'lived' && course.door.needs.length === 0;
      go(
        course,
        index,
        day,
        outcome,
        isOpening ? random.pick(['illness', 'maternity', 'other', 'lowIncome', 'disability'] as const) : null,
      );
      if (isOpening) opens = false;
    }
  }
  settleDues(courses, days.at(-1)?.day ?? '2026-01-01', goal, random);
  return courses.flatMap((course) => course.visits);
}

function go(course: Course, index: number, day: Day, outcome: VisitOutcome, opens: NeedKind | null): void {
  course.visits.push({ door: course.door, day, outcome, opens });
  if (opens) course.everyDays = Math.min(course.everyDays ?? Infinity, visitInterval('lived', [opens]) ?? Infinity);
  const isSeen = outcome !== 'absent';
  course.missed = isSeen ? 0 : course.missed + 1;
  course.rhythm = Math.min(course.rhythm, course.everyDays ?? Infinity);
  course.nextOn = index + (isSeen ? course.rhythm : 2);
}

/** The old, shops and tenants are looked in on more often than the rule asks. */
function rhythmOf({ household, needs, hasOld }: Door, random: Prng): number {
  const rule = household.visitEveryDays ?? 180;
  if (needs.length > 0) return rule;
  if (hasOld) return random.int(15, 30);
  switch (household.kind) {
    case 'shop':
      return random.int(18, 40);
    case 'let':
      return random.int(16, 45);
    case 'void':
      return random.int(120, 180);
    case 'lived':
      return random.int(24, 90);
  }
}

function outcomeOf(
  { door: { household, hasOld, needs }, missed }: Course,
  isWorkday: boolean,
  random: Prng,
): VisitOutcome {
  if (household.kind === 'void') return 'phone';
  const isHome = hasOld || needs.length > 0 || household.kind === 'shop';
  const absent = (isHome ? 0.1 : isWorkday ? 0.3 : 0.14) / (missed + 1);
  return random.weighted([
    ['met', 1 - absent - 0.09],
    ['absent', absent],
    ['phone', 0.07 + 0.1 * Math.min(missed, 3)],
    ['refused', household.kind === 'lived' && needs.length === 0 ? 0.02 : 0.002],
  ] as const);
}

/** Doors whose last visits are taken back, or made, until about as many are due today as a person can do. */
function settleDues(courses: readonly Course[], today: Day, goal: number, random: Prng): void {
  const dueOn = (course: Course): Day | null => {
    const last = course.visits.at(-1);
    return last ? nextVisitDay(last.outcome, `${last.day}T04:00:00.000Z`, course.everyDays) : null;
  };
  const isDue = (course: Course): boolean => (dueOn(course) ?? '9') <= today;
  let due = courses.filter(isDue).length;
  for (const course of random.shuffled(courses.filter((one) => isDue(one)))) {
    const waited = daysBetween(dueOn(course) ?? today, today);
    if (due <= goal && waited <= 12) continue;
    const day = addDays(today, -random.int(1, 3));
    if ((course.visits.at(-1)?.day ?? today) < day) {
      course.visits.push({
        door: course.door,
        day,
        outcome: course.door.household.kind === 'void' ? 'phone' : 'met',
        opens: null,
      });
      if (!isDue(course)) due -= 1;
    }
  }
  // Those who need help come up sooner than the rest.
  const ranked = courses.map((course) => ({ course, rank: random.next() * (course.door.needs.length > 0 ? 0.55 : 1) }));
  for (const { course } of ranked.toSorted((a, b) => a.rank - b.rank)) {
    if (due >= goal) break;
    const { everyDays, door, visits } = course;
    if (isDue(course) || everyDays === null || everyDays > 90 || visits.some((visit) => visit.opens)) continue;
    const late = random.weighted([
      [0, 8],
      [1, 3],
      [2, 2],
      [3, 1],
      [5, 1],
    ] as const);
    const last = addDays(today, -late - everyDays);
    const kept = visits.filter((visit) => visit.day < addDays(last, -2));
    course.visits = [...kept, { door, day: last, outcome: 'met', opens: null }];
    due += 1;
  }
}
