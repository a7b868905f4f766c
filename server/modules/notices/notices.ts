import * as z from 'zod/mini';
import { dayMs, isoOf, type Iso } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import { isInArea } from '../../../core/org/scope.ts';
import { clockNames, nextClock, type ClockName } from '../../../core/whistle/clock.ts';
import { isAsked, standing } from '../../../core/whistle/loop.ts';
import { reminderPoints, type ReminderPoint } from '../../../core/whistle/reminders.ts';
import { whistleStages, type WhistleStage } from '../../../core/whistle/stage.ts';
import { audiences, type ToldName } from '../../../core/whistle/told.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import type { ServerDeps, Session } from '../../deps.ts';

const clock = z.object({ name: z.enum(clockNames), dueAt: z.string() });
const words = z.nullable(z.object({ zh: z.string(), en: z.string() }));
const said = { id: z.string(), at: z.string(), isNew: z.boolean() };
/** What stands for a whistle in the digest: the last that was told of it, and how much came before. */
const ofWhistle = {
  ...said,
  whistle: z.string(),
  /** She can open it: it is still hers to see. */
  opens: z.boolean(),
  stage: z.enum(whistleStages),
  /** How many notices of it there are, this one too. */
  count: z.int(),
  category: words,
  text: z.nullable(z.string()),
  building: z.nullable(z.string()),
  grid: z.nullable(z.string()),
  emergency: z.boolean(),
  /** What ends next, for whoever can open it. */
  next: z.nullable(clock),
};
const toldNames = [...(Object.keys(audiences) as ToldName[]), 'moved'] as const;

/** What somebody is told in the app: of a record that was put away no more than its kind and whose it is. */
export const noticeShape = z.discriminatedUnion('kind', [
  z.object({
    ...said,
    kind: z.literal('mutation-quarantined'),
    /** Of the mutation, as the phone named it: it may be one that nobody knows. */
    type: z.string(),
    /** The reader sent it; else she is an admin who is to look at it. */
    isOwn: z.boolean(),
  }),
  z.object({ ...said, kind: z.literal('epoch-started') }),
  z.object({
    ...ofWhistle,
    kind: z.literal('whistle-moved'),
    /** What was done; `moved`: it stands elsewhere now, and by whom is not the reader's. */
    name: z.enum(toldNames),
    byName: z.nullable(z.string()),
    /** That was missed, or counted again. */
    clock: z.nullable(clock),
  }),
  z.object({ ...ofWhistle, kind: z.literal('clock-reminder'), point: z.enum(reminderPoints), clock }),
]);
type Notice = z.infer<typeof noticeShape>;

const listedAtMost = 50;
const listedMs = 35 * dayMs;

interface Payload {
  type?: string;
  account?: string;
  name?: ToldName | 'moved';
  byName?: string | null;
  stage?: WhistleStage;
  clock?: { name: ClockName; dueAt: string } | null;
  point?: ReminderPoint;
}

interface Found {
  id: string;
  kind: Notice['kind'];
  payload: Payload;
  at: Date;
  isNew: boolean;
  count: number;
  whistle: string | null;
  row: WhistleRow | null;
  category: { zh: string; en: string } | null;
  grid: string | null;
  building: string | null;
}

/**
 * The digest of the account itself, newest first: of each whistle the last that was told, of the last 35 days. At most 50
 * of them.
 */
export async function noticesOf(deps: ServerDeps, session: Session): Promise<Notice[]> {
  const { district, account } = session;
  const now = isoOf(deps.now());
  const found = await deps.poolFor(district).query<Found>(
    `select n.*, whistle."row",
        (select jsonb_build_object('zh', "row"->'zh', 'en', "row"->'en') from category
          where category.district = $1 and category.id = whistle."row"->>'category') as category,
        (select "row"->>'name' from grid where grid.district = $1 and grid.id = whistle.grid) as grid,
        (select "row"->>'name' from building
          where building.district = $1 and building.id = whistle."row"->'place'->>'building') as building
       from (select distinct on (coalesce(whistle, id)) id, kind, payload, at, whistle,
               bool_or(seen_at is null) over same as "isNew", (count(*) over same)::int as count
               from notice where district = $1 and account = $2 and at > $3
               window same as (partition by coalesce(whistle, id))
              order by coalesce(whistle, id), at desc, id desc) n
       left join whistle on whistle.district = $1 and whistle.id = n.whistle
      order by n.at desc, n.id desc limit $4`,
    [district, account, new Date(deps.now() - listedMs), listedAtMost],
  );
  return found.rows.flatMap((one) => toNotice(one, session, now) ?? []);
}

function toNotice(found: Found, session: Session, now: Iso): Notice | null {
  const { id, kind, payload, isNew } = found;
  const told = { id, at: isoOf(found.at.getTime()), isNew };
  switch (kind) {
    case 'mutation-quarantined':
      return { ...told, kind, type: payload.type ?? '', isOwn: payload.account === session.account };
    case 'epoch-started':
      return { ...told, kind };
    case 'whistle-moved':
    case 'clock-reminder': {
      const { row, category, grid, building, count } = found;
      if (!row) return null;
      const opens = isHers(row, session, now);
      const next = opens ? nextClock(row.clocks) : null;
      const of = {
        ...told,
        whistle: row.id,
        opens,
        // Whoever has no part in it any more learns no more of it.
        stage: opens ? row.stage : (payload.stage ?? row.stage),
        count,
        category,
        text: row.text,
        building,
        grid,
        emergency: row.emergency,
        next: next && { name: next.name, dueAt: next.dueAt },
      };
      const about = payload.clock ? { name: payload.clock.name, dueAt: payload.clock.dueAt } : null;
      if (kind === 'clock-reminder') return about && { ...of, kind, point: payload.point ?? 'half', clock: about };
      return { ...of, kind, name: payload.name ?? 'moved', byName: payload.byName ?? null, clock: about };
    }
  }
}

/** Whether the desk or the phone of the reader has it to open. */
const isHers = (row: WhistleRow, { grants }: Session, now: Iso): boolean =>
  grantsAt(grants, now).some(({ role, area }) => {
    switch (role) {
      case 'unit':
        return isAsked(row, area) || standing(row.loop).some(({ unit }) => unit === area);
      case 'worker':
      case 'community':
      case 'street':
      case 'district':
      case 'city':
      case 'leader':
        return isInArea(row.grid, area);
      case 'admin':
        return false;
    }
  });

/** Those that stand for a whistle take with them what came before; of another account's nothing changes. */
export async function markSeen(
  { poolFor, now }: Pick<ServerDeps, 'poolFor' | 'now'>,
  { district, account }: Session,
  ids: readonly string[],
): Promise<void> {
  await poolFor(district).query(
    `update notice set seen_at = $4
      where district = $1 and account = $2 and seen_at is null
        and (id = any($3) or exists (
          select from notice shown
           where shown.district = $1 and shown.account = $2 and shown.id = any($3)
             and shown.whistle = notice.whistle and (notice.at, notice.id) <= (shown.at, shown.id)))`,
    [district, account, ids, new Date(now())],
  );
}
