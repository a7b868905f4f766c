import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeId } from '../../../core/lib/id.ts';
import { household, testGrid, testUuid } from '../../../core/testing/builders.ts';
import type { PullReply, ScopePage } from '../../../core/protocol/pull.ts';
import type { KindRow } from '../../../core/protocol/rows.ts';
import { startTestServer, testPassword, type TestServer } from '../../testing/server.ts';
import { loadRows } from './load.ts';
import { PgStore } from './pg-store.ts';

type Call = (path: string, init?: RequestInit) => Promise<Response>;
const district = '990106';

describe('the address of snapshots', () => {
  let server: TestServer;
  let wang: Call;
  let page: ScopePage;
  const store = () => new PgStore(() => server.fresh.database.reference);

  async function pulled(): Promise<ScopePage> {
    const asked = {
      protocol: 1,
      epoch: null,
      device: makeId('device', testUuid(1)),
      cursors: {},
      accept: ['snapshot'],
    };
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) };
    const reply = (await (await wang('/api/sync/pull', init)).json()) as PullReply;
    const found = reply.scopes[`grid:${testGrid}`];
    if (!found) throw new Error('the grid was not told');
    return found;
  }
  const urlOf = ({ snapshot }: ScopePage): string => snapshot?.url ?? '';

  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: testGrid }] },
        { username: 'linju', grants: [{ role: 'worker', area: '990106001001009' }] },
      ],
    });
    const grid: KindRow = {
      kind: 'grid',
      row: { id: testGrid, rev: 1, name: '三网格', community: testGrid.slice(0, 12), boundary: [] },
    };
    const doors = Array.from({ length: 600 }, (_, n): KindRow => ({ kind: 'household', row: household(n + 1) }));
    await loadRows(store(), district, { rows: [grid, ...doors], audit: [] });
    wang = await server.as('wangge');
    const isThere = async () => {
      page = await pulled();
      expect(page.snapshot).toMatchObject({ rows: 601 });
    };
    await vi.waitFor(isThere, { timeout: 20_000, interval: 100 });
  });
  afterAll(() => server.close());

  /** As it comes over the wire: fetch would unpack it. */
  async function raw(accept: string) {
    const body = JSON.stringify({ username: 'wangge', password: testPassword });
    const headers = { 'content-type': 'application/json' };
    const { headers: given } = await fetch(`${server.url}/api/session`, { method: 'POST', headers, body });
    const cookie = (given.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    const reply = await server.app.inject({ url: urlOf(page), headers: { cookie, 'accept-encoding': accept } });
    return { encoding: reply.headers['content-encoding'], body: reply.rawPayload };
  }

  it('gives what was promised, to be kept by nobody', async () => {
    const reply = await wang(urlOf(page));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    const text = await reply.text();
    expect(createHash('sha256').update(text).digest('hex')).toBe(page.snapshot?.sha256);
    expect(JSON.parse(text)).toMatchObject({ format: 1, scope: `grid:${testGrid}`, version: page.to });
  });

  it('compresses as the reader can', async () => {
    const plain = await raw('identity');
    expect(plain.encoding).toBeUndefined();
    expect(plain.body).toHaveLength(page.snapshot?.bytes ?? 0);
    const br = await raw('gzip, deflate, br');
    expect(br.encoding).toBe('br');
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
    const gzipped = await raw('br;q=0, gzip');
    expect(gzipped.encoding).toBe('gzip');
    expect(gunzipSync(gzipped.body).equals(plain.body)).toBe(true);
    expect(br.body.length).toBeLessThan(plain.body.length / 5);
  });

  it('knows nothing of it for others, other masks, other versions, and after an erasure', async () => {
    const linju = await server.as('linju');
    const url = urlOf(page);
    const statusOf = async (path: string, call = wang) => (await call(path)).status;
    expect(await statusOf(url, linju)).toBe(404);
    expect(await statusOf(url.replace('/W/', '/C/'))).toBe(404);
    expect(await statusOf(url.replace(/\d+$/, '1'))).toBe(404);
    expect(await statusOf(url.replace(/\d+$/, 'x'))).toBe(400);
    expect((await fetch(`${server.url}${url}`)).status).toBe(401);
    expect(await statusOf(url)).toBe(200);
    const ref = { kind: 'household' as const, id: household(7).id };
    await store().write(district, (tx) =>
      tx.save({
        devices: [],
        results: [],
        rows: [],
        audit: [],
        gone: [ref],
        feed: [{ scope: `grid:${testGrid}`, ...ref, op: 'delete' }],
      }),
    );
    expect(await statusOf(url)).toBe(404);
  });
});
