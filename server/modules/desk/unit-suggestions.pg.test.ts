import { afterAll, beforeAll, expect, it } from 'vitest';
import { testGrid, testNow } from '../../../core/testing/builders.ts';
import { leadUnit, people, played, units, whistleAt } from '../../../core/testing/loop.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { loadRows } from '../sync/load.ts';
import { PgStore } from '../sync/pg-store.ts';

const district = testGrid.slice(0, 6);
const id = (n: number): WhistleRow['id'] => `wh_01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const closed = (n: number, set: Partial<WhistleRow>): WhistleRow => ({
  ...played(whistleAt('evaluating'), 'evaluate', people.community),
  id: id(n),
  raisedAt: testNow,
  category: '0103',
  ...set,
});

const rows: KindRow[] = [
  { kind: 'whistle', row: { ...whistleAt('street', { loop: null }), id: id(1), category: '0103' } },
  { kind: 'whistle', row: closed(2, {}) },
  // Too long ago, and of another kind.
  { kind: 'whistle', row: closed(3, { raisedAt: '2020-01-01T00:00:00.000Z' }) },
  { kind: 'whistle', row: closed(4, { category: '0301' }) },
  ...units.map((row): KindRow => ({ kind: 'unit', row: { ...row, code: row.id === leadUnit ? 'SZ' : null } })),
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    now: () => Date.parse(testNow),
    accounts: [
      { username: 'jiedao', district, grants: [{ role: 'street', area: testGrid.slice(0, 9) }] },
      { username: 'jiedao2', district, grants: [{ role: 'street', area: `${district}999` }] },
      { username: 'bumen', district, grants: [{ role: 'unit', area: leadUnit }] },
    ],
  });
  await loadRows(new PgStore(server.fresh.database.poolFor), district, { rows, audit: [] });
});
afterAll(() => server.close());

const asked = async (username: string) => (await server.as(username))(`/api/desk/whistles/${id(1)}/units`);

it('tells a desk who led such matters, with both numbers, and nobody else', async () => {
  const reply = await asked('jiedao');
  expect(await reply.json()).toEqual({ units: [{ unit: leadUnit, duty: null, led: 1, good: 1 }] });
  expect((await asked('jiedao2')).status).toBe(404);
  expect((await asked('bumen')).status).toBe(403);
});
