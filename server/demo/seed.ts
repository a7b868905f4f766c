/**
 * Seeding, all or nothing: one transaction holds the district, its accounts, rows, audit and feeds. A kill in the
 * middle leaves a database without a district, which the next start seeds from the beginning. Pictures go to their
 * folder before; they are named by their content, so made again they overwrite themselves.
 */
import { isoOf, type Iso } from '../../core/lib/time.ts';
import { whistleIn, type KindRow } from '../../core/protocol/rows.ts';
import { scopesHolding } from '../../core/protocol/holding.ts';
import type { Database } from '../db/database.ts';
import { hashPassword } from '../modules/session/password.ts';
import { inTransaction, type Query } from '../modules/sync/pg-session.ts';
import { PgWriteTx } from '../modules/sync/pg-write.ts';
import { demoAccountList, demoPassword, makeAccounts, type DemoAccount } from './accounts.ts';
import { makeDemo, type Demo } from './demo.ts';
import { demoNotices, type DemoNotice } from './notices.ts';
import { makePictures } from './pictures.ts';
import { areas, districtCode } from './town-plan.ts';

/** The integer from which the whole town is made. */
const demoSeed = 20261;

export interface SeedTarget {
  database: Database;
  dataDir: string;
  now: number;
}

/** The list for the start page: names and areas do not depend on the day. */
export const demoAccounts = () => demoAccountList(makeAccounts(demoSeed, isoOf(0)));

export async function seedDemo({ database, dataDir, now }: SeedTarget): Promise<void> {
  const moment = isoOf(now);
  const [demo, passwordHash] = await Promise.all([
    makeDemo(demoSeed, moment, makePictures(demoSeed, dataDir)),
    hashPassword(demoPassword),
  ]);
  await inTransaction(database.poolFor(districtCode), 'begin', async (query) => {
    await query('insert into district (code, name) values ($1, $2)', [
      districtCode,
      areas.find(({ id }) => id === districtCode)?.name,
    ]);
    await saveAccounts(query, demo.accounts, passwordHash, moment);
    const tx = new PgWriteTx(query, districtCode);
    const whistles = new Map(demo.rows.filter(({ kind }) => kind === 'whistle').map((entry) => [entry.row.id, entry]));
    const whistleOf = (entry: KindRow) => whistleIn(entry, (id) => whistles.get(id));
    for (const part of partsOf(demo)) {
      const feed = part.rows.flatMap((entry) =>
        scopesHolding(districtCode, entry, whistleOf(entry)).map((scope) => ({
          scope,
          kind: entry.kind,
          id: entry.row.id,
          op: 'put' as const,
        })),
      );
      await tx.save({ devices: [], results: [], ...part, feed });
    }
    await saveMedia(query, demo.rows);
    await saveNotices(query, demoNotices(demo, moment));
  });
}

const gridOf = ({ kind, row }: KindRow): string => {
  if (kind === 'area' || kind === 'category' || kind === 'settings' || kind === 'unit') return 'tenant';
  return kind === 'grid' ? row.id : row.grid;
};

/** A statement's worth each: what belongs to the district, then grid by grid. */
function partsOf({ rows, audit }: Demo): Pick<Demo, 'rows' | 'audit'>[] {
  const places = new Map(rows.map((entry) => [`${entry.kind} ${entry.row.id}`, gridOf(entry)]));
  const audits = Map.groupBy(audit, ({ aggregate }) => places.get(`${aggregate.kind} ${aggregate.id}`) ?? 'tenant');
  return [...Map.groupBy(rows, gridOf)].map(([place, own]) => ({ rows: own, audit: audits.get(place) ?? [] }));
}

async function saveAccounts(
  query: Query,
  accounts: readonly DemoAccount[],
  passwordHash: string,
  at: Iso,
): Promise<void> {
  const values = [districtCode, JSON.stringify(accounts)];
  await query(
    `insert into login (username, district, account)
     select r.username, $1, r.id from jsonb_to_recordset($2::jsonb) as r(username text, id text)`,
    values,
  );
  await query(
    `insert into account (district, id, username, name, password_hash, created_at)
     select $1, r.id, r.username, r.name, $3, $4::timestamptz
       from jsonb_to_recordset($2::jsonb) as r(id text, username text, name text)`,
    [...values, passwordHash, at],
  );
  await query(
    `insert into grant_ (district, account, role, area, from_at)
     select $1, r.id, r.role, r.area, r.since
       from jsonb_to_recordset($2::jsonb) as r(id text, role text, area text, since timestamptz)`,
    values,
  );
}

/** Each reporter sent the bytes of the photos that the whistle names. */
async function saveMedia(query: Query, rows: readonly KindRow[]): Promise<void> {
  const claims = new Map<string, object>();
  for (const entry of rows)
    if (entry.kind === 'whistle')
      for (const sha256 of entry.row.photos) {
        const claim = { account: entry.row.raisedBy, sha256, at: entry.row.raisedAt };
        claims.set(`${claim.account} ${sha256}`, claims.get(`${claim.account} ${sha256}`) ?? claim);
      }
  const photo = rows.find((entry) => entry.kind === 'photo')?.row;
  await query(
    `insert into media (district, account, sha256, state, type, width, height, at)
     select $1, r.account, r.sha256, 'here', 'image/jpeg', $3, $4, r.at
       from jsonb_to_recordset($2::jsonb) as r(account text, sha256 text, at timestamptz)`,
    [districtCode, JSON.stringify([...claims.values()]), photo?.width ?? null, photo?.height ?? null],
  );
}

async function saveNotices(query: Query, notices: readonly DemoNotice[]): Promise<void> {
  await query(
    `insert into notice (district, id, account, kind, whistle, payload, at, seen_at)
     select $1, r.id, r.account, r.kind, r.whistle, r.payload, r.at, r."seenAt"
       from jsonb_to_recordset($2::jsonb) as r(id text, account text, kind text, whistle text, payload jsonb,
         at timestamptz, "seenAt" timestamptz)`,
    [districtCode, JSON.stringify(notices)],
  );
}
