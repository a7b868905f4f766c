/**
 * Terms held against oracles that count the slow way. The oracles share nothing with the code but the published lists:
 * their days come from an almanac written out one by one, their minutes from walking along it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day, Iso } from '../lib/time.ts';
import { dueAfter, type Term } from '../whistle/clock.ts';
import { addMonths, dayOf, startOfDay } from './day.ts';
import { withYear } from './published.ts';
import { addWorkHours, shippedWorkHours, type WorkHours } from './work-hours.ts';
import { addWorkdays, shippedCalendar, workdaysBetween, type Due, type WorkCalendar } from './workdays.ts';

const oneMinute = 60_000;
const oneDay = 86_400_000;
const two = (n: number): string => String(n).padStart(2, '0');
const iso = (ms: number): Iso => new Date(ms).toISOString() as Iso;

interface AlmanacDay {
  at: number;
  day: Day;
  year: number;
  month: number;
  date: number;
  isWeekend: boolean;
  startMs: number;
}

/** Every day from Monday, 1 January 2024, to the end of 2032. */
const almanac: AlmanacDay[] = [];
for (let year = 2024; year <= 2032; year++) {
  const lengths = [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  lengths.forEach((length, index) => {
    for (let date = 1; date <= length; date++) {
      const at = almanac.length;
      const day: Day = `${year}-${two(index + 1)}-${two(date)}`;
      const startMs = Date.parse('2023-12-31T16:00:00.000Z') + at * oneDay;
      almanac.push({ at, day, year, month: index + 1, date, isWeekend: at % 7 >= 5, startMs });
    }
  });
}
const entry = (at: number): AlmanacDay => almanac[at] ?? expect.fail(`the almanac has no day ${at}`);
const entryAt = (ms: number): AlmanacDay =>
  almanac.find(({ startMs }) => startMs <= ms && ms < startMs + oneDay) ?? expect.fail('outside the almanac');

interface Known {
  works: boolean;
  isPublished: boolean;
}

/** What a table says of each day of the almanac. */
function readTable(calendar: WorkCalendar): Known[] {
  const known: Known[] = almanac.map(({ isWeekend }) => ({ works: !isWeekend, isPublished: false }));
  for (const { year, off, worked } of calendar.years) {
    const offDays = new Set<string>(off);
    const workedDays = new Set<string>(worked);
    for (const { at, day, isWeekend, year: own } of almanac)
      if (own === year)
        known[at] = { works: workedDays.has(day) || (!isWeekend && !offDays.has(day)), isPublished: true };
  }
  return known;
}

function slowWorkdays(known: Known[], fromMs: number, count: number): Due {
  const first = entryAt(fromMs).at;
  let last = first;
  for (let seen = 0; seen < count;) {
    last += 1;
    if (known[last]?.works) seen += 1;
  }
  const isProvisional = known.slice(first + 1, last + 1).some(({ isPublished }) => !isPublished);
  return { dueAt: iso(entry(last + 1).startMs), isProvisional };
}

const clocks = Array.from({ length: 1440 }, (_, minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);

/** Minute by minute of the wall clock; the first and the last may be cut short. */
function slowWorkHours(known: Known[], { spans }: WorkHours, fromMs: number, minutes: number): Due {
  const isOpen = clocks.map((clock) => spans.some(([opens, closes]) => opens <= clock && clock < closes));
  const first = entryAt(fromMs).at;
  let leftMs = minutes * oneMinute;
  for (let ms = fromMs, at = first; ;) {
    if (ms >= entry(at).startMs + oneDay) at += 1;
    const minute = Math.floor((ms - entry(at).startMs) / oneMinute);
    const nextMs = entry(at).startMs + (minute + 1) * oneMinute;
    if (known[at]?.works && isOpen[minute]) {
      if (leftMs <= nextMs - ms) {
        const isProvisional = known.slice(first, at + 1).some(({ isPublished }) => !isPublished);
        return { dueAt: iso(ms + leftMs), isProvisional };
      }
      leftMs -= nextMs - ms;
    }
    ms = nextMs;
  }
}

/** Month by month, then the last of its days that is not past the date. */
function slowMonths({ at, date }: AlmanacDay, months: number): AlmanacDay {
  let { year, month } = entry(at);
  for (let left = months; left > 0; left--) [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  const found = almanac.filter((one) => one.year === year && one.month === month && one.date <= date).at(-1);
  return found ?? expect.fail('outside the almanac');
}

/** Hours of offices and ends of quarters are held by examples of their own. */
type SlowTerm = Exclude<Term, { workMinutes: number } | { quarterEnd: true }>;

function slowDue(known: Known[], term: SlowTerm, fromMs: number): Due {
  if ('workdays' in term) return slowWorkdays(known, fromMs, term.workdays);
  if ('minutes' in term) return { dueAt: iso(fromMs + term.minutes * oneMinute), isProvisional: false };
  const start = entryAt(fromMs);
  const last = 'days' in term ? entry(start.at + term.days) : slowMonths(start, term.quarters * 3);
  return { dueAt: iso(entry(last.at + 1).startMs), isProvisional: false };
}

const shipped = readTable(shippedCalendar);
/** From before the first published year until after the last one. */
const nearby = almanac.filter(({ year }) => year >= 2024 && year <= 2028);

/** Where a count can go wrong: around a new year, or at a day that a table names. */
const edges = nearby.filter(
  ({ day, month, date }) =>
    (month === 12 && date >= 28) ||
    (month === 1 && date <= 4) ||
    shippedCalendar.years.some(({ off, worked }) => off.includes(day) || worked.includes(day)),
);
const someDay = fc.oneof(fc.constantFrom(...nearby), fc.constantFrom(...edges));

/** An instant of a day: midnight and the edges of spans to the millisecond, or any. */
const someInstant = fc
  .tuple(
    someDay,
    fc.oneof(
      fc.integer({ min: 0, max: oneDay - 1 }),
      fc
        .tuple(fc.constantFrom(0, 510, 720, 840, 1050, 1440, 480, 960), fc.constantFrom(-1, 0, 1))
        .map(([minute, shift]) => minute * oneMinute + shift),
    ),
  )
  .map(([{ startMs }, ms]) => Math.max(entry(0).startMs, startMs + ms));

/** Any subset of years published, with days off and weekend days worked wherever. */
const someCalendar: fc.Arbitrary<WorkCalendar> = fc
  .tuple(
    fc.subarray([2024, 2025, 2026, 2027, 2028]),
    fc.array(fc.tuple(someDay, fc.integer({ min: 1, max: 9 })), { maxLength: 20 }),
    fc.array(someDay, { maxLength: 20 }),
  )
  .map(([years, rests, weekends]) => {
    const worked = new Set(weekends.filter(({ isWeekend }) => isWeekend));
    const off = new Set(rests.flatMap(([{ at }, length]) => almanac.slice(at, at + length)));
    const namesOf = (days: Set<AlmanacDay>, year: number) => [...days].filter((d) => d.year === year).map((d) => d.day);
    return years.reduce(
      (table: WorkCalendar, year) =>
        withYear(table, {
          year,
          source: 'made up',
          off: namesOf(off.difference(worked), year),
          worked: namesOf(worked, year),
        }),
      { version: '2024.0', years: [] },
    );
  });
const someTable = fc.oneof(fc.constant(shippedCalendar), someCalendar);

/** One to four spans between any minutes of a day; some touch. */
const someHours: fc.Arbitrary<WorkHours> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 5 }),
    fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  )
  .map(([bounds, kept]) => {
    const names = bounds.toSorted((a, b) => a - b).map((minute) => clocks[minute] ?? '24:00');
    const spans = names.slice(1).map((closes, i) => [names[i] ?? '', closes] as const);
    return { spans: spans.filter((_, i) => i === 0 || kept[i - 1]) };
  });
const minutesADay = ({ spans }: WorkHours): number =>
  clocks.filter((clock) => spans.some(([opens, closes]) => opens <= clock && clock < closes)).length;

describe('the almanac', () => {
  it('has the days of Shanghai', () => {
    const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
    const weekday = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', weekday: 'short' });
    for (const { day, startMs, isWeekend } of almanac) {
      expect([shanghai.format(startMs), shanghai.format(startMs + oneDay - 1)]).toEqual([day, day]);
      expect(weekday.format(startMs).startsWith('S')).toBe(isWeekend);
    }
  });

  it('agrees where days begin and end', () => {
    for (const { day, startMs } of almanac) {
      expect(startOfDay(day)).toBe(iso(startMs));
      expect([dayOf(iso(startMs)), dayOf(iso(startMs + oneDay - 1))]).toEqual([day, day]);
    }
  });
});

describe('working days', () => {
  it('agree from every day of the shipped table and around it', () => {
    let provisional = 0;
    for (const { startMs } of nearby)
      for (const [ms, count] of [
        [startMs, 0],
        [startMs, 1],
        [startMs + oneDay - 1, 1],
        [startMs, 3],
        [startMs, 7],
      ] as const) {
        const due = addWorkdays(shippedCalendar, iso(ms), count);
        expect(due).toEqual(slowWorkdays(shipped, ms, count));
        if (due.isProvisional) provisional += 1;
      }
    expect(provisional).toBeGreaterThan(1_000);
  });

  it('agree for any table, and when asked again', () => {
    fc.assert(
      fc.property(someTable, someInstant, fc.integer({ min: 0, max: 60 }), (calendar, ms, count) => {
        const slow = slowWorkdays(readTable(calendar), ms, count);
        expect(addWorkdays(calendar, iso(ms), count)).toEqual(slow);
        expect(addWorkdays(calendar, iso(ms), count)).toEqual(slow);
      }),
      { numRuns: 300 },
    );
  });

  it('agree between two days, in either order', () => {
    fc.assert(
      fc.property(someTable, someDay, fc.integer({ min: -40, max: 400 }), (calendar, { at }, apart) => {
        const known = readTable(calendar);
        const [after, upTo] = [entry(at), entry(Math.max(0, at + apart))];
        const slow = almanac.filter((one) => one.at > after.at && one.at <= upTo.at && known[one.at]?.works).length;
        expect(workdaysBetween(calendar, after.day, upTo.day)).toBe(slow);
      }),
      { numRuns: 300 },
    );
  });

  it('between the start and the end of a term are as many as the term', () => {
    fc.assert(
      fc.property(someTable, someInstant, fc.integer({ min: 1, max: 60 }), (calendar, ms, count) => {
        const last = entryAt(Date.parse(addWorkdays(calendar, iso(ms), count).dueAt) - 1);
        expect(workdaysBetween(calendar, entryAt(ms).day, last.day)).toBe(count);
      }),
    );
  });
});

describe('working hours', () => {
  it('agree for half a working day begun on any day of the shipped table and around it', () => {
    for (const { startMs } of nearby)
      for (const minute of [0, 510, 630, 720, 1020, 1050]) {
        const ms = startMs + minute * oneMinute;
        const due = addWorkHours(shippedCalendar, shippedWorkHours, iso(ms), 240);
        expect(due).toEqual(slowWorkHours(shipped, shippedWorkHours, ms, 240));
      }
  });

  it('agree for any table, hours and start', () => {
    const someTerm = fc
      .tuple(fc.oneof(fc.constant(shippedWorkHours), someHours), fc.integer({ min: 1, max: 5_000 }))
      // Some five days at most: the oracle walks every minute of them.
      .map(([hours, n]) => ({ hours, minutes: 1 + (n % (5 * minutesADay(hours))) }));
    fc.assert(
      fc.property(someTable, someInstant, someTerm, (calendar, ms, { hours, minutes }) => {
        const slow = slowWorkHours(readTable(calendar), hours, ms, minutes);
        expect(addWorkHours(calendar, hours, iso(ms), minutes)).toEqual(slow);
      }),
      { numRuns: 300 },
    );
  });

  it('are over in one go or in two', () => {
    const someMinutes = fc.integer({ min: 1, max: 2_000 });
    fc.assert(
      fc.property(someTable, someHours, someInstant, someMinutes, someMinutes, (calendar, hours, ms, one, other) => {
        const part = addWorkHours(calendar, hours, iso(ms), one).dueAt;
        // A span of a minute a day makes years of these: fast enough, and no oracle needed.
        expect(addWorkHours(calendar, hours, part, other).dueAt).toBe(
          addWorkHours(calendar, hours, iso(ms), one + other).dueAt,
        );
      }),
    );
  });
});

describe('months and terms', () => {
  it('agree from every day, leap years among them', () => {
    for (const start of nearby)
      for (const months of [0, 1, 3, 6, 9, 12, 36])
        expect(addMonths(start.day, months)).toBe(slowMonths(start, months).day);
  });

  it('agree for any term of a whistle', () => {
    const someTerm: fc.Arbitrary<SlowTerm> = fc.oneof(
      fc.record({ workdays: fc.integer({ min: 0, max: 30 }) }),
      fc.record({ days: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ quarters: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ minutes: fc.integer({ min: 0, max: 4_320 }) }),
    );
    fc.assert(
      fc.property(someTable, someInstant, someTerm, (calendar, ms, term) => {
        expect(dueAfter(term, iso(ms), calendar)).toEqual(slowDue(readTable(calendar), term, ms));
      }),
      { numRuns: 500 },
    );
  });
});
