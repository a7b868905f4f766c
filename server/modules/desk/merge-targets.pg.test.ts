import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testGrid } from '../../../core/testing/builders.ts';
import { people, played, whistleAt } from '../../../core/testing/loop.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { loadRows } from '../sync/load.ts';
import { PgStore } from '../sync/pg-store.ts';

const district = testGrid.slice(0, 6);
const street = testGrid.slice(0, 9);
const id = (n: number): WhistleRow['id'] => `wh_01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const place = (lng: number) => ({ lng, lat: 31.7, accuracy: 5, method: 'gps' as const });
const at = (n: number, set: Partial<WhistleRow>): WhistleRow => ({
  ...whistleAt('street', { loop: null }),
  id: id(n),
  category: '0103',
  raisedAt: `2026-11-18T0${n % 10}:00:00.000Z`,
  ...set,
});

const rows: readonly WhistleRow[] = [
  at(1, { place: place(118.5), text: '路灯不亮' }),
  at(2, { text: '路灯 100%_坏', category: '0103' }),
  at(3, { place: place(118.5001), text: '灯不亮' }),
  at(4, { category: '0301', text: '垃圾未清' }),
  at(5, { stage: 'closed', text: '路灯旧的' }),
  at(6, { grid: `${district}777001001`, text: '别的街道的路灯' }),
  at(7, { grid: `${street}777001`, text: '别的社区的路灯' }),
  {
    ...played(whistleAt('community', { loop: null, emergency: true, urgency: 'U1' }), 'sound'),
    id: id(8),
    text: '燃气味',
  },
];

describe('GET /api/desk/whistles/:whistle/targets', () => {
  let server: TestServer;
  let store: PgStore;
  beforeAll(async () => {
    const of = (username: string, role: 'street' | 'district' | 'unit' | 'community', area: string) => ({
      username,
      district,
      grants: [{ role, area }],
    });
    server = await startTestServer({
      accounts: [
        of('jiedao', 'street', street),
        of('qu', 'district', district),
        of('bumen', 'unit', 'un_01900000-0000-7000-8000-000000000099'),
        of('shequ', 'community', testGrid.slice(0, 12)),
      ],
    });
    store = new PgStore(server.fresh.database.poolFor);
    await loadRows(store, district, { rows: rows.map((row) => ({ kind: 'whistle', row })), audit: [] });
  });
  afterAll(() => server.close());

  const targets = async (username: string, n: number, q = '') => {
    const reply = await (await server.as(username))(`/api/desk/whistles/${id(n)}/targets?q=${encodeURIComponent(q)}`);
    if (reply.status !== 200) return reply.status;
    const { targets: found } = (await reply.json()) as { targets: { id: string; metres: number | null }[] };
    return found.map((one) => [Number(one.id.slice(-2)), one.metres]);
  };

  it('offers open ones of the own area: the near one first, then the same category, the newest in front', async () => {
    expect(await targets('jiedao', 1)).toEqual([
      [3, 9],
      [7, null],
      [8, null],
      [2, null],
      [4, null],
    ]);
    expect(await targets('qu', 1)).toContainEqual([6, null]);
  });

  it('finds by words, which are no pattern', async () => {
    expect(await targets('jiedao', 1, '垃圾')).toEqual([[4, null]]);
    expect(await targets('jiedao', 1, '100%_')).toEqual([[2, null]]);
    expect(await targets('jiedao', 1, '%')).toEqual([[2, null]]);
  });

  it('tells nothing of a whistle elsewhere, and is for desks that merge from a list', async () => {
    expect(await targets('jiedao', 6)).toBe(404);
    expect(await targets('jiedao', 99)).toBe(404);
    for (const username of ['bumen', 'shequ']) expect(await targets(username, 1)).toBe(403);
    expect(await targets('jiedao', 1, '长'.repeat(41))).toBe(400);
  });

  it('keeps an emergency with the street until its papers are filed', async () => {
    const waiting = async (): Promise<string[]> => {
      const reply = await (await server.as('jiedao'))('/api/desk/waiting');
      return ((await reply.json()) as { whistles: WhistleRow[] }).whistles.map((row) => row.id);
    };
    expect(await waiting()).toContain(id(8));
    const sounded = rows.find((row) => row.id === id(8));
    if (!sounded) throw new Error('no emergency');
    const row = played(sounded, 'filePapers', people.street);
    await store.write(district, async (tx) => {
      await tx.lockRows([{ kind: 'whistle', id: row.id }]);
      await tx.save({ devices: [], results: [], rows: [{ kind: 'whistle', row }], audit: [], feed: [] });
    });
    expect(await waiting()).not.toContain(id(8));
  });

  it('has the catalogue for forms, by names alone', async () => {
    await server.fresh.database.reference.query(
      `insert into category (district, id, rev, "row") values ($1, '0103', 1, $2)`,
      [district, { id: '0103', zh: '路灯', en: 'Street lamp', leadZh: '市政' }],
    );
    const reply = await (await server.as('jiedao'))('/api/desk/categories');
    expect(await reply.json()).toEqual({ categories: [{ id: '0103', zh: '路灯', en: 'Street lamp' }] });
  });
});
