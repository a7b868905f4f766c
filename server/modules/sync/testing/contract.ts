/** What every store must do alike (store.ts). Run on the store in memory and on PostgreSQL. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { household, testGrid, testNow, testUuid, wang, whistle, whistleId } from '../../../../core/testing/builders.ts';
import type { KindRow } from '../../../../core/protocol/rows.ts';
import { makeId } from '../../../../core/lib/id.ts';
import {
  StoreConflict,
  type AuditEntry,
  type FeedEntry,
  type KeptSnapshot,
  type StoredResult,
  type WriteTx,
} from '../store.ts';
import { deviceId, district, later, type StoreWorld } from './world.ts';

const none = { devices: [], results: [], rows: [], audit: [], feed: [] };
const scope = `grid:${testGrid}` as const;
const row = (n: number, set = {}): KindRow => ({ kind: 'whistle', row: whistle(n, set) });
const put = (n: number): FeedEntry => ({ scope, kind: 'whistle', id: whistleId(n), op: 'put' });
const ref = (n: number) => ({ kind: 'whistle' as const, id: whistleId(n) });
const entry = (n: number, rev: number): AuditEntry => ({
  aggregate: ref(n),
  rev,
  mutation: testUuid(rev),
  type: 'whistle.raise',
  payload: { text: 'a\u0000b \ud83d\udd26' },
  by: wang.account,
  device: deviceId(1),
  phoneAt: testNow,
  clockErrorMs: null,
  at: testNow,
});
const result = (seq: number, set: Partial<StoredResult> = {}): StoredResult => ({
  device: deviceId(1),
  seq,
  id: testUuid(seq),
  hash: 'ab',
  outcome: { outcome: 'applied', receipt: '261118-00001-1' },
  at: testNow,
  ...set,
});
const device = { id: deviceId(1), account: wang.account };
const snapshot = (version: number, set: Partial<KeptSnapshot> = {}): KeptSnapshot => ({
  scope,
  mask: 'W',
  epoch: 'first',
  version,
  rows: 2,
  bytes: 9,
  sha256: `hash of ${version}`,
  body: new Uint8Array([version, 0, 255]),
  ...set,
});

const grid = (id: string): KindRow => ({
  kind: 'grid',
  row: { id, rev: 1, name: id, community: id.slice(0, 12), boundary: [] },
});

export function storeContract(name: string, makeStore: () => Promise<StoreWorld>): void {
  describe(`a store in ${name}`, () => {
    let world: StoreWorld;
    const write = <T>(work: (tx: WriteTx) => Promise<T>) => world.store.write(district, work);
    beforeEach(async () => {
      world = await makeStore();
    });
    afterEach(() => world.close());

    it('makes a device once and keeps what it is told of it', async () => {
      const first = await write((tx) => tx.lockDevices([device], testNow));
      expect(first.get(device.id)).toEqual({
        ...device,
        lastSeq: 0,
        clockErrorMs: null,
        seenAt: testNow,
        isKnown: false,
      });
      const seen = { ...device, lastSeq: 7, clockErrorMs: -3_600_000, seenAt: later(1), isKnown: true };
      await write(async (tx) => {
        await tx.lockDevices([device], later(1));
        await tx.save({ ...none, devices: [seen] });
      });
      const again = await write((tx) =>
        tx.lockDevices([{ ...device, account: makeId('account', testUuid(99)) }], later(2)),
      );
      expect(again.get(device.id)).toEqual(seen);
      expect(await world.store.read(district, (tx) => tx.device(device.id))).toEqual(seen);
      expect(await world.store.read(district, (tx) => tx.device(deviceId(2)))).toBeNull();
    });

    it('finds results by place and by id, each once', async () => {
      await write((tx) => tx.save({ ...none, results: [result(1), result(2)] }));
      const found = await write((tx) =>
        tx.results([{ device: device.id, seq: 1 }], [testUuid(1), testUuid(2), testUuid(3)]),
      );
      expect(found.toSorted((a, b) => a.seq - b.seq)).toEqual([result(1), result(2)]);
    });

    it('keeps a later place of the same id, and finds it by its place alone', async () => {
      await write((tx) => tx.save({ ...none, results: [result(1)] }));
      const again = result(5, { id: testUuid(1), device: deviceId(2), isAgain: true });
      await write((tx) => tx.save({ ...none, results: [again] }));
      expect(await write((tx) => tx.results([{ device: deviceId(2), seq: 5 }], []))).toEqual([again]);
      expect(await write((tx) => tx.results([], [testUuid(1)]))).toEqual([result(1)]);
    });

    it('refuses a second first answer to an id, and a second answer at a place', async () => {
      await write((tx) => tx.save({ ...none, results: [result(1)] }));
      const elsewhere = result(9, { id: testUuid(1) });
      await expect(write((tx) => tx.save({ ...none, results: [elsewhere] }))).rejects.toThrow(StoreConflict);
      const samePlace = result(1, { id: testUuid(77) });
      await expect(write((tx) => tx.save({ ...none, results: [samePlace] }))).rejects.toThrow(StoreConflict);
    });

    it('gives rows back as they were written, by kind and id', async () => {
      const text = '👩🏽‍🔧 𠮷 "quotes" \\u0041 \u202e\u0007';
      const rows: KindRow[] = [row(2, { text }), row(1), { kind: 'household', row: household(1) }];
      await write((tx) => tx.save({ ...none, rows }));
      const found = await write((tx) =>
        tx.lockRows([ref(1), { kind: 'household', id: household(1).id }, ref(2), ref(3)]),
      );
      expect(found).toEqual([{ kind: 'household', row: household(1) }, row(1), row(2, { text })]);
      expect(await world.store.read(district, (tx) => tx.rows([ref(2)]))).toEqual([row(2, { text })]);
    });

    it('takes a row that was read as a change, and any other as new', async () => {
      await write((tx) => tx.save({ ...none, rows: [row(1)] }));
      await expect(write((tx) => tx.save({ ...none, rows: [row(1, { rev: 2 })] }))).rejects.toThrow(StoreConflict);
      await write(async (tx) => {
        await tx.lockRows([ref(1)]);
        await tx.save({ ...none, rows: [row(1, { rev: 2, stage: 'settled' })] });
      });
      expect(await world.store.read(district, (tx) => tx.rows([ref(1)]))).toEqual([
        row(1, { rev: 2, stage: 'settled' }),
      ]);
    });

    it('keeps nothing of a transaction that failed', async () => {
      await expect(
        write(async (tx) => {
          await tx.lockDevices([device], testNow);
          await tx.takeReceipts('261118', 3);
          await tx.save({ ...none, rows: [row(1)], results: [result(1)], feed: [put(1)], audit: [entry(1, 1)] });
          throw new Error('on purpose');
        }),
      ).rejects.toThrow('on purpose');
      expect(await world.store.read(district, (tx) => tx.rows([ref(1)]))).toEqual([]);
      expect(await world.store.read(district, (tx) => tx.heads([scope]))).toEqual(new Map());
      expect(await write((tx) => tx.results([], [testUuid(1)]))).toEqual([]);
      expect(await write((tx) => tx.takeReceipts('261118', 1))).toBe(1);
    });

    it('counts receipts by day', async () => {
      expect(await write((tx) => tx.takeReceipts('261118', 3))).toBe(1);
      expect(await write((tx) => tx.takeReceipts('261118', 1))).toBe(4);
      expect(await write((tx) => tx.takeReceipts('261119', 1))).toBe(1);
    });

    it('numbers the changes of a scope and keeps the last of each row', async () => {
      expect(await write((tx) => tx.save({ ...none, feed: [put(1), put(2)] }))).toEqual(new Map([[scope, 2]]));
      const left: FeedEntry = { ...put(1), op: 'leave' };
      expect(await write((tx) => tx.save({ ...none, feed: [left, put(3)] }))).toEqual(new Map([[scope, 4]]));
      const read = (after: number, limit: number) => world.store.read(district, (tx) => tx.feed(scope, after, limit));
      expect(await read(0, 10)).toEqual([
        { ...put(2), version: 2 },
        { ...left, version: 3 },
        { ...put(3), version: 4 },
      ]);
      expect(await read(0, 1)).toHaveLength(1);
      expect(await read(3, 10)).toEqual([{ ...put(3), version: 4 }]);
      expect(await world.store.read(district, (tx) => tx.heads([scope, 'grid:990106001001009']))).toEqual(
        new Map([[scope, 4]]),
      );
    });

    it('says to a writer how far a scope goes, as committed, and 0 of one that holds nothing', async () => {
      const headIn = (tx: WriteTx) => tx.head(scope);
      expect(await write(headIn)).toBe(0);
      const within = await write(async (tx) => {
        await tx.save({ ...none, rows: [row(1), row(2)], feed: [put(1), put(2)] });
        return tx.head(`tenant:${district}`);
      });
      expect([within, await write(headIn)]).toEqual([0, 2]);
    });

    it('tells what of some rows is still in its scope', async () => {
      const left: FeedEntry = { ...put(2), op: 'leave' };
      await write((tx) => tx.save({ ...none, feed: [put(1), put(2), put(3)] }));
      await write((tx) => tx.save({ ...none, feed: [left] }));
      const asked = [3, 2, 1, 4].map((n) => ({ scope, ...ref(n) }));
      expect(await write((tx) => tx.held(asked))).toEqual([1, 3].map((n) => ({ scope, ...ref(n) })));
      expect(await write((tx) => tx.held([{ ...ref(1), scope: 'grid:990106001001009' }]))).toEqual([]);
    });

    it('knows accounts with all their grants, ended ones too', async () => {
      const grants = [
        { role: 'worker' as const, area: testGrid, from: later(-10), to: later(-5) },
        { role: 'community' as const, area: testGrid.slice(0, 12), from: later(-5), to: null },
      ];
      await world.setAuthor({ ...wang, grants });
      await world.setAuthor({ account: makeId('account', testUuid(50)), name: '无岗位', grants: [] });
      const known = await write((tx) => tx.authors([wang.account, makeId('account', testUuid(51))]));
      expect(known).toEqual(new Map([[wang.account, { ...wang, grants }]]));
      expect(await world.store.read(district, (tx) => tx.author(makeId('account', testUuid(50))))).toMatchObject({
        grants: [],
      });
      expect(await world.store.read(district, (tx) => tx.author(makeId('account', testUuid(51))))).toBeNull();
    });

    it('knows the grids of a community', async () => {
      await write((tx) =>
        tx.save({ ...none, rows: [grid('990106001001004'), grid(testGrid), grid('990106001002001')] }),
      );
      expect(await world.store.read(district, (tx) => tx.gridsOf(['990106001001', '990106001009']))).toEqual(
        new Map([
          ['990106001001', [testGrid, '990106001001004']],
          ['990106001009', []],
        ]),
      );
    });

    it('starts a new epoch when it is told to', async () => {
      const before = await world.store.read(district, (tx) => tx.epoch());
      await write((tx) => tx.startEpoch('anew', 'a phone knew more', testNow));
      expect(before).not.toBe('anew');
      expect(await world.store.read(district, (tx) => tx.epoch())).toBe('anew');
      expect(await write((tx) => tx.epoch())).toBe('anew');
    });

    it('knows which awaited photos an account named, and what bytes it sent', async () => {
      const sha256 = 'a'.repeat(64);
      const photo: KindRow = {
        kind: 'photo',
        row: {
          id: `${whistleId(1)}:${sha256}`,
          rev: 1,
          grid: testGrid,
          whistle: whistleId(1),
          sha256,
          state: 'awaited',
          width: null,
          height: null,
          arrivedAt: null,
        },
      };
      const said = { ...whistle(1), photos: [sha256] };
      const raised: KindRow = {
        kind: 'event',
        row: {
          id: makeId('event', testUuid(5)),
          rev: 1,
          order: 1,
          grid: testGrid,
          whistle: whistleId(1),
          at: testNow,
          by: wang.account,
          byName: wang.name,
          happening: {
            type: 'whistle-raised',
            content: said,
            grid: testGrid,
            household: null,
            source: 'patrol',
            outOfGrid: false,
            occurredAt: testNow,
          },
        },
      };
      await write((tx) => tx.save({ ...none, rows: [{ kind: 'whistle', row: said }, photo, raised] }));
      expect(await write((tx) => tx.awaitedPhotos(wang.account, [sha256]))).toEqual([
        { kind: 'photo', id: photo.row.id },
      ]);
      expect(await write((tx) => tx.awaitedPhotos(makeId('account', testUuid(9)), [sha256]))).toEqual([]);
      expect(await write((tx) => tx.awaitedPhotos(wang.account, ['b'.repeat(64)]))).toEqual([]);
      const claim = {
        account: wang.account,
        sha256,
        state: 'refused' as const,
        type: 'image/jpeg',
        width: null,
        height: null,
        at: testNow,
      };
      await write((tx) => tx.claimMedia(claim));
      await write((tx) => tx.claimMedia({ ...claim, state: 'here', width: 16, height: 9 }));
      expect(await write((tx) => tx.mediaClaims(wang.account, [sha256, 'b'.repeat(64)]))).toEqual([
        { ...claim, state: 'here', width: 16, height: 9 },
      ]);
      expect(await write((tx) => tx.mediaClaims(makeId('account', testUuid(9)), [sha256]))).toEqual([]);
    });

    describe('keeps snapshots', () => {
      const keep = (kept: KeptSnapshot) => write((tx) => tx.keepSnapshot(kept));
      const held = (mask: 'W' | 'C' = 'W') => world.store.read(district, (tx) => tx.snapshot(scope, mask));
      const feed = (...entries: FeedEntry[]) => write((tx) => tx.save({ ...none, feed: entries }));
      beforeEach(() => write((tx) => tx.save({ ...none, rows: [row(1), row(2)], feed: [put(1), put(2)] })));

      it('one of each scope and mask, the newest, with its body', async () => {
        expect(await held()).toBeNull();
        await keep(snapshot(1));
        await keep(snapshot(2));
        await keep(snapshot(1, { sha256: 'late' }));
        await keep(snapshot(2, { mask: 'C', rows: 1 }));
        const { body, ...head } = snapshot(2);
        expect(await held()).toEqual(head);
        expect(await held('C')).toEqual({ ...head, mask: 'C', rows: 1 });
        const bodyOf = (one: typeof head) => world.store.read(district, (tx) => tx.snapshotBody(one));
        expect([...((await bodyOf(head)) ?? [])]).toEqual([...body]);
        expect(await bodyOf({ ...head, sha256: 'hash of 1' })).toBeNull();
      });

      it('until something is erased from the scope, under both masks', async () => {
        for (const erasing of [
          { ...put(1), op: 'delete' as const },
          { ...put(2), op: 'leave' as const },
          { ...put(3), kind: 'need' as const },
        ]) {
          const now = (await world.store.read(district, (tx) => tx.heads([scope]))).get(scope) ?? 0;
          await keep(snapshot(now));
          await keep(snapshot(now, { mask: 'C' }));
          await feed({ ...put(1), scope: 'grid:990106001001009', op: 'delete' });
          await feed({ ...put(4), kind: 'visit' });
          expect(await held()).toMatchObject({ version: now });
          await feed(erasing);
          expect([await held(), await held('C')]).toEqual([null, null]);
        }
      });

      it('but none that was read before something was erased', async () => {
        await feed({ ...put(1), op: 'delete' });
        await keep(snapshot(2));
        expect(await held()).toBeNull();
        await keep(snapshot(3));
        expect(await held()).toMatchObject({ version: 3 });
      });

      it('and none of another epoch', async () => {
        await keep(snapshot(2));
        await write((tx) => tx.startEpoch('anew', 'a phone knew more', testNow));
        expect(await held()).toBeNull();
        await keep(snapshot(2));
        expect(await held()).toBeNull();
        await keep(snapshot(1, { epoch: 'anew' }));
        expect(await held()).toMatchObject({ version: 1, epoch: 'anew' });
      });

      it('and waits for an erasure that is under way', async () => {
        const erased = Promise.withResolvers<void>();
        const goOn = Promise.withResolvers<void>();
        const erasing = write(async (tx) => {
          await tx.save({ ...none, feed: [{ ...put(1), op: 'delete' }] });
          erased.resolve();
          await goOn.promise;
        });
        await erased.promise;
        const keeping = keep(snapshot(2));
        goOn.resolve();
        await Promise.all([erasing, keeping]);
        expect(await held()).toBeNull();
      });
    });

    it('shows a reader one moment, whatever commits meanwhile', async () => {
      await write((tx) => tx.save({ ...none, rows: [row(1)], feed: [put(1)] }));
      await world.store.read(district, async (tx) => {
        expect(await tx.heads([scope])).toEqual(new Map([[scope, 1]]));
        await write((other) => other.save({ ...none, rows: [row(2)], feed: [put(2)] }));
        expect(await tx.heads([scope])).toEqual(new Map([[scope, 1]]));
        expect(await tx.feed(scope, 0, 10)).toHaveLength(1);
        expect(await tx.rows([ref(2)])).toEqual([]);
      });
      expect(await world.store.read(district, (tx) => tx.heads([scope]))).toEqual(new Map([[scope, 2]]));
    });

    it('lets the second writer of a row wait and see what the first one did', async () => {
      await write((tx) => tx.save({ ...none, rows: [row(1)] }));
      const order: string[] = [];
      const firstHolds = Promise.withResolvers<void>();
      const goOn = Promise.withResolvers<void>();
      const first = write(async (tx) => {
        await tx.lockRows([ref(1)]);
        firstHolds.resolve();
        await goOn.promise;
        await tx.save({ ...none, rows: [row(1, { rev: 2 })] });
        order.push('first');
      });
      await firstHolds.promise;
      const second = write(async (tx) => {
        const [seen] = await tx.lockRows([ref(1)]);
        order.push('second');
        return seen?.row.rev;
      });
      // Another row is not held up.
      await write((tx) => tx.lockRows([ref(2)]));
      goOn.resolve();
      await first;
      expect(await second).toBe(2);
      expect(order).toEqual(['first', 'second']);
    });

    it('lets one of two that make the same row start again', async () => {
      const both = await Promise.allSettled(
        [1, 2].map(() => write((tx) => tx.save({ ...none, rows: [row(1)], feed: [put(1)] }))),
      );
      const failed = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(failed).toHaveLength(1);
      expect(failed[0]).toBeInstanceOf(StoreConflict);
      expect(await world.store.read(district, (tx) => tx.heads([scope]))).toEqual(new Map([[scope, 1]]));
    });
  });
}
