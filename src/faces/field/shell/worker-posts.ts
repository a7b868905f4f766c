import { dayOf } from '../../../../core/calendar/day.ts';
import { isoOf, msOf, type Day, type Iso } from '../../../../core/lib/time.ts';
import { isGrantAt, type Grant } from '../../../../core/org/role.ts';

/** A grid of hers as a person speaks of it. `lastDay` is told for stand-ins only: a grant without an end is her own. */
export type WorkerPost =
  | { state: 'own'; grid: string }
  | { state: 'standIn'; grid: string; lastDay: Day }
  | { state: 'coming'; grid: string; firstDay: Day }
  | { state: 'over'; grid: string };

/** Her grids at a moment, one post each: what holds now goes before what comes, and that before what is over. */
export function workerPosts(grants: readonly Grant[], now: Iso): WorkerPost[] {
  const own = grants.filter(({ role }) => role === 'worker');
  return [...new Set(own.map(({ area }) => area))].map((grid) =>
    postOf(
      grid,
      own.filter(({ area }) => area === grid),
      now,
    ),
  );
}

function postOf(grid: string, grants: readonly Grant[], now: Iso): WorkerPost {
  const held = grants.filter((grant) => isGrantAt(grant, now));
  if (held.some(({ to }) => to === null)) return { state: 'own', grid };
  const ends = held.flatMap(({ to }) => to ?? []).toSorted();
  const end = ends.at(-1);
  // The end is exclusive: midnight of the first belongs to the day before.
  if (end !== undefined) return { state: 'standIn', grid, lastDay: dayOf(isoOf(msOf(end) - 1)) };
  const start = grants
    .map(({ from }) => from)
    .filter((from) => from > now)
    .toSorted()[0];
  return start === undefined ? { state: 'over', grid } : { state: 'coming', grid, firstDay: dayOf(start) };
}
