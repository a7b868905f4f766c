import { describe, expect, it } from 'vitest';
import { household, householdId, otherGrid, testGrid, testNow, testUuid } from '../../core/testing/builders.ts';
import { makeId } from '../../core/lib/id.ts';
import type { Change, PullReply, ScopePage } from '../../core/protocol/pull.ts';
import { snapshotOf } from '../../core/protocol/snapshot.ts';
import type { Packing } from './given.ts';
import { StorageFull, type Kv } from './kv.ts';
import { openMemoryKv } from './memory-kv.ts';
import { Told } from './told.ts';
import { toldTables, type CameSnapshot, type ToldTable } from './told-state.ts';

const grid = `grid:${testGrid}` as const;
const other = `grid:${otherGrid}` as const;
const device = makeId('device', testUuid(1));
const plain: Packing = {
  pack: async (text) => new TextEncoder().encode(text),
  unpack: async (bytes) => new TextDecoder().decode(bytes),
};

const put = (version: number, n: number, rev = 1): Change => ({
  version,
  kind: 'household',
  id: householdId(n),
  op: 'put',
  row: household(n, { rev }),
});
const leave = (version: number): Change => ({ version, kind: 'household', id: householdId(1), op: 'leave' });
const page = (from: number | null, to: number, changes: Change[], head = to): ScopePage => ({
  from,
  to,
  head,
  more: to < head,
  changes,
});
const reply = (scopes: PullReply['scopes'], set: Partial<PullReply> = {}): PullReply => ({
  epoch: 'e1',
  serverTime: testNow,
  lastSeq: 0,
  scopes,
  left: [],
  reset: [],
  ...set,
});
const revOf = (told: Told, n: number) => told.rows.get('household', householdId(n))?.rev;
async function opened(kv: Kv<ToldTable> = openMemoryKv(toldTables)) {
  return { kv, told: await Told.open(kv, plain) };
}

describe('what the server told', () => {
  it('is shown only when every scope said that nothing more comes', async () => {
    const { told } = await opened();
    const first = reply({ [grid]: page(null, 1, [put(1, 1)], 2), [other]: page(null, 1, [put(1, 5)]) }, { lastSeq: 3 });
    expect(await told.take(first, device)).toBe('more');
    expect([revOf(told, 1), revOf(told, 5), told.state.lastSeq, told.state.toldAt]).toEqual([
      undefined,
      undefined,
      0,
      null,
    ]);
    expect(told.cursors()).toEqual({ [grid]: 1, [other]: 1 });
    const second = reply({ [grid]: page(1, 2, [put(2, 2)]), [other]: page(1, 2, [put(2, 5, 2)]) }, { lastSeq: 4 });
    expect(await told.take(second, device)).toBe('complete');
    expect([revOf(told, 1), revOf(told, 2), revOf(told, 5), told.state.lastSeq]).toEqual([1, 1, 2, 4]);
  });

  it('keeps the older view over a crash in the middle, and goes on from the pages that had come', async () => {
    const { kv, told } = await opened();
    await told.take(reply({ [grid]: page(null, 1, [put(1, 1)]) }), device);
    await told.take(reply({ [grid]: page(1, 2, [put(2, 1, 2)], 3) }, { lastSeq: 9 }), device);
    const { told: again } = await opened(kv);
    expect([revOf(again, 1), again.state.lastSeq]).toEqual([1, 0]);
    expect(again.cursors()).toEqual({ [grid]: 2 });
    await again.take(reply({ [grid]: page(2, 3, [put(3, 2)]) }, { lastSeq: 9 }), device);
    expect([revOf(again, 1), revOf(again, 2), again.state.lastSeq]).toEqual([2, 1, 9]);
    const { told: last } = await opened(kv);
    expect([revOf(last, 1), revOf(last, 2), last.state.lastSeq]).toEqual([2, 1, 9]);
  });

  it('fetches a scope anew whose page does not follow, and shows the old one until it has come', async () => {
    const { kv, told } = await opened();
    await told.take(reply({ [grid]: page(null, 2, [put(1, 1), put(2, 2)]) }), device);
    expect(await told.take(reply({ [grid]: page(1, 3, [put(3, 1, 9)]) }, { lastSeq: 7 }), device)).toBe('more');
    expect([revOf(told, 1), told.state.lastSeq, told.cursors()]).toEqual([1, 0, {}]);
    await told.take(reply({ [grid]: page(null, 3, [put(3, 3)]) }, { lastSeq: 7 }), device);
    expect([revOf(told, 1), revOf(told, 3), told.state.lastSeq]).toEqual([undefined, 1, 7]);
    const { told: again } = await opened(kv);
    expect([revOf(again, 1), revOf(again, 3)]).toEqual([undefined, 1]);
  });

  it('does not go back where an answer from the beginning was overtaken by another page', async () => {
    const { told } = await opened();
    await told.take(reply({ [grid]: page(null, 1, [put(1, 1)]), [other]: page(null, 1, []) }, { lastSeq: 1 }), device);
    await told.take(reply({ [grid]: page(1, 3, [put(3, 1, 3)]), [other]: page(1, 1, []) }, { lastSeq: 3 }), device);
    const overtaken = reply({ [grid]: page(null, 2, [put(2, 1, 2)]), [other]: page(1, 1, []) }, { lastSeq: 2 });
    expect(await told.take(overtaken, device)).toBe('more');
    expect([revOf(told, 1), told.state.lastSeq, told.cursors()]).toEqual([3, 3, { [grid]: 3, [other]: 1 }]);
    // Nothing new for the view, and an older word on what was applied.
    const older = reply({ [grid]: page(3, 3, []), [other]: page(1, 1, []) }, { lastSeq: 2 });
    expect(await told.take(older, device)).toBe('complete');
    expect(told.state.lastSeq).toBe(3);
  });

  it('takes lower versions in another epoch', async () => {
    const { told } = await opened();
    await told.take(reply({ [grid]: page(null, 9, [put(9, 1, 9)]) }, { lastSeq: 5 }), device);
    await told.startAnew('e2');
    const after = reply({ [grid]: page(null, 2, [put(2, 1, 2)]) }, { epoch: 'e2', lastSeq: 4 });
    expect(await told.take(after, device)).toBe('complete');
    expect([revOf(told, 1), told.state.lastSeq]).toEqual([2, 4]);
  });

  it('starts a scope anew when the server says that its cursor means nothing', async () => {
    const { told } = await opened();
    await told.take(reply({ [grid]: page(null, 2, [put(2, 1)]), [other]: page(null, 1, [put(1, 5)]) }), device);
    expect(await told.take(reply({ [other]: page(1, 1, []) }, { reset: [grid] }), device)).toBe('more');
    expect([revOf(told, 1), told.cursors()]).toEqual([1, { [other]: 1 }]);
  });

  it('says under which mask it read each scope, and drops what another mask hides', async () => {
    const { kv, told } = await opened();
    const asC: ScopePage = { ...page(null, 2, [put(1, 1), put(2, 2)]), mask: 'C' };
    await told.take(reply({ [grid]: asC, [other]: page(null, 1, [put(1, 5)]) }), device);
    expect((await opened(kv)).told.masks()).toEqual({ [grid]: 'C' });
    const asW: ScopePage = { ...page(null, 2, [put(2, 2, 2)]), mask: 'W' };
    await told.take(reply({ [grid]: asW, [other]: page(1, 1, []) }, { reset: [grid] }), device);
    expect([revOf(told, 1), revOf(told, 2), told.masks()]).toEqual([undefined, 2, { [grid]: 'W' }]);
  });

  it('starts everything anew in another epoch and shows the old until then', async () => {
    const { told } = await opened();
    await told.take(reply({ [grid]: page(null, 2, [put(2, 1)]) }, { lastSeq: 5 }), device);
    await told.startAnew('e2');
    expect([revOf(told, 1), told.cursors(), told.state.lastSeq]).toEqual([1, {}, 5]);
    await told.take(reply({ [grid]: page(null, 1, [put(1, 2)]) }, { epoch: 'e2', lastSeq: 2 }), device);
    expect([revOf(told, 1), revOf(told, 2), told.state.lastSeq]).toEqual([undefined, 1, 2]);
  });

  it('keeps a grid that was taken away until it is told to purge it', async () => {
    const { kv, told } = await opened();
    await told.take(reply({ [grid]: page(null, 1, [put(1, 1)]), [other]: page(null, 1, [put(1, 5)]) }), device);
    await told.take(reply({ [grid]: page(1, 1, []) }, { left: [other] }), device);
    expect([revOf(told, 5), told.cursors()]).toEqual([1, { [grid]: 1 }]);
    await told.purgeLeft();
    expect([revOf(told, 1), revOf(told, 5)]).toEqual([1, undefined]);
    const { told: again } = await opened(kv);
    expect([revOf(again, 1), revOf(again, 5)]).toEqual([1, undefined]);
    const disk = await kv.read(toldTables, async (tx) =>
      JSON.stringify([await tx.list('scopes'), await tx.list('journal')]),
    );
    expect(disk).not.toContain(householdId(5));
  });

  it('does not purge a grid that was given back before', async () => {
    const { told } = await opened();
    await told.take(reply({ [grid]: page(null, 1, [put(1, 1)]) }), device);
    await told.take(reply({}, { left: [grid] }), device);
    await told.take(reply({ [grid]: page(null, 2, [put(2, 1, 2)]) }), device);
    await told.purgeLeft();
    expect(revOf(told, 1)).toBe(2);
  });

  it('takes a snapshot as everything that the scope holds, and finds it again on the disk', async () => {
    const { kv, told } = await opened();
    await told.take(reply({ [grid]: page(null, 2, [put(1, 1), put(2, 2)]) }), device);
    const text = JSON.stringify(snapshotOf(grid, 9, [{ kind: 'household', row: household(3) }]));
    const snapshot = { url: '/api/sync/snapshots/', bytes: text.length, rows: 1, sha256: '' };
    const inItsStead: ScopePage = { from: null, to: 9, head: 10, more: true, changes: [], snapshot };
    // Its text did not come with it: nothing is known, and nothing is shown.
    expect(await told.take(reply({ [grid]: inItsStead }), device)).toBe('more');
    expect([revOf(told, 1), told.cursors()]).toEqual([1, {}]);
    const rows = [['household', [household(3)]]] satisfies CameSnapshot['rows'];
    expect(await told.take(reply({ [grid]: inItsStead }), device, new Map([[grid, { text, rows }]]))).toBe('more');
    expect([revOf(told, 1), revOf(told, 3), told.cursors()]).toEqual([1, undefined, { [grid]: 9 }]);
    const { told: afterCrash } = await opened(kv);
    expect([revOf(afterCrash, 1), revOf(afterCrash, 3), afterCrash.cursors()]).toEqual([1, undefined, { [grid]: 9 }]);
    expect(await afterCrash.take(reply({ [grid]: page(9, 10, [put(10, 4)]) }), device)).toBe('complete');
    expect([1, 2, 3, 4].map((n) => revOf(afterCrash, n))).toEqual([undefined, undefined, 1, 1]);
    const { told: again } = await opened(kv);
    expect([1, 2, 3, 4].map((n) => revOf(again, n))).toEqual([undefined, undefined, 1, 1]);
  });

  it('drops a row that left its scope, and shows the newest of a row in two', async () => {
    const { told } = await opened();
    await told.take(reply({ [grid]: page(null, 1, [put(1, 1)]), [other]: page(null, 1, [put(1, 1, 4)]) }), device);
    expect(revOf(told, 1)).toBe(4);
    await told.take(reply({ [grid]: page(1, 1, []), [other]: page(1, 2, [leave(2)]) }), device);
    expect(revOf(told, 1)).toBe(1);
    await told.take(reply({ [grid]: page(1, 2, [leave(2)]), [other]: page(2, 2, []) }), device);
    expect(revOf(told, 1)).toBeUndefined();
    expect(told.rows.all('household').size).toBe(0);
  });

  it('folds a long journal into its snapshot, with nothing changed', async () => {
    const { kv, told } = await opened();
    const many = Array.from({ length: 300 }, (_, i) => put(i + 1, i + 1));
    await told.take(reply({ [grid]: page(null, 300, many) }), device);
    await told.take(reply({ [grid]: page(300, 301, [put(301, 1, 2)], 302) }), device);
    await told.compact();
    expect(await kv.read(['journal'], (tx) => tx.list('journal'))).toHaveLength(1);
    const { told: again } = await opened(kv);
    expect([again.rows.all('household').size, revOf(again, 1), again.cursors()]).toEqual([300, 1, { [grid]: 301 }]);
    await again.take(reply({ [grid]: page(301, 302, [put(302, 2, 3)]) }), device);
    const { told: last } = await opened(kv);
    expect([revOf(last, 1), revOf(last, 2), revOf(last, 300)]).toEqual([2, 3, 1]);
  });

  it('takes nothing when another tab was first, and looks at the disk', async () => {
    const { kv, told } = await opened();
    const { told: tab } = await opened(kv);
    await told.take(reply({ [grid]: page(null, 1, [put(1, 1)]) }), device);
    expect(await tab.take(reply({ [grid]: page(null, 1, [put(1, 1, 8)]) }), device)).toBe('stale');
    expect([revOf(tab, 1), tab.cursors()]).toEqual([1, { [grid]: 1 }]);
  });

  it('keeps nothing of a page for which there was no room', async () => {
    const kv = openMemoryKv(toldTables);
    let isFull = false;
    const small: Kv<ToldTable> = {
      ...kv,
      write: (tables, run) => (isFull ? Promise.reject(new StorageFull('full')) : kv.write(tables, run)),
    };
    const { told } = await opened(small);
    await told.take(reply({ [grid]: page(null, 1, [put(1, 1)]) }), device);
    isFull = true;
    await expect(told.take(reply({ [grid]: page(1, 2, [put(2, 1, 2)]) }), device)).rejects.toThrow(StorageFull);
    expect([revOf(told, 1), told.cursors()]).toEqual([1, { [grid]: 1 }]);
    isFull = false;
    expect(await told.take(reply({ [grid]: page(1, 2, [put(2, 1, 2)]) }), device)).toBe('complete');
    expect(revOf(told, 1)).toBe(2);
  });
});
