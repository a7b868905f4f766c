/**
 * What a resident says by a link goes through the door of every mutation, as an account that nobody signs in with. So rules
 * decide it, it is put on record, and every scope is told.
 *
 * Once: each link is a device of its own, so two at the same moment send the same number, and one is turned away; the id follows
 * from the link, the revision that was seen and what was said, so the same is answered the same; and the rules count a voice once.
 * A kill between leaves nothing half done: there is nothing beside the mutation to write.
 */
import { createHash } from 'node:crypto';
import { makeId, uuidv7 } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { residentAccount } from '../../../core/org/role.ts';
import type { LoopPayloadOf } from '../../../core/protocol/loop-payloads.ts';
import type { Outcome, PushReply, PushRequest } from '../../../core/protocol/push.ts';
import type { ServerDeps } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import type { Pool } from 'pg';
import type { Link } from './links.ts';

export interface SayDeps extends Pick<ServerDeps, 'poolFor' | 'now'> {
  /** The door, as residents. @throws ProblemError */
  push: (district: string, request: PushRequest) => Promise<PushReply>;
}

export const residentDeeds = ['tell', 'rate', 'reopen', 'ballot'] as const;
export type ResidentDeed = (typeof residentDeeds)[number];

export type ResidentSaid =
  | { deed: 'tell'; payload: { whistle: string; text: string } }
  | { deed: 'rate'; payload: LoopPayloadOf<'rate'> }
  | { deed: 'reopen'; payload: LoopPayloadOf<'reopen'> }
  | { deed: 'ballot'; payload: LoopPayloadOf<'ballot'> };

const tries = 3;
/** A turned-away number is asked for anew; the rest is not ours to mend. */
const isTurnedAway = (fault: unknown): boolean =>
  fault instanceof ProblemError &&
  (['device-forked', 'sequence-gap', 'epoch-changed'] as readonly string[]).includes(fault.problem.code);

/** @param rev of the whistle as the page showed it @throws ProblemError where the server cannot take it now */
export async function sayAsResident(deps: SayDeps, link: Link, said: ResidentSaid, rev: number): Promise<Outcome> {
  const { poolFor, now, push } = deps;
  const { district, voice } = link;
  const pool = poolFor(district);
  const device = makeId('device', voice);
  const id = idOf(link, said, rev);
  await pool.query(
    `insert into account (district, id, username, name, password_hash, created_at)
     values ($1, $2, '(resident)', '居民', '', $3) on conflict do nothing`,
    [district, residentAccount, isoOf(now())],
  );
  for (let left = tries; ; left -= 1) {
    const [epoch, known] = await Promise.all([
      pool.query<{ value: string }>(`select value from meta where key = 'epoch'`),
      pool.query<{ last_seq: string }>('select last_seq from device where district = $1 and id = $2', [
        district,
        device,
      ]),
    ]);
    const last = Number(known.rows[0]?.last_seq ?? 0);
    try {
      const { results } = await push(district, {
        protocol: 1,
        epoch: last === 0 ? null : (epoch.rows[0]?.value ?? null),
        device,
        mutations: [
          {
            seq: last + 1,
            id,
            type: `whistle.${said.deed}`,
            v: 1,
            at: isoOf(now()),
            payload: { ...said.payload },
          },
        ],
      });
      const [result] = results;
      if (result?.outcome === 'refused' && result.refusal.code === 'forked')
        return (await firstAnswer(pool, district, id)) ?? result;
      if (result) return result;
      throw new ProblemError('server-fault', 'the door gave no answer');
    } catch (fault) {
      if (left <= 1 || !isTurnedAway(fault)) throw fault;
    }
  }
}

function idOf({ voice }: Link, { deed, payload }: ResidentSaid, rev: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([voice, rev, deed, payload]))
    .digest();
  // Sorts like the link itself: the time in its voice.
  return uuidv7(Number.parseInt(voice.replaceAll('-', '').slice(0, 12), 16), hash);
}

/** The same was said a moment ago: what was answered then stands. */
async function firstAnswer(pool: Pool, district: string, id: string): Promise<Outcome | null> {
  const { rows } = await pool.query<{ outcome: Outcome }>(
    'select outcome from mutation_result where district = $1 and id = $2 and is_first = 1',
    [district, id],
  );
  return rows[0]?.outcome ?? null;
}
