/** Links as they are kept: made by staff, found by whoever holds one. */
import { randomBytes } from 'node:crypto';
import { uuidv7, type AccountId, type WhistleId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { ServerDeps } from '../../deps.ts';
import { ProblemError } from '../../problems.ts';
import { ballotCodeOf, districtOfLink, hashOfSecret, newBallotCode, newLinkToken } from './link-secrets.ts';

export type LinkKind = 'follow' | 'ballot';

export interface Link {
  district: string;
  /** A UUIDv7: speaks for whoever holds the link, and names nobody. */
  voice: string;
  whistle: WhistleId;
  kind: LinkKind;
}

/** What is shown to staff once, and kept nowhere. */
export interface MadeLink {
  token: string;
  /** A ballot's; null of a link that follows. */
  code: string | null;
}

/** Of one whistle: enough for a stairwell, too few for a script. */
const most: Record<LinkKind, number> = { follow: 50, ballot: 500 };

type Deps = Pick<ServerDeps, 'poolFor' | 'database' | 'now'>;

/** @throws ProblemError `too-many` */
export async function makeLinks(
  { poolFor, now }: Deps,
  { district, by, whistle, kind }: { district: string; by: AccountId; whistle: WhistleId; kind: LinkKind },
  wanted: number,
): Promise<MadeLink[]> {
  const pool = poolFor(district);
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from whistle_link where district = $1 and whistle = $2 and kind = $3',
    [district, whistle, kind],
  );
  if ((rows[0]?.count ?? 0) + wanted > most[kind])
    throw new ProblemError('too-many', `at most ${most[kind]} of these links for one whistle`);
  const made = Array.from({ length: wanted }, (): MadeLink => ({
    token: newLinkToken(district),
    code: kind === 'ballot' ? newBallotCode() : null,
  }));
  const columns = made.map(({ token, code }) => ({
    token: hashOfSecret(token),
    code: code === null ? null : hashOfSecret(code),
    voice: uuidv7(now(), randomBytes(10)),
  }));
  await pool.query(
    `insert into whistle_link (district, token_hash, code_hash, voice, whistle, kind, by_account, created_at)
     select $1, l.token, l.code, l.voice, $2, $3, $4, $5
       from unnest($6::text[], $7::text[], $8::text[]) as l (token, code, voice)`,
    [
      district,
      whistle,
      kind,
      by,
      isoOf(now()),
      columns.map(({ token }) => token),
      columns.map(({ code }) => code),
      columns.map(({ voice }) => voice),
    ],
  );
  return made;
}

const columns = 'voice, whistle, kind';

/** By its token; null: there is none. */
export async function linkByToken({ poolFor, database }: Deps, kind: LinkKind, token: string): Promise<Link | null> {
  const district = districtOfLink(token);
  if (district === null || !(await districtsOf(database)).includes(district)) return null;
  const { rows } = await poolFor(district).query<Omit<Link, 'district'>>(
    `select ${columns} from whistle_link where district = $1 and token_hash = $2 and kind = $3`,
    [district, hashOfSecret(token), kind],
  );
  return rows[0] ? { ...rows[0], district } : null;
}

/** By a ballot's short code, in whichever district it is; null: there is none. */
export async function linkByCode({ poolFor, database }: Deps, typed: string): Promise<Link | null> {
  const code = ballotCodeOf(typed);
  if (code === null) return null;
  for (const district of await districtsOf(database)) {
    const { rows } = await poolFor(district).query<Omit<Link, 'district'>>(
      `select ${columns} from whistle_link where district = $1 and code_hash = $2 and kind = 'ballot'`,
      [district, hashOfSecret(code)],
    );
    if (rows[0]) return { ...rows[0], district };
  }
  return null;
}

async function districtsOf(database: ServerDeps['database']): Promise<string[]> {
  const { rows } = await database.reference.query<{ code: string }>('select code from district order by code');
  return rows.map(({ code }) => code);
}
