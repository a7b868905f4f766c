/** What snapshots promise (snapshots.ts), over any store. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../core/lib/id.ts';
import { household, otherGrid, stranger, testGrid, wang } from '../../../../core/testing/builders.ts';
import type { KindRow } from '../../../../core/protocol/rows.ts';
import type { PullRequest, ScopePage } from '../../../../core/protocol/pull.ts';
import { readSnapshot, rowsOfSnapshot } from '../../../../core/protocol/snapshot.ts';
import { feedOf } from '../group-image.ts';
import type { Writes } from '../store.ts';
import { deviceId, district, later, makeWorld, pullOf, withGrants, type StoreWorld, type SyncWorld } from './world.ts';

const scope = `grid:${testGrid}` as const;
const of = { district, scope, mask: 'W' as const };
const door = (n: number, rev = 1): KindRow => ({ kind: 'household', row: household(n, { rev }) });
const none = { devices: [], results: [], rows: [], audit: [], feed: [] };

export function snapshotCases(name: string, makeStore: () => Promise<StoreWorld>): void {
  describe(`snapshots over ${name}`, () => {
    let world: SyncWorld;
    beforeEach(async () => {
      world = await makeWorld(await makeStore(), { pageLimits: { rows: 3 }, snapshotLag: 4 });
    });
    afterEach(() => world.close());

    async function pull(set: Partial<PullRequest> = {}, account: AccountId = wang.account): Promise<ScopePage> {
      const answer = await world.sync.pull(district, account, pullOf({ accept: ['snapshot'], ...set }));
      const page = answer.ok ? answer.reply.scopes[scope] : undefined;
      if (!page) throw new Error('not answered');
      return page;
    }
    /** What is told once the background has done its work. */
    async function offered(set?: Partial<PullRequest>, account?: AccountId): Promise<ScopePage> {
      await pull(set, account);
      await world.sync.snapshots.settled();
      return pull(set, account);
    }
    const write = (writes: Partial<Writes>) => world.store.write(district, (tx) => tx.save({ ...none, ...writes }));
    const add = (...doors: KindRow[]) =>
      write({ rows: doors, feed: doors.flatMap((one) => feedOf(district, undefined, one)) });
    const erase = (n: number) =>
      write({
        gone: [{ kind: 'household', id: household(n).id }],
        feed: [{ scope, kind: 'household', id: household(n).id, op: 'delete' }],
      });
    async function fetched(version: number, account = wang.account, mask: 'W' | 'C' = 'W'): Promise<string | null> {
      const head = await world.sync.snapshots.find(account, { ...of, mask }, version);
      const body = head && (await world.sync.snapshots.body(district, head));
      return body && new TextDecoder().decode(body);
    }

    it('are made behind the back of whoever asks first, who is told pages', async () => {
      const first = await pull();
      expect(first.snapshot).toBeUndefined();
      expect(first.changes).toHaveLength(3);
      await world.sync.snapshots.settled();
      const page = await pull();
      expect(page).toMatchObject({ from: null, to: 6, head: 6, more: true, mask: 'W', changes: [] });
      expect(page.snapshot).toMatchObject({ url: `/api/sync/snapshots/${scope}/W/6`, rows: 6 });
    });

    it('hold what pages would have told, and are what was promised', async () => {
      const { snapshot, to } = await offered();
      const text = (await fetched(to)) ?? '';
      expect(Buffer.byteLength(text)).toBe(snapshot?.bytes);
      expect(createHash('sha256').update(text).digest('hex')).toBe(snapshot?.sha256);
      const told = [];
      for (let cursor: number | null = null, page; page?.more !== false; cursor = page.to) {
        page = await pull({ accept: [], cursors: cursor === null ? {} : { [scope]: cursor } });
        told.push(...page.changes);
      }
      const read = readSnapshot(text);
      expect(read).toMatchObject({ scope, version: 6 });
      const rows = read ? rowsOfSnapshot(read).flatMap(([kind, some]) => some.map((row) => ({ kind, row }))) : [];
      expect(rows).toEqual(told.map((change) => change.op === 'put' && { kind: change.kind, row: change.row }));
    });

    it('are not told to who did not ask for them, nor to who has most of it', async () => {
      await offered();
      expect((await pull({ accept: [] })).snapshot).toBeUndefined();
      await add(door(6), door(7), door(8), door(9));
      expect((await pull({ cursors: { [scope]: 6 } })).snapshot).toBeUndefined();
      expect((await pull({ cursors: { [scope]: 1 } })).snapshot).toBeUndefined();
    });

    it('are told to who is further behind than they are large, and only forwards', async () => {
      const amend = (rev: number) =>
        world.store.write(district, async (tx) => {
          await tx.lockRows([{ kind: 'household', id: household(1).id }]);
          await tx.save({ ...none, rows: [door(1, rev)], feed: feedOf(district, door(1), door(1, rev)) });
        });
      for (let rev = 2; rev <= 10; rev++) await amend(rev);
      expect(await offered()).toMatchObject({ to: 15, snapshot: { rows: 6 } });
      expect(await pull({ cursors: { [scope]: 9 } })).toMatchObject({ from: null, to: 15, snapshot: { rows: 6 } });
      expect((await pull({ cursors: { [scope]: 10 } })).snapshot).toBeUndefined();
      await add(door(6), door(7), door(8), door(9));
      expect(await pull({ cursors: { [scope]: 15 } })).toMatchObject({ from: 15, to: 18, more: true });
    });

    it('are told once to a reader of a scope that everything has left', async () => {
      const all = [1, 2, 3, 4, 5].map((n) => ({
        scope,
        kind: 'household' as const,
        id: household(n).id,
        op: 'leave' as const,
      }));
      await world.store.write(district, (tx) =>
        tx.save({ ...none, feed: [...all, { scope, kind: 'grid', id: testGrid, op: 'leave' }] }),
      );
      const first = await offered();
      expect(first).toMatchObject({ snapshot: { rows: 0 } });
      const at = first?.to ?? 0;
      await add(door(6), door(7), door(8), door(9));
      expect(await pull({ cursors: { [scope]: at } })).toMatchObject({ from: at, changes: [{}, {}, {}] });
    });

    it('serve while few changes came since, and are made anew after that', async () => {
      await offered();
      await add(door(6), door(7), door(8), door(9));
      expect(await pull()).toMatchObject({ to: 6, head: 10, snapshot: { rows: 6 } });
      await add(door(10));
      expect((await pull()).snapshot).toBeUndefined();
      await world.sync.snapshots.settled();
      expect(await pull()).toMatchObject({ to: 11, head: 11, snapshot: { rows: 11 } });
      expect(await fetched(6)).toBeNull();
      expect(await fetched(11)).not.toBeNull();
    });

    it('end with an erasure, and are made without what was erased', async () => {
      expect((await offered()).to).toBe(6);
      await erase(3);
      expect(await fetched(6)).toBeNull();
      expect((await pull()).snapshot).toBeUndefined();
      await world.sync.snapshots.settled();
      const page = await pull();
      expect(page).toMatchObject({ to: 7, snapshot: { rows: 5 } });
      expect(await fetched(7)).not.toContain(household(3).id);
    });

    it('are fetched only by who holds that scope under that mask at that moment', async () => {
      const { to } = await offered();
      const asClerk = withGrants(stranger, [
        { role: 'community', area: testGrid.slice(0, 12), from: later(-1), to: null },
      ]);
      expect(await fetched(to, stranger.account)).toBeNull();
      await world.setAuthor(asClerk);
      expect(await fetched(to, stranger.account)).toBeNull();
      const asC = await offered({ device: deviceId(2) }, stranger.account);
      expect(asC.snapshot?.url).toBe(`/api/sync/snapshots/${scope}/C/6`);
      expect(await fetched(asC.to, stranger.account, 'C')).not.toBeNull();
      expect(await fetched(asC.to, wang.account, 'C')).toBeNull();
      await world.setAuthor(withGrants(wang, [{ role: 'worker', area: otherGrid, from: later(-1), to: null }]));
      expect(await fetched(to)).toBeNull();
    });

    it('of another epoch are nobody’s', async () => {
      const { to } = await offered();
      await world.store.write(district, (tx) => tx.startEpoch('anew', 'restored', later(0)));
      expect(await fetched(to)).toBeNull();
      expect((await pull()).snapshot).toBeUndefined();
      await world.sync.snapshots.settled();
      expect((await pull()).snapshot).toBeDefined();
    });
  });
}
