/**
 * A phone whose storage was emptied (by its system, a cleaner, its owner) comes back under the same session with a new
 * device id and no number of its own, and does not own up to the device that sent under that session before. What had
 * not been sent then is gone, and nobody would know: so it is told to the worker, and to her community.
 *
 * The cookie of the session outlives the emptying of IndexedDB, which is what makes it visible. Where the cookie went as
 * well, the next sign-in is a new session and nothing is noticed.
 */
import type { DeviceId } from '../../../core/lib/id.ts';
import { dayMs, isoOf } from '../../../core/lib/time.ts';
import type { Emptied } from '../../../core/protocol/pull.ts';
import type { ServerDeps, Session } from '../../deps.ts';

/** How long it is said. */
const toldMs = 14 * dayMs;

export type Judge = (session: Session, device: DeviceId, formerly: readonly DeviceId[]) => Promise<Emptied | null>;

/** Each (session, device) is judged when it comes for the first time; what was found is remembered in this process too. */
export function makeJudge({ poolFor, now }: Pick<ServerDeps, 'poolFor' | 'now'>): Judge {
  const known = new Map<string, { found: Emptied | null; noticedMs: number }>();
  return async (session, device, formerly) => {
    const key = `${session.id} ${device}`;
    const before = known.get(key);
    if (before) return before.found && now() - before.noticedMs < toldMs ? before.found : null;
    const pool = poolFor(session.district);
    const came = await pool.query(
      `insert into session_device (district, session, device, at) values ($1, $2, $3, $4) on conflict do nothing`,
      [session.district, session.id, device, new Date(now())],
    );
    if (came.rowCount === 1)
      await pool.query(
        `insert into emptied (district, device, account, former, last_seq, seen_at, noticed_at)
         select d.district, $3, d.account, d.id, d.last_seq, d.seen_at, $5
           from session_device s join device d on d.district = s.district and d.id = s.device
          where s.district = $1 and s.session = $2 and d.account = $6 and d.last_seq > 0
            and d.id <> $3 and d.id <> all($4)
            and not exists (select 1 from device own where own.district = $1 and own.id = $3 and own.last_seq > 0)
          order by d.seen_at desc limit 1
         on conflict do nothing`,
        [session.district, session.id, device, formerly, new Date(now()), session.account],
      );
    const found = await pool.query<{ lastSeq: string; seenAt: Date; noticedAt: Date }>(
      `select last_seq as "lastSeq", seen_at as "seenAt", noticed_at as "noticedAt"
         from emptied where district = $1 and device = $2 and account = $3`,
      [session.district, device, session.account],
    );
    const [row] = found.rows;
    const emptied = row ? { lastSeq: Number(row.lastSeq), seenAt: isoOf(row.seenAt.getTime()) } : null;
    const noticedMs = row?.noticedAt.getTime() ?? 0;
    if (known.size >= mostKnown) known.clear();
    known.set(key, { found: emptied, noticedMs });
    return emptied && now() - noticedMs < toldMs ? emptied : null;
  };
}

/** Forgotten together when there are more: each is one look into the database. */
const mostKnown = 50_000;
