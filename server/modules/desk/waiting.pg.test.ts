import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../../core/calendar/workdays.ts';
import { startClock } from '../../../core/whistle/clock.ts';
import { testGrid } from '../../../core/testing/builders.ts';
import { askedUnit, cooperatorUnit, leadUnit, play, whistleAt, people, samples } from '../../../core/testing/loop.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { loadRows } from '../sync/load.ts';
import { PgStore } from '../sync/pg-store.ts';
import type { OpenedWhistle } from './waiting.ts';

const district = testGrid.slice(0, 6);
const of = (username: string, role: 'street' | 'district' | 'unit' | 'community', area: string) => ({
  username,
  district,
  grants: [{ role, area }],
});

/** One at the street, one of which units are asked, one dispatched: each its own row in the database. */
function rowsAt(): WhistleRow[] {
  const idOf = (n: number): WhistleRow['id'] => `wh_01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const objected = play(whistleAt('consulting'), 'opine', people.asked, {
    ...samples.opine,
    opinion: 'object',
    grounds: '不在职责内',
  });
  if (!objected.ok) throw new Error(objected.refusal.detail);
  const missed = startClock('answer', { minutes: 15 }, '2025-11-18T02:00:00.000Z', shippedCalendar);
  const pressed = { ...missed, pressed: [{ at: missed.dueAt, dueAt: missed.dueAt }] };
  return [
    { ...whistleAt('street', { loop: null }), id: idOf(1) },
    { ...whistleAt('consulting'), id: idOf(2) },
    { ...whistleAt('dispatched'), id: idOf(3) },
    { ...objected.value.whistle, id: idOf(4) },
    // Time has pressed by now.
    { ...whistleAt('community', { loop: null, clocks: [pressed] }), id: idOf(5), emergency: true },
    { ...whistleAt('community', { loop: null, clocks: [missed] }), id: idOf(6) },
  ];
}

describe('what waits at a desk', () => {
  let server: TestServer;
  const rows = rowsAt();
  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        of('jiedao', 'street', testGrid.slice(0, 9)),
        of('jiedao2', 'street', `${district}999`),
        of('qu', 'district', district),
        of('asked', 'unit', askedUnit),
        of('lead', 'unit', leadUnit),
        of('helper', 'unit', cooperatorUnit),
        of('other', 'unit', 'un_01900000-0000-7000-8000-000000000099'),
        of('shequ', 'community', testGrid.slice(0, 12)),
      ],
    });
    const store = new PgStore(server.fresh.database.poolFor);
    await loadRows(store, district, { rows: rows.map((row) => ({ kind: 'whistle', row })), audit: [] });
  });
  afterAll(() => server.close());

  const waiting = async (username: string): Promise<string[]> => {
    const ask = await server.as(username);
    const reply = await ask('/api/desk/waiting');
    expect(reply.status).toBe(200);
    const { whistles } = (await reply.json()) as { whistles: WhistleRow[] };
    return whistles.map(({ id }) => id.slice(-1)).toSorted();
  };
  const open = async (username: string, id: string) => {
    const ask = await server.as(username);
    return ask(`/api/desk/whistles/${id}`);
  };

  it('is of the own area and of the own turn', async () => {
    // An emergency that the community did not answer in time rings street and dispatcher.
    expect(await waiting('jiedao')).toEqual(['1', '5']);
    expect(await waiting('jiedao2')).toEqual([]);
    expect(await waiting('qu')).toEqual(['2', '4', '5']);
    expect(await waiting('asked')).toEqual(['2']);
    expect(await waiting('lead')).toEqual(['3']);
    expect(await waiting('other')).toEqual([]);
  });

  it('is unknown to whoever has no part in it', async () => {
    expect((await open('other', rows[2]?.id ?? '')).status).toBe(404);
    expect((await open('jiedao2', rows[0]?.id ?? '')).status).toBe(404);
    expect((await open('shequ', rows[0]?.id ?? '')).status).toBe(403);
    // Asked, and not chosen: what became of it is not the unit's to see.
    expect((await open('asked', rows[1]?.id ?? '')).status).toBe(200);
    expect((await open('asked', rows[2]?.id ?? '')).status).toBe(404);
  });

  it('tells a unit of its own order and view alone', async () => {
    const reply = (await (await open('lead', rows[3]?.id ?? '')).json()) as OpenedWhistle;
    expect(reply.whistle.loop?.consults).toEqual([]);
    expect(reply.whistle.supporters).toEqual([]);
    const own = (await (await open('asked', rows[3]?.id ?? '')).json()) as OpenedWhistle;
    expect(own.whistle.loop?.consults).toHaveLength(1);
  });

  it('lists for a unit neither the views of others nor who met with it too', async () => {
    const listed = async (username: string) => {
      const reply = (await (await (await server.as(username))('/api/desk/waiting')).json()) as {
        whistles: WhistleRow[];
      };
      return reply.whistles;
    };
    const [dispatched] = await listed('helper');
    expect(dispatched?.loop?.consults).toEqual([]);
    expect(dispatched?.supporters).toEqual([]);
    expect(JSON.stringify(await listed('lead'))).not.toContain('不在职责内');
    expect(JSON.stringify(await listed('qu'))).toContain('不在职责内');
  });

  it('says what the caller may do now', async () => {
    const actionsOf = async (username: string, n: number) =>
      ((await (await open(username, rows[n]?.id ?? '')).json()) as OpenedWhistle).actions;
    expect(await actionsOf('jiedao', 0)).toEqual(
      expect.arrayContaining(['escalate', 'settle', 'sendBack', 'callStation']),
    );
    expect(await actionsOf('qu', 1)).toEqual(expect.arrayContaining(['dispatch', 'ask', 'sendBack']));
    expect(await actionsOf('lead', 2)).toEqual(expect.arrayContaining(['sign', 'reportIn', 'handBack']));
    expect(await actionsOf('lead', 2)).not.toContain('dispatch');
  });
});
