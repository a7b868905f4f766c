import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Poke } from '../../../core/protocol/pull.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { openPokeWire } from './poke-wire.ts';
import { makePokes } from './pokes.ts';

const poke = (scope: Poke['scope'], head = 1): Poke => ({ scope, head });

describe('GET /api/events', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      accounts: [
        { username: 'wangge', grants: [{ role: 'worker', area: '990106001001001' }] },
        { username: 'shequ', grants: [{ role: 'community', area: '990106001001' }] },
        { username: 'jiedao', grants: [{ role: 'street', area: '990106001' }] },
        { username: 'shi', grants: [{ role: 'city', area: '990100' }] },
      ],
    });
  });
  afterAll(() => server.close());

  /** Opens a stream; `read(n)` gives its first n pokes. */
  const streamOf = async (username: string) => {
    const ask = await server.as(username);
    const abort = new AbortController();
    const reply = await ask('/api/events', { signal: abort.signal });
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (isEnough: () => boolean): Promise<void> => {
      while (!isEnough()) {
        const part = await reader?.read();
        if (!part || part.done) return;
        text += part.value;
      }
    };
    await until(() => text.includes(': hello'));
    const pokes = (): Poke[] => [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as Poke);
    return {
      reply,
      read: async (count: number) => {
        await until(() => pokes().length >= count);
        return pokes();
      },
      ended: () => until(() => false),
      close: () => abort.abort(),
    };
  };

  const published = [
    poke('grid:990106002001001'),
    poke('unit:un_1'),
    poke('grid:990106001002001'),
    poke('tenant:990107'),
    poke('community:990106001001', 2),
    poke('grid:990106001001001', 17),
    poke('tenant:990106', 3),
  ];

  it.each([
    ['wangge', ['grid:990106001001001', 'tenant:990106']],
    ['shequ', ['community:990106001001', 'grid:990106001001001', 'tenant:990106']],
    ['jiedao', ['grid:990106001002001', 'community:990106001001', 'grid:990106001001001']],
    ['shi', ['grid:990106002001001', 'grid:990106001002001', 'community:990106001001', 'grid:990106001001001']],
  ])('pokes %s for own scopes and for no others', async (username, scopes) => {
    const stream = await streamOf(username);
    expect(stream.reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.reply.headers.get('cache-control')).toBe('no-store');
    expect(stream.reply.headers.get('x-content-type-options')).toBe('nosniff');
    server.pokes.publish(published);
    const last = poke('grid:990106001001001', 99);
    server.pokes.publish([last]);
    const pokes = await stream.read(scopes.length + 1);
    expect(pokes.map(({ scope }) => scope)).toEqual([...scopes, last.scope]);
    stream.close();
  });

  it('is closed to whoever is not signed in', async () => {
    expect((await fetch(`${server.url}/api/events`)).status).toBe(401);
  });

  it('ends its streams when the server stops', async () => {
    const other = server;
    server = await startTestServer({
      accounts: [{ username: 'wangge', grants: [{ role: 'worker', area: '990106001001001' }] }],
    });
    const stream = await streamOf('wangge');
    await server.close();
    await stream.ended();
    server = other;
  });

  it('carries pokes to the other servers of the same database, and none back', async () => {
    const pool = server.fresh.database.reference;
    const wires = [openPokeWire(pool), openPokeWire(pool)] as const;
    const [here, there] = [makePokes(wires[0]), makePokes(wires[1])];
    const heard: { here: Poke[]; there: Poke[] } = { here: [], there: [] };
    here.subscribe((some) => heard.here.push(...some));
    there.subscribe((some) => heard.there.push(...some));
    await expect
      .poll(() => {
        here.publish([poke('grid:990106001001001', 5)]);
        return heard.there.length;
      })
      .toBeGreaterThan(0);
    expect(heard.there[0]).toEqual(poke('grid:990106001001001', 5));
    const before = heard.here.length;
    const many = Array.from({ length: 250 }, (_, i) => poke(`grid:${String(990106001001001 + i)}`, i));
    here.publish(many);
    await expect.poll(() => new Set(heard.there.map(({ scope }) => scope)).size).toBe(250);
    expect(heard.here.length).toBe(before + 250);
    for (const wire of wires) await wire.close();
  });
});
