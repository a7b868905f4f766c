/** What pull promises (sync, "Protocol"), over any store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeId, type AccountId } from '../../../../core/lib/id.ts';
import type { Mask, Scope } from '../../../../core/org/scope.ts';
import type { PullReply, PullRequest } from '../../../../core/protocol/pull.ts';
import {
  clerk,
  household,
  householdId,
  otherGrid,
  stranger,
  streetClerk,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistleId,
} from '../../../../core/testing/builders.ts';
import { people, play, whistleAt } from '../../../../core/testing/loop.ts';
import { loadRows } from '../load.ts';
import {
  deviceId,
  district,
  later,
  makeWorld,
  mutation,
  pullOf,
  pushOf,
  raising,
  withGrants,
  type StoreWorld,
  type SyncWorld,
  type WorldOptions,
} from './world.ts';

const scope = `grid:${testGrid}` as const;
const tenant = `tenant:${district}` as const;
const need = makeId('need', testUuid(700));

const visitWithNeed = (seq: number): Parameters<typeof mutation> => [
  seq,
  'visit.record',
  {
    visit: makeId('visit', testUuid(701)),
    household: householdId(1),
    outcome: 'met',
    note: null,
    needs: [
      {
        need,
        kind: 'livingAlone',
        note: '子女在外地',
        until: null,
        consent: { how: 'spoken', at: testNow, wording: '同意登记' },
      },
    ],
    occurredAt: testNow,
  },
];

export function pullCases(name: string, makeStore: () => Promise<StoreWorld>): void {
  describe(`pull over ${name}`, () => {
    let world: SyncWorld;
    const build = async (options?: WorldOptions): Promise<void> => {
      world = await makeWorld(await makeStore(), options);
    };
    beforeEach(() => build());
    afterEach(() => world.close());

    const ask = (set: Partial<PullRequest> = {}, account: AccountId = wang.account) =>
      world.sync.pull(district, account, pullOf(set));
    async function told(set: Partial<PullRequest> = {}, account: AccountId = wang.account): Promise<PullReply> {
      const answer = await ask(set, account);
      if (!answer.ok) throw new Error(`not answered: ${answer.problem.code}`);
      return answer.reply;
    }
    async function push(...mutations: Parameters<typeof mutation>[]) {
      const epoch = await world.store.read(district, (tx) => tx.epoch());
      const answer = await world.sync.push(
        district,
        { account: wang.account, isDesk: false },
        pushOf(
          mutations.map((one) => mutation(...one)),
          { epoch },
        ),
      );
      if (!answer.ok) throw new Error(answer.problem.code);
    }
    const kinds = async (account: AccountId) => {
      const changes = (await told({ device: deviceId(8) }, account)).scopes[scope]?.changes ?? [];
      return {
        need: changes.filter(({ kind }) => kind === 'need').length,
        visit: changes.find(({ kind }) => kind === 'visit'),
        household: changes.find(({ id }) => id === householdId(1)),
      };
    };

    it('tells a worker her own grids, from the beginning', async () => {
      const reply = await told();
      expect(Object.keys(reply.scopes).toSorted()).toEqual([scope, tenant]);
      const page = reply.scopes[scope];
      expect(page).toMatchObject({ from: null, to: 6, head: 6, more: false });
      expect(page?.changes.map(({ kind, op, version }) => [kind, op, version])).toEqual([
        ['grid', 'put', 1],
        ...[2, 3, 4, 5, 6].map((version) => ['household', 'put', version]),
      ]);
      expect(page?.changes[1]).toMatchObject({ row: household(1) });
      expect(reply).toMatchObject({ serverTime: testNow, lastSeq: 0, left: [], reset: [] });
    });

    it('tells only what changed since the cursor, each row once', async () => {
      await push([1, 'whistle.raise', raising(1)], [2, 'whistle.comment', { whistle: whistleId(1), text: '一' }]);
      await push([3, 'whistle.comment', { whistle: whistleId(1), text: '二' }]);
      const reply = await told({
        epoch: (await told({ device: deviceId(3) })).epoch,
        cursors: { [scope]: 6, [tenant]: 2 },
      });
      const page = reply.scopes[scope];
      expect(page).toMatchObject({ from: 6, to: 11, head: 11, more: false });
      expect(page?.changes.map(({ kind }) => kind).toSorted()).toEqual(['event', 'event', 'event', 'whistle']);
      expect(page?.changes.find(({ kind }) => kind === 'whistle')).toMatchObject({ row: { rev: 3 } });
      expect(reply.scopes[tenant]).toEqual({ from: 2, to: 2, head: 2, more: false, mask: 'C', changes: [] });
      expect(reply.lastSeq).toBe(3);
    });

    it('goes on page by page without passing a row by', async () => {
      await world.close();
      await build({ pageLimits: { rows: 2 } });
      const seen: string[] = [];
      let cursor: number | undefined;
      for (let pages = 0; pages < 10; pages++) {
        const reply = await told({ cursors: cursor === undefined ? {} : { [scope]: cursor } });
        const page = reply.scopes[scope];
        expect(page?.from).toBe(cursor ?? null);
        seen.push(...(page?.changes.map(({ id }) => id) ?? []));
        cursor = page?.to;
        if (!page?.more) break;
      }
      expect(cursor).toBe(6);
      expect(seen).toEqual([testGrid, ...[1, 2, 3, 4, 5].map(householdId)]);
    });

    it('cuts a page by its bytes, but never to nothing', async () => {
      await world.close();
      await build({ pageLimits: { bytes: 700, replyBytes: 100_000 } });
      const page = (await told()).scopes[scope];
      expect(page?.changes.length).toBeGreaterThan(0);
      expect(page?.changes.length).toBeLessThan(6);
      expect(page).toMatchObject({ to: page?.changes.at(-1)?.version, head: 6, more: true });
      await world.close();
      await build({ pageLimits: { bytes: 1 } });
      expect((await told()).scopes[scope]?.changes).toHaveLength(1);
    });

    it('measures a page as it is sent, in bytes of UTF-8', async () => {
      const changes = (await told()).scopes[scope]?.changes ?? [];
      const two = changes.slice(0, 2).reduce((sum, change) => sum + Buffer.byteLength(JSON.stringify(change)), 0);
      await world.close();
      await build({ pageLimits: { bytes: two } });
      expect((await told()).scopes[scope]?.changes).toHaveLength(2);
      await world.close();
      await build({ pageLimits: { bytes: two - 1 } });
      expect((await told()).scopes[scope]?.changes).toHaveLength(1);
    });

    it('leaves scopes for the next reply when this one is full', async () => {
      await world.close();
      await build({ pageLimits: { replyBytes: 1 } });
      const reply = await told({}, clerk.account);
      const pages = Object.values(reply.scopes);
      expect(pages.filter((page) => page && page.changes.length > 0)).toHaveLength(1);
      expect(pages.filter((page) => page?.more)).not.toHaveLength(0);
      for (const page of pages) if (page?.more) expect(page).toMatchObject({ from: null, to: 0, changes: [] });
    });

    it('shows the community that help is needed, and the worker why', async () => {
      await push(visitWithNeed(1));
      expect(await kinds(wang.account)).toMatchObject({
        need: 1,
        visit: { row: { needs: [need] } },
        household: { row: { needsHelp: true, visitEveryDays: 7 } },
      });
      expect(await kinds(clerk.account)).toMatchObject({
        need: 0,
        visit: { row: { needs: [] } },
        household: { row: { needsHelp: true, visitEveryDays: null, visitDueOn: '2026-11-25' } },
      });
    });

    it('starts a grid anew for whoever sees more, or less, of it than before', async () => {
      await push(visitWithNeed(1));
      const epoch = await world.store.read(district, (tx) => tx.epoch());
      const asClerk = { role: 'community' as const, area: testGrid.slice(0, 12), from: later(-1), to: null };
      const asWorker = { role: 'worker' as const, area: testGrid, from: later(-1), to: null };
      const needsIn = (reply: PullReply) => reply.scopes[scope]?.changes.filter(({ kind }) => kind === 'need').length;
      const device = deviceId(8);
      const before = await told({ device }, clerk.account);
      const head = before.scopes[scope]?.head ?? 0;
      expect([before.scopes[scope]?.mask, needsIn(before)]).toEqual(['C', 0]);
      const since = (mask: 'W' | 'C') =>
        told(
          { device, epoch, cursors: { [scope]: head, [tenant]: 2 }, masks: { [scope]: mask, [tenant]: 'C' } },
          clerk.account,
        );
      expect((await since('C')).reset).toEqual([]);

      await world.setAuthor(withGrants(clerk, [asClerk, asWorker]));
      const wider = await since('C');
      expect([wider.reset, wider.scopes[scope]?.from, wider.scopes[scope]?.mask]).toEqual([[scope], null, 'W']);
      expect(needsIn(wider)).toBe(1);
      expect(wider.scopes[tenant]).toMatchObject({ from: 2, changes: [] });
      expect((await since('W')).reset).toEqual([]);

      await world.setAuthor(withGrants(clerk, [asClerk]));
      const narrower = await since('W');
      expect([narrower.reset, narrower.scopes[scope]?.from, needsIn(narrower)]).toEqual([[scope], null, 0]);
      expect(world.log).toEqual([]);
    });

    it('gives a community all its grids, and a street no scope at all', async () => {
      await world.setAuthor(streetClerk);
      expect(Object.keys((await told({}, clerk.account)).scopes).toSorted()).toEqual(
        [`community:${testGrid.slice(0, 12)}`, scope, `grid:${otherGrid}`, tenant].toSorted(),
      );
      expect((await told({}, streetClerk.account)).scopes).toEqual({});
    });

    it('says which scopes are no longer hers, from the moment of the hand-over', async () => {
      await world.setAuthor(
        withGrants(wang, [{ role: 'worker', area: testGrid, from: later(-1000), to: later(5000) }]),
      );
      expect((await told({ cursors: { [scope]: 3 } })).left).toEqual([]);
      world.clock.now = later(5000);
      const reply = await told({ cursors: { [scope]: 3, [`grid:${otherGrid}`]: 1 } });
      expect(reply.left.toSorted()).toEqual([scope, `grid:${otherGrid}`].toSorted());
      expect(reply.scopes[scope]).toBeUndefined();
    });

    it('asks a phone of another epoch to begin afresh', async () => {
      const { epoch } = await told();
      await push([1, 'whistle.raise', raising(1)]);
      const problem = { code: 'epoch-changed', epoch, lastSeq: 1 };
      expect(await ask({ epoch: 'of long ago' })).toEqual({ ok: false, problem });
      expect(await ask({ epoch: null })).toEqual({ ok: false, problem });
      expect((await told({ epoch })).lastSeq).toBe(1);
    });

    it('takes a cursor beyond the end as proof of a restore, and starts a new epoch once', async () => {
      const { epoch } = await told();
      const problem = { code: 'epoch-changed', epoch: 'epoch-after-1', lastSeq: 0 };
      expect(await ask({ epoch, cursors: { [scope]: 7 } })).toEqual({ ok: false, problem });
      expect(await ask({ epoch, cursors: { [scope]: 9 } })).toEqual({ ok: false, problem });
      expect(world.log).toHaveLength(1);
      expect((await told({ epoch: 'epoch-after-1' })).scopes[scope]?.head).toBe(6);
    });

    it('takes an answer that it does not have as proof of a restore', async () => {
      const { epoch } = await told();
      await push([1, 'whistle.raise', raising(1)]);
      expect(await ask({ epoch, acked: 1 })).toMatchObject({ ok: true });
      expect(await ask({ epoch, acked: 2 })).toEqual({
        ok: false,
        problem: { code: 'epoch-changed', epoch: 'epoch-after-1', lastSeq: 1 },
      });
    });

    it('starts a scope anew whose cursor means nothing here', async () => {
      const reply = await told({ epoch: null, cursors: { [scope]: 99 } });
      expect(reply.reset).toEqual([scope]);
      expect(reply.scopes[scope]).toMatchObject({ from: null, to: 6, more: false });
    });

    it('never answers with the numbers of another account’s device', async () => {
      await push([1, 'whistle.raise', raising(1)]);
      expect(await ask({}, stranger.account)).toEqual({ ok: false, problem: { code: 'device-forked' } });
    });

    it('tells a worker of desk talk neither its words nor that it was there', async () => {
      const opined = play(whistleAt('consulting'), 'opine', people.asked);
      if (!opined.ok) throw new Error(opined.refusal.detail);
      const { whistle, event } = opined.value;
      await loadRows(world.store, district, {
        rows: [
          { kind: 'whistle', row: whistle },
          { kind: 'event', row: event },
        ],
        audit: [],
      });
      const { changes } = (await told()).scopes[scope] ?? { changes: [] };
      expect(changes.filter(({ id }) => id === whistle.id)).toHaveLength(1);
      expect(changes.filter(({ id }) => id === event.id)).toEqual([]);
      expect(world.log).toEqual([]);
    });

    it('gives a reader within limits nothing beyond them, whatever it asks for', async () => {
      await push(visitWithNeed(1));
      const seen = (limits: [Scope, Mask][]) =>
        world.store.read(district, async (tx) => {
          await tx.limitTo(new Map(limits));
          const rows = await tx.rows([
            { kind: 'household', id: householdId(1) },
            { kind: 'need', id: need },
          ]);
          const feed = await tx.feed(scope, 0, 500);
          return [
            rows.map(({ kind }) => kind),
            feed.length > 0,
            [...(await tx.heads([scope, tenant])).keys()].toSorted(),
          ];
        });
      const [whole, masked, other] = [
        await seen([
          [scope, 'W'],
          [tenant, 'C'],
        ]),
        await seen([[scope, 'C']]),
        await seen([[`grid:${otherGrid}`, 'W']]),
      ];
      expect(whole).toEqual([['household', 'need'], true, [scope, tenant]]);
      expect(masked).toEqual([['household'], true, [scope]]);
      expect(other).toEqual([[], false, []]);
    });
  });
}
