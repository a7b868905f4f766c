import fc from 'fast-check';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigramsOf } from '../../../core/lib/bigrams.ts';
import { isoOf, msOf } from '../../../core/lib/time.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { testGrid, testNow } from '../../../core/testing/builders.ts';
import { isWaitingFor, townHolders, waitingTown } from '../../../core/testing/waiting-town.ts';
import { clockFace, nextClock } from '../../../core/whistle/clock.ts';
import { dueOf } from '../../../core/whistle/waiting.ts';
import type { WhistleRow } from '../../../core/whistle/whistle.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { loadRows } from '../sync/load.ts';
import { PgStore } from '../sync/pg-store.ts';

const district = testGrid.slice(0, 6);
const now = isoOf(msOf(testNow) + 40 * 3_600_000);
const numbers = fc.sample(fc.nat(10_000), { numRuns: 40_000, seed: 7 });
let at = 0;
const pick = (below: number): number => (numbers[(at += 1) % numbers.length] ?? 0) % below;

const category: KindRow = {
  kind: 'category',
  row: {
    id: '0104',
    rev: 1,
    classZh: '',
    classEn: '',
    zh: '电梯故障困人',
    en: 'Lift fault',
    lead: 'zjw',
    leadZh: '住建',
    helping: [],
    urgency: 'U2',
    limitNote: '',
  },
};

const byDue = (a: WhistleRow, b: WhistleRow): number => {
  const [one, other] = [`${dueOf(a).dueAt} ${a.id}`, `${dueOf(b).dueAt} ${b.id}`];
  return one < other ? -1 : 1;
};

describe('pages of what waits', () => {
  let server: TestServer;
  const town = waitingTown(240, pick);
  const names = townHolders.map(({ role }, n) => `${role}${n}`);
  beforeAll(async () => {
    server = await startTestServer({
      now: () => msOf(now),
      accounts: [
        ...townHolders.map((grant, n) => ({ username: names[n] ?? '', district, grants: [grant] })),
        { username: 'both', district, grants: townHolders },
      ],
    });
    const store = new PgStore(server.fresh.database.poolFor);
    // Raised first, each as it went on afterwards: lines follow their whistle.
    const raised = town.map((row): WhistleRow => ({ ...row, stage: 'street', text: '原来的话', rev: 0 }));
    const load = raised.map((row): KindRow => ({ kind: 'whistle', row }));
    await loadRows(store, district, { rows: [category, ...load], audit: [] });
    await store.write(district, async (tx) => {
      await tx.lockRows(town.map(({ id }) => ({ kind: 'whistle', id })));
      const rows = town.map((row): KindRow => ({ kind: 'whistle', row }));
      await tx.save({ devices: [], results: [], audit: [], feed: [], rows });
    });
  });
  afterAll(() => server.close());

  async function pages(username: string, query: Record<string, string>, limit: number): Promise<WhistleRow[]> {
    const ask = await server.as(username);
    const all: WhistleRow[] = [];
    for (let after: string | null = ''; after !== null;) {
      const search = new URLSearchParams({ ...query, limit: `${limit}`, ...(after && { after }) });
      const reply = await ask(`/api/desk/waiting?${search.toString()}`);
      expect(reply.status).toBe(200);
      const page = (await reply.json()) as { whistles: WhistleRow[]; next: string | null };
      expect(page.whistles.length).toBeLessThanOrEqual(limit);
      all.push(...page.whistles);
      after = page.next;
    }
    return all;
  }
  const idsOf = (rows: readonly WhistleRow[]): string[] => rows.map(({ id }) => id);

  it('are together what the rule says of each whistle, what ends first standing first, each once', async () => {
    for (const [n, holder] of townHolders.entries()) {
      const expected = town.filter((row) => isWaitingFor(row, holder)).toSorted(byDue);
      for (const limit of [1 + (n % 5), 100])
        expect(idsOf(await pages(names[n] ?? '', {}, limit))).toEqual(idsOf(expected));
    }
    const any = town.filter((row) => townHolders.some((holder) => isWaitingFor(row, holder)));
    expect(idsOf(await pages('both', {}, 7))).toEqual(idsOf(any.toSorted(byDue)));
    expect(any.length).toBeGreaterThan(60);
  });

  it('narrow by stage, category and clock', async () => {
    const mine = (isWanted: (row: WhistleRow) => boolean): string[] =>
      idsOf(
        town.filter((row) => townHolders.some((holder) => isWaitingFor(row, holder)) && isWanted(row)).toSorted(byDue),
      );
    const faceOf = ({ clocks }: WhistleRow): string | null => {
      const clock = nextClock(clocks);
      return clock && clockFace(clock, now);
    };
    const cases: [Record<string, string>, (row: WhistleRow) => boolean][] = [
      [{ stage: 'consulting' }, ({ stage }) => stage === 'consulting'],
      [{ category: '0104' }, (row) => row.category === '0104'],
      [{ clock: 'overdue' }, (row) => faceOf(row) === 'overdue'],
      [{ clock: 'dueSoon' }, (row) => faceOf(row) === 'dueSoon'],
      [
        { clock: 'overdue', stage: 'working', q: '路灯' },
        (row) => faceOf(row) === 'overdue' && row.stage === 'working' && row.text === '路灯不亮',
      ],
    ];
    for (const [query, isWanted] of cases) expect(idsOf(await pages('both', query, 3))).toEqual(mine(isWanted));
    expect(mine((row) => faceOf(row) === 'overdue').length).toBeGreaterThan(0);
  });

  it('find two characters, in either script, and a category by its name, pinyin or initials', async () => {
    const found = async (q: string): Promise<Set<string>> =>
      new Set((await pages('both', { q }, 9)).map((row) => `${row.text ?? ''} ${row.category ?? ''}`));
    const lifts = await found('电梯');
    expect(await found('電梯')).toEqual(lifts);
    expect([...lifts].every((one) => /电梯|電梯|0104/.test(one))).toBe(true);
    for (const text of ['三单元电梯停了', '電梯異響', '路灯不亮 0104'])
      expect([...lifts].some((one) => one.startsWith(text))).toBe(true);
    for (const q of ['dtgz', 'dianti', 'lift', '故障困人'])
      expect([...(await found(q))].every((one) => one.endsWith('0104'))).toBe(true);
    expect((await found('dtgz')).size).toBeGreaterThan(0);
    // The pair stands in it, the words do not.
    expect((await found('电梯坏了')).size).toBe(0);
    expect((await found('松动，夜里')).size).toBeGreaterThan(0);
    expect((await found("'; drop table whistle; --")).size).toBe(0);
    expect((await found('%%')).size).toBe(0);
  });

  it('refuse one character, and what is no cursor, clock or category', async () => {
    const ask = await server.as('both');
    for (const query of ['q=梯', 'q=%20梯%20', 'after=abc', 'clock=running', 'category=%27', 'stage=x', 'limit=0'])
      expect((await ask(`/api/desk/waiting?${query}`)).status).toBe(400);
  });

  it('hold no line of what is nobody’s turn, and none of what was said before', async () => {
    const pool = server.fresh.database.reference;
    const stale = await pool.query(`select 1 from waiting where key = any($1)`, [bigramsOf('原来的话')]);
    expect(stale.rows).toEqual([]);
    const waiting = new Set(
      (await pool.query<{ whistle: string }>('select whistle from waiting')).rows.map(({ whistle }) => whistle),
    );
    for (const row of town) expect(waiting.has(row.id)).toBe(townHolders.some((holder) => isWaitingFor(row, holder)));
  });

  it('are the same for a database that had whistles before it had lists', async () => {
    const pool = server.fresh.database.reference;
    const lines = `select * from waiting order by holder, key, due_at, whistle`;
    const before = (await pool.query<Record<string, unknown>>(lines)).rows;
    await pool.query('delete from waiting');
    const folder = join(import.meta.dirname, '../../db/migrations');
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')))
      for (const statement of (await readFile(join(folder, file), 'utf8')).split('--> statement-breakpoint'))
        if (statement.includes('INSERT INTO "waiting"')) await pool.query(statement);
    expect((await pool.query(lines)).rows).toEqual(before);
  });
});
