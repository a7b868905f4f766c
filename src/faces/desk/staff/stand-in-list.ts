import { dayOf } from '../../../../core/calendar/day.ts';
import { isoOf, msOf, type Day, type Iso } from '../../../../core/lib/time.ts';
import type { Colleague, Post, StandInKey } from './staff-wire.ts';

/** A colleague who covers a grid for some days. */
export interface StandInLine extends StandInKey {
  name: string;
  gridName: string;
  firstDay: Day;
  lastDay: Day;
  isNow: boolean;
}

/** The end is exclusive: midnight of the first belongs to the day before. */
const lastDayOf = (to: Iso): Day => dayOf(isoOf(msOf(to) - 1));

/** What is covered now and what will be, in the order in which it begins. */
export const standInsOf = (staff: readonly Colleague[], now: Iso): StandInLine[] =>
  staff
    .flatMap(({ id, name, posts }) =>
      posts.flatMap(({ role, area, areaName, from, to }) =>
        role === 'worker' && to !== null && to > now
          ? [
              {
                account: id,
                name,
                grid: area,
                gridName: areaName ?? area,
                from,
                firstDay: dayOf(from),
                lastDay: lastDayOf(to),
                isNow: from <= now,
              },
            ]
          : [],
      ),
    )
    .toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.grid < b.grid ? -1 : 1));

/** Posts for good; those with an end are stand-ins and stand in their own list. */
export const lastingPosts = (posts: readonly Post[]): Post[] => posts.filter(({ to }) => to === null);
