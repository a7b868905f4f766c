import { expect, it } from 'vitest';
import { testNow, testUuid, wang, whistle, whistleId } from '../../../core/testing/builders.ts';
import { entryHash } from './audit-chain.ts';
import { loadRows } from './load.ts';
import type { AuditEntry } from './store.ts';
import { storeContract } from './testing/contract.ts';
import { pgWorlds } from './testing/pg-world.ts';
import { district } from './testing/world.ts';

const worlds = pgWorlds();
storeContract('PostgreSQL', worlds);

it('ties each audit entry to the one before it, over transactions', async () => {
  const { store, pool } = await worlds();
  const entries = [1, 2, 3].map((rev): AuditEntry => ({
    aggregate: { kind: 'whistle', id: whistleId(1) },
    rev,
    mutation: testUuid(rev),
    type: 'whistle.comment',
    payload: { z: 1, a: '\u0000' },
    by: wang.account,
    device: null,
    phoneAt: testNow,
    clockErrorMs: rev === 2 ? -3_600_000 : null,
    at: testNow,
  }));
  await loadRows(store, district, { rows: [{ kind: 'whistle', row: whistle(1) }], audit: entries.slice(0, 2) });
  await loadRows(store, district, { rows: [], audit: entries.slice(2) });
  const { rows } = await pool.query<{ hash: string; payload: string }>(
    'select hash, payload from audit where district = $1 order by n',
    [district],
  );
  const expected = entries.reduce<string[]>(
    (hashes, entry, i) => [...hashes, entryHash(hashes.at(-1) ?? '', i + 1, entry)],
    [],
  );
  expect(rows.map(({ hash }) => hash)).toEqual(expected);
  expect(rows[0]?.payload).toBe(String.raw`{"a":"\u0000","z":1}`);
});
