/** A server of one's own with the smallest town that phones can work in, put in beside it as an import would. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uuidv7, makeId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { Role } from '../../../core/org/role.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { connectDatabase, type Connection } from '../../../server/db/connect.ts';
import { addAccount } from '../../../server/modules/session/accounts.ts';
import { hashPassword } from '../../../server/modules/session/password.ts';
import { loadRows } from '../../../server/modules/sync/load.ts';
import { PgStore } from '../../../server/modules/sync/pg-store.ts';

export const townDistrict = '990106';
export const townPassword = 'long enough';
export const gridOf = (n: number): string => `9901060010010${String(n).padStart(2, '0')}`;
/** Each has a grid of her own; 1 is the first. */
export const workerOf = (n: number): string => `wangge${n}`;

export const embeddedConnection = (dataDir: string): Connection =>
  JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as Connection;

/** Workers with a grid each, and a clerk `shequ` of their community. */
export async function makeTown(connection: Connection, workers: number): Promise<void> {
  const database = connectDatabase('embedded', connection, () => undefined);
  try {
    await database.reference.query('insert into district (code, name) values ($1, $1)', [townDistrict]);
    const rows: KindRow[] = [];
    const passwordHash = await hashPassword(townPassword);
    const account = (n: number, username: string, role: Role, area: string): Promise<boolean> =>
      addAccount(
        database,
        {
          id: makeId('account', uuidv7(n, new Uint8Array(10).fill(n))),
          district: townDistrict,
          username,
          name: username,
          passwordHash,
          grants: [{ role, area, from: isoOf(0), to: null }],
        },
        0,
      );
    for (let n = 1; n <= workers; n += 1) {
      const id = gridOf(n);
      rows.push({ kind: 'grid', row: { id, rev: 1, name: `网格 ${n}`, community: id.slice(0, 12), boundary: [] } });
      await account(n, workerOf(n), 'worker', id);
    }
    await account(workers + 1, 'shequ', 'community', gridOf(1).slice(0, 12));
    await loadRows(new PgStore(database.poolFor), townDistrict, { rows, audit: [] });
  } finally {
    await database.close();
  }
}
