import { describe, expect, it } from 'vitest';
import { household, householdId, testNow } from '../../core/testing/builders.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import type { Phone } from '../local/phone.ts';
import type { Reply } from './ports.ts';
import { fetchSnapshots } from './snapshots.ts';
import { problem } from './testing/test-server.ts';
import { gridScope, TestWorld } from './testing/test-phone.ts';

const doors = (from: number, to: number): KindRow[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ kind: 'household', row: household(from + i) }));

/** A grid of twelve rows told in pages of five, or whole. */
function worldWithSnapshots(): TestWorld {
  const world = new TestWorld();
  world.server.hasSnapshots = true;
  world.server.pageRows = 5;
  world.server.tell(gridScope, ...doors(3, 11));
  return world;
}
const shown = (phone: Phone): number => phone.view.all('household').length;
const accepts = (world: TestWorld) => world.server.pulls.map(({ accept }) => accept?.length);

describe('a first sync', () => {
  it('takes the snapshot in place of pages, and goes on from its version', async () => {
    const world = worldWithSnapshots();
    const phone = await world.open();
    await phone.sync.now();
    expect(shown(phone)).toBe(11);
    expect(world.server.pulls.slice(0, 2).map(({ cursors }) => cursors)).toEqual([{}, { [gridScope]: 12 }]);
    expect(world.server.fetched).toHaveLength(1);
    world.server.tell(gridScope, { kind: 'household', row: household(4, { rev: 2, name: '李' }) });
    await phone.sync.now();
    expect(phone.view.get('household', householdId(4))?.name).toBe('李');
    expect(world.server.fetched).toHaveLength(1);
  });

  it('shows nothing of it before the rest has come, and after a kill goes on from it', async () => {
    const world = worldWithSnapshots();
    let isCut = true;
    world.server.onPull = (request, answer) => (isCut && gridScope in request.cursors ? { kind: 'lost' } : answer());
    const phone = await world.open();
    await phone.sync.now();
    expect(shown(phone)).toBe(0);
    await world.kill();
    isCut = false;
    const again = await world.open();
    await again.sync.now();
    expect(shown(again)).toBe(11);
    expect(world.server.fetched).toHaveLength(1);
    await world.kill();
    expect(shown(await world.open())).toBe(11);
  });

  it('counts the rows that came by the bytes that did', async () => {
    const world = worldWithSnapshots();
    await (await world.open()).sync.now();
    const [[url, text] = ['', '']] = world.server.snapshots;
    const snapshot = { url, bytes: text.length, rows: 12, sha256: '' };
    const page = { from: null, to: 12, head: 12, more: true, changes: [], snapshot };
    const told = { epoch: 'e', serverTime: testNow, lastSeq: 0, scopes: { [gridScope]: page }, left: [], reset: [] };
    const counts: [number, number][] = [];
    const cutAfterThird = async (_: string, onProgress: (bytes: number) => void): Promise<Reply<never>> => {
      onProgress(Math.ceil(text.length / 3));
      return { kind: 'lost' };
    };
    const digest = async (): Promise<string> => '';
    const came = await fetchSnapshots(told, { snapshot: cutAfterThird }, digest, (...count) => counts.push(count));
    expect([came, counts]).toEqual([null, [[4, 12]]]);
  });

  it('says how much of it has come', async () => {
    const world = worldWithSnapshots();
    const phone = await world.open();
    const seen: unknown[] = [];
    phone.sync.onChange(() => seen.push(phone.sync.status().rows));
    await phone.sync.now();
    expect(seen).toContainEqual({ received: 12, expected: 12 });
    expect(phone.sync.status().rows).toBeNull();
  });

  const bad: [what: string, reply: (text: () => Reply<Uint8Array<ArrayBuffer>>) => Reply<Uint8Array<ArrayBuffer>>][] = [
    ['is gone', () => problem(404, 'not-found')],
    ['does not arrive', () => ({ kind: 'lost' })],
    ['is somebody else’s page', () => ({ kind: 'foreign' })],
    [
      'is cut off on the way',
      (answer) => {
        const reply = answer();
        return reply.kind === 'ok' ? { kind: 'ok', body: reply.body.slice(0, -9) } : reply;
      },
    ],
    ['is another text', () => ({ kind: 'ok', body: new TextEncoder().encode('{"format":1}') })],
  ];
  it.each(bad)('asks for pages where the snapshot %s', async (_, reply) => {
    const world = worldWithSnapshots();
    world.server.onSnapshot = (_url, answer) => reply(answer);
    const phone = await world.open();
    await phone.sync.now();
    expect(shown(phone)).toBe(11);
    expect(world.server.fetched).toHaveLength(1);
    expect(accepts(world).slice(0, 4)).toEqual([1, 0, 0, 0]);
    expect(phone.sync.status().condition).toBe('idle');
  });

  it('does not take the snapshot of another scope or version, though its hash is as promised', async () => {
    const world = worldWithSnapshots();
    world.server.onPull = (_, answer) => {
      const reply = answer();
      const page = reply.kind === 'ok' ? reply.body.scopes[gridScope] : undefined;
      if (page?.snapshot) page.to += 1;
      return reply;
    };
    const phone = await world.open();
    await phone.sync.now();
    expect(shown(phone)).toBe(11);
    expect(accepts(world).slice(0, 4)).toEqual([1, 0, 0, 0]);
  });
});
