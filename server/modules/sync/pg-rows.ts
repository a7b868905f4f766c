import type { Iso } from '../../../core/lib/time.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { Author, Grant, Role } from '../../../core/org/role.ts';
import {
  lineParents,
  rowKinds,
  type KindRow,
  type LineRef,
  type RowKind,
  type RowRef,
} from '../../../core/protocol/rows.ts';
import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Query } from './pg-session.ts';
import type { DeviceState } from './store.ts';

/** Reads that a push and a pull share. `district = $1` in every statement and for every table. */

export const isoAt = (date: Date): Iso => isoOf(date.getTime());

export async function epochNow(query: Query): Promise<string> {
  const [row] = await query<{ value: string }>(`select value from meta where key = 'epoch'`, []);
  if (!row) throw new Error('the database has no epoch: it was not migrated');
  return row.value;
}

interface DeviceRecord {
  id: DeviceId;
  account: AccountId;
  last_seq: string;
  clock_error_ms: string | null;
  seen_at: Date;
}

export const deviceColumns = 'id, account, last_seq, clock_error_ms, seen_at';

export async function readDevices(query: Query, sql: string, values: readonly unknown[]): Promise<DeviceState[]> {
  const found = await query<DeviceRecord>(sql, values);
  return found.map((row) => ({
    id: row.id,
    account: row.account,
    lastSeq: Number(row.last_seq),
    clockErrorMs: row.clock_error_ms === null ? null : Number(row.clock_error_ms),
    seenAt: isoAt(row.seen_at),
    isKnown: true,
  }));
}

export async function readAuthors(
  query: Query,
  district: string,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, Author>> {
  const found = await query<{
    id: AccountId;
    name: string;
    role: Role | null;
    area: string;
    from_at: Date;
    to_at: Date | null;
  }>(
    `select a.id, a.name, g.role, g.area, g.from_at, g.to_at
       from account a left join grant_ g on g.district = $1 and g.account = a.id
      where a.district = $1 and a.id = any($2::text[])
      order by a.id, g.from_at, g.area, g.role`,
    [district, accounts],
  );
  const authors = new Map<AccountId, Author & { grants: Grant[] }>();
  for (const row of found) {
    const author = authors.get(row.id) ?? { account: row.id, name: row.name, grants: [] };
    authors.set(row.id, author);
    if (row.role === null) continue;
    const { role, area, from_at, to_at } = row;
    author.grants.push({ role, area, from: isoAt(from_at), to: to_at && isoAt(to_at) });
  }
  return authors;
}

/** The rows of some refs by kind, then id: the order in which they are locked. */
export async function readRows(
  query: Query,
  district: string,
  refs: readonly RowRef[],
  lockOf: (kind: RowKind) => 'for update' | '',
  lines: readonly LineRef[] = [],
): Promise<KindRow[]> {
  const rows: KindRow[] = [];
  for (const kind of rowKinds) {
    const ids = refs.filter((ref) => ref.kind === kind).map(({ id }) => id);
    const parents = lines.filter((line) => line.kind === kind).map(({ of }) => of);
    if (ids.length + parents.length === 0) continue;
    const found =
      parents.length === 0
        ? await query<{ row: KindRow['row'] }>(
            `select "row" from ${kind} where district = $1 and id = any($2::text[]) order by id ${lockOf(kind)}`,
            [district, ids],
          )
        : await query<{ row: KindRow['row'] }>(
            `select "row" from ${kind}
              where district = $1 and (id = any($2::text[]) or ${parentColumn(kind)} = any($3::text[]))
              order by id ${lockOf(kind)}`,
            [district, ids, parents],
          );
    // A kind's table holds rows of that kind.
    for (const { row } of found) rows.push({ kind, row } as KindRow);
  }
  return rows;
}

/** The column of a line's parent carries the name of its member. */
function parentColumn(kind: RowKind): string {
  if (!(kind in lineParents)) throw new Error(`${kind} hangs on nothing`);
  return lineParents[kind as keyof typeof lineParents];
}
