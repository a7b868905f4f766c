import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldSearched } from '../../../core/lib/bigrams.ts';
import { testNow } from '../../../core/testing/builders.ts';
import { waitingTown } from '../../../core/testing/waiting-town.ts';
import { isoOf, msOf } from '../../../core/lib/time.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { loadRows } from '../sync/load.ts';
import { PgStore } from '../sync/pg-store.ts';
import { windowsOf } from './found.ts';

const district = '990106';
let at = 0;
const pick = (below: number): number => ((at += 1) * 7_919) % below;
const area = (id: string, name: string): KindRow => ({
  kind: 'area',
  row: { id, rev: 1, level: id.length === 9 ? 'street' : 'community', parent: id.slice(0, -3), name },
});

describe('a search in the whole list', () => {
  let server: TestServer;
  // Thirteen months, some of them in another grid; every text of a time of its own.
  const town = waitingTown(300, pick).map((row, n): WhistleRow => ({
    ...row,
    raisedAt: isoOf(msOf(testNow) - (n * 31 + 7) * 3_600_000),
  }));
  beforeAll(async () => {
    server = await startTestServer({
      now: () => msOf(testNow),
      accounts: [
        { username: 'qu', district, grants: [{ role: 'district', area: district }] },
        { username: 'jiedao', district, grants: [{ role: 'street', area: '990106001' }] },
        {
          username: 'both',
          district,
          grants: [
            { role: 'street', area: '990106002' },
            { role: 'leader', area: '990106001002' },
          ],
        },
        { username: 'shi', district: '990100', grants: [{ role: 'city', area: '990100' }] },
      ],
    });
    const rows: KindRow[] = [area('990106001', '望江街道'), area('990106001002', '桂花社区')];
    await loadRows(new PgStore(server.fresh.database.poolFor), district, {
      rows: [...rows, ...town.map((row): KindRow => ({ kind: 'whistle', row }))],
      audit: [],
    });
  });
  afterAll(() => server.close());

  async function pages(username: string, query: Record<string, string>, limit: number): Promise<string[]> {
    const ask = await server.as(username);
    const all: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const search = new URLSearchParams({ ...query, limit: `${limit}`, ...(after && { after }) });
      const reply = await ask(`/api/desk/whistles?${search.toString()}`);
      expect(reply.status).toBe(200);
      const page = (await reply.json()) as { whistles: { id: string }[]; next: string | null };
      all.push(...page.whistles.map(({ id }) => id));
      after = page.next;
    }
    return all;
  }
  const expected = (isWanted: (row: WhistleRow) => boolean): string[] =>
    town
      .filter(isWanted)
      .toSorted((a, b) => (`${a.raisedAt} ${a.id}` < `${b.raisedAt} ${b.id}` ? 1 : -1))
      .map(({ id }) => id);
  const says = ({ text }: WhistleRow, ...words: string[]): boolean =>
    words.some((word) => foldSearched(text ?? '').includes(word));

  it('finds what a look at every whistle finds, newest first, each once over all pages', async () => {
    for (const limit of [4, 100]) {
      expect(await pages('qu', { q: '电梯' }, limit)).toEqual(expected((row) => says(row, '电梯', '電梯')));
      expect(await pages('shi', { q: '電梯' }, limit)).toEqual(expected((row) => says(row, '电梯', '電梯')));
      expect(await pages('jiedao', { q: '路灯' }, limit)).toEqual(
        expected((row) => row.grid.startsWith('990106001') && says(row, '路灯')),
      );
      expect(await pages('both', { q: '井 盖 松' }, limit)).toEqual(
        expected(
          ({ grid, ...row }) =>
            (grid.startsWith('990106002') || grid.startsWith('990106001002')) && says(row as WhistleRow, '井盖松'),
        ),
      );
    }
    expect(await pages('qu', { q: '盖井' }, 50)).toEqual([]);
  });

  it('goes with stage, category and area', async () => {
    expect(await pages('qu', { q: '垃圾', stage: 'working' }, 3)).toEqual(
      expected((row) => row.stage === 'working' && says(row, '垃圾')),
    );
    expect(await pages('qu', { category: '0104' }, 9)).toEqual(expected((row) => row.category === '0104'));
    expect(await pages('qu', { category: '0104', area: '990106001002', q: '没有人' }, 9)).toEqual(
      expected((row) => row.category === '0104' && row.grid.startsWith('990106001002') && says(row, '没有人')),
    );
    expect(await pages('qu', { q: '路灯', area: '990106002001001' }, 9)).toEqual(
      expected((row) => row.grid === '990106002001001' && says(row, '路灯')),
    );
  });

  it('finds a community by name, pinyin and initials', async () => {
    const mine = expected(({ grid }) => grid.startsWith('990106001002'));
    for (const q of ['桂花', '桂花社区', 'guihua', 'ghsq']) expect(await pages('qu', { q }, 50)).toEqual(mine);
    expect(await pages('both', { q: 'ghsq' }, 50)).toEqual(mine);
  });

  it('reads two areas of one person as one list, and none of others', async () => {
    expect(await pages('both', {}, 7)).toEqual(
      expected(({ grid }) => grid.startsWith('990106002') || grid.startsWith('990106001002')),
    );
    const ask = await server.as('jiedao');
    expect((await ask(`/api/desk/whistles?q=${encodeURIComponent('路灯')}&area=990106002`)).status).toBe(403);
    expect((await ask(`/api/desk/whistles?q=${encodeURIComponent('灯')}`)).status).toBe(400);
  });

  it('goes back through the months in steps that grow', () => {
    expect(windowsOf('2025-12', '2026-11')).toEqual([
      ['2026-11'],
      ['2026-10'],
      ['2026-09', '2026-08'],
      ['2026-07', '2026-06', '2026-05', '2026-04'],
      ['2026-03', '2026-02', '2026-01', '2025-12'],
    ]);
    expect(windowsOf('2026-11', '2026-11')).toEqual([['2026-11']]);
    expect(windowsOf('2026-12', '2026-11')).toEqual([]);
  });
});
