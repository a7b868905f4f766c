/**
 * Takes in a file of what a phone could not send (应急导出 of the field's outbox).
 *
 * Contract: a record keeps its own mutation id, version, time and payload, so it is applied once, whether it comes from
 * a file, from several, or from the phone as well, and whoever comes first. Its author is the account of the file; each
 * file is a device of its own, and `unsent_intake` says at which desk that device's records came in. Photos are claimed
 * for the author like bytes that her phone sent.
 */
import { randomBytes } from 'node:crypto';
import { makeId, uuidv7, type AccountId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import { protocolVersion, type PushReply, type PushRequest } from '../../../core/protocol/push.ts';
import type { UnsentReply, UnsentRequest } from '../../../core/protocol/unsent.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';

export interface IntakeDeps extends ServerDeps {
  /** Sends as that account. @throws ProblemError */
  push: (district: string, account: AccountId, request: PushRequest) => Promise<PushReply>;
  /** @returns the hash of what arrived. @throws ProblemError `not-a-photo`, `too-large` */
  receive: (district: string, account: AccountId, sha256: string, bytes: Uint8Array) => Promise<string>;
  /** Photos that the account named and whose bytes are here find each other. */
  settle: (district: string, account: AccountId, hashes: readonly string[]) => Promise<void>;
}

/** @throws ProblemError `not-found` where the account never worked in a community of the asker, as if unknown */
export async function takeIn(deps: IntakeDeps, session: Session, file: UnsentRequest): Promise<UnsentReply> {
  const { district } = session;
  const account = file.account.id;
  if (!(await workedHere(deps, session, account)))
    throw new ProblemError('not-found', 'the file is of nobody who works, or worked, in your community');
  const now = deps.now();
  const device = makeId('device', uuidv7(now, randomBytes(10)));
  // Before the records: none of them is ever here without a word on how it came.
  await deps
    .poolFor(district)
    .query(
      'insert into unsent_intake (district, device, account, file_device, taken_by, at) values ($1, $2, $3, $4, $5, $6)',
      [district, device, account, file.device, session.account, new Date(now)],
    );
  const photos: UnsentReply['photos'] = [];
  for (const { sha256, base64 } of file.photos)
    photos.push({ sha256, state: await receive(deps, district, account, sha256, base64) });
  const reply = await deps.push(district, account, {
    protocol: protocolVersion,
    epoch: null,
    device,
    mutations: file.records.map((record, i) => ({ ...record, seq: i + 1 })),
  });
  await deps.settle(
    district,
    account,
    photos.map(({ sha256 }) => sha256),
  );
  return {
    results: reply.results.map((result) => ({
      id: result.id,
      outcome: result.outcome,
      repeated: result.repeated === true,
      receipt: result.outcome === 'applied' ? result.receipt : null,
      refusal: result.outcome === 'refused' ? result.refusal : null,
    })),
    photos,
  };
}

async function receive(
  deps: IntakeDeps,
  district: string,
  account: AccountId,
  sha256: string,
  base64: string,
): Promise<'here' | 'refused'> {
  try {
    const hash = await deps.receive(district, account, sha256, Buffer.from(base64, 'base64'));
    return hash === sha256 ? 'here' : 'refused';
  } catch (fault) {
    if (fault instanceof ProblemError && fault.problem.status < 500) return 'refused';
    throw fault;
  }
}

/** Holds or has held a grid of a community in which the asker sits now, or has sat at its desk herself. */
async function workedHere({ poolFor, now }: ServerDeps, session: Session, account: AccountId): Promise<boolean> {
  const communities = grantsAt(session.grants, isoOf(now()))
    .filter(({ role }) => role === 'community')
    .map(({ area }) => area);
  const found = await poolFor(session.district).query(
    `select 1 from grant_ where district = $1 and account = $2 and role in ('worker', 'community')
        and left(area, 12) = any($3) and from_at <= $4 limit 1`,
    [session.district, account, communities, new Date(now())],
  );
  return found.rows.length > 0;
}
