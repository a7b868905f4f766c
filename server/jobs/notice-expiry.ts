import type { Pool } from 'pg';
import { dayMs } from '../../core/lib/time.ts';

/** As long as a notice is shown; then it is erased. */
const keptMs = 35 * dayMs;

/** @returns how many were erased */
export async function expireNotices(
  { poolFor, now }: { poolFor: (district: string) => Pool; now: () => number },
  district: string,
): Promise<number> {
  const gone = await poolFor(district).query('delete from notice where district = $1 and at <= $2', [
    district,
    new Date(now() - keptMs),
  ]);
  return gone.rowCount ?? 0;
}
