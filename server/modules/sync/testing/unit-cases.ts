/** What a unit holds of whistles (sync, "Who holds what"), over any store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Author } from '../../../../core/org/role.ts';
import type { Change } from '../../../../core/protocol/pull.ts';
import { streetClerk, testGrid, testNow, testUuid, wang, whistleId } from '../../../../core/testing/builders.ts';
import { askedUnit, cooperatorUnit, leadUnit, people, units } from '../../../../core/testing/loop.ts';
import { msOf } from '../../../../core/lib/time.ts';
import { codeStepOf } from '../../../../core/whistle/report-code.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { loadRows } from '../load.ts';
import { serverReportCodes } from '../report-codes.ts';
import { makePhotoLedger } from '../photo-ledger.ts';
import {
  deviceId,
  district,
  later,
  makeWorld,
  mutation,
  pullOf,
  pushOf,
  raising,
  type StoreWorld,
  type SyncWorld,
} from './world.ts';

const whistle = whistleId(1);
const picture = 'a'.repeat(64);

export function unitCases(name: string, makeStore: () => Promise<StoreWorld>): void {
  describe(`units over ${name}`, () => {
    let world: SyncWorld;
    let deeds: number;
    beforeEach(async () => {
      world = await makeWorld(await makeStore());
      for (const author of [streetClerk, people.dispatcher, people.lead, people.cooperator, people.asked])
        await world.setAuthor(author);
      await loadRows(world.store, district, { rows: units.map((row) => ({ kind: 'unit', row })), audit: [] });
      deeds = 0;
    });
    afterEach(() => world.close());

    async function rowNow(): Promise<WhistleRow | undefined> {
      const rows = await world.store.read(district, (tx) => tx.rows([{ kind: 'whistle', id: whistle }]));
      return rows.flatMap((entry) => (entry.kind === 'whistle' ? [entry.row] : []))[0];
    }

    /** Each deed from a device of its own, so that no numbers have to be kept. */
    async function does(author: Author, type: string, payload: object): Promise<void> {
      deeds += 1;
      const seen = await rowNow();
      const answer = await world.sync.push(
        district,
        { account: author.account, isDesk: true },
        pushOf(
          [
            mutation(1, type, payload, {
              id: testUuid(2000 + deeds),
              ...(seen && { base: seen.rev, expects: seen.stage }),
            }),
          ],
          { device: deviceId(100 + deeds) },
        ),
      );
      expect(answer).toMatchObject({ ok: true, reply: { results: [{ outcome: 'applied' }] } });
    }

    /** What the unit's scope tells from a cursor on. */
    async function told(author: Author, unit: string, cursor = 0): Promise<{ changes: Change[]; to: number }> {
      const scope = `unit:${unit}` as const;
      const answer = await world.sync.pull(
        district,
        author.account,
        pullOf({ device: deviceId(90), cursors: { [scope]: cursor } }),
      );
      if (!answer.ok) throw new Error(answer.problem.code);
      const page = answer.reply.scopes[scope];
      expect(page?.mask).toBe('U');
      return { changes: [...(page?.changes ?? [])], to: page?.to ?? 0 };
    }
    const listed = (changes: readonly Change[]) => changes.map(({ kind, op }) => `${op} ${kind}`).toSorted();
    const seenIn = (changes: readonly Change[]) =>
      changes.flatMap((change) => (change.op === 'put' && change.kind === 'whistle' ? [change.row] : []))[0];

    async function isConsulted(): Promise<void> {
      await does(wang, 'whistle.raise', raising(1, { photos: [picture] }));
      await does(people.community, 'whistle.escalate', { whistle, category: '0103', text: '社区办不了' });
      await does(streetClerk, 'whistle.escalate', {
        whistle,
        category: '0103',
        text: '要部门办',
        proposal: { urgency: 'U3', complexity: 'several', lead: leadUnit, cooperators: [askedUnit] },
      });
    }
    const dispatched = () =>
      does(people.dispatcher, 'whistle.dispatch', {
        whistle,
        lead: leadUnit,
        cooperators: [cooperatorUnit],
        urgency: 'U3',
        reason: null,
      });
    async function isDispatched(): Promise<void> {
      await isConsulted();
      for (const author of [people.lead, people.asked])
        await does(author, 'whistle.opine', { whistle, opinion: 'agree', whose: null, grounds: '' });
      // One deed after another, as in life.
      world.clock.now = later(60_000);
      await dispatched();
    }

    it('hold what they are asked about, with its line and its photos, and nothing before', async () => {
      await does(wang, 'whistle.raise', raising(1, { photos: [picture] }));
      expect((await told(people.lead, leadUnit)).changes).toEqual([]);
      await does(people.community, 'whistle.escalate', { whistle, category: '0103', text: '社区办不了' });
      await does(streetClerk, 'whistle.escalate', {
        whistle,
        category: '0103',
        text: '要部门办',
        proposal: { urgency: 'U3', complexity: 'several', lead: leadUnit, cooperators: [askedUnit] },
      });
      const { changes } = await told(people.lead, leadUnit);
      expect(listed(changes)).toEqual(['put event', 'put event', 'put event', 'put photo', 'put whistle']);
      expect(seenIn(changes)?.loop).toMatchObject({ proposal: null, consults: [{ unit: leadUnit }] });
    });

    it('lose what was given to others, whole, and keep what is theirs', async () => {
      await isConsulted();
      const before = await told(people.asked, askedUnit);
      await does(people.lead, 'whistle.opine', { whistle, opinion: 'agree', whose: null, grounds: '' });
      await does(people.asked, 'whistle.opine', { whistle, opinion: 'object', whose: leadUnit, grounds: '第三条' });
      await does(people.dispatcher, 'whistle.dispatch', {
        whistle,
        lead: leadUnit,
        cooperators: [cooperatorUnit],
        urgency: 'U3',
        reason: '职责在此',
      });
      const after = await told(people.asked, askedUnit, before.to);
      expect(new Set(after.changes.map(({ op }) => op))).toEqual(new Set(['leave']));
      expect(after.changes.filter(({ kind }) => kind === 'whistle')).toHaveLength(1);
      expect(after.changes.filter(({ kind }) => kind === 'photo')).toHaveLength(1);
      // One that comes to it late has all of it at once.
      const helping = await told(people.cooperator, cooperatorUnit);
      expect(listed(helping.changes.filter(({ op }) => op === 'put'))).toEqual([
        'put event',
        'put event',
        'put event',
        'put event',
        'put photo',
        'put whistle',
      ]);
    });

    it('see nothing of what others said, scored or voted', async () => {
      await isDispatched();
      const { changes } = await told(people.lead, leadUnit);
      const events = changes.flatMap((change) => (change.op === 'put' && change.kind === 'event' ? [change.row] : []));
      const deedsSeen = events.flatMap(({ happening }) => (happening.type === 'whistle-did' ? [happening.action] : []));
      expect(deedsSeen).toEqual(['dispatch']);
      expect(seenIn(changes)?.supporters).toEqual([]);
    });

    it('lose it when they are recalled', async () => {
      await isDispatched();
      const before = await told(people.lead, leadUnit);
      world.clock.now = later(120_000);
      await does(people.dispatcher, 'whistle.recall', { whistle, unit: null, reason: '派错了' });
      const after = await told(people.lead, leadUnit, before.to);
      expect(after.changes.find(({ kind }) => kind === 'whistle')).toMatchObject({ op: 'leave' });
    });

    it('are told when the bytes of a photo arrive', async () => {
      await isConsulted();
      const before = await told(people.lead, leadUnit);
      const photos = makePhotoLedger({
        store: world.store,
        now: () => msOf(world.clock.now),
        sleep: () => Promise.resolve(),
        fraction: () => 0.5,
        committed: () => {},
      });
      await photos.claim(district, {
        account: wang.account,
        sha256: picture,
        state: 'here',
        type: 'image/jpeg',
        width: 10,
        height: 10,
      });
      const after = await told(people.lead, leadUnit, before.to);
      expect(after.changes).toMatchObject([{ kind: 'photo', op: 'put', row: { state: 'here' } }]);
    });

    it('lose a whistle that was merged while they were asked', async () => {
      await isConsulted();
      await does(wang, 'whistle.raise', raising(2));
      const before = await told(people.asked, askedUnit);
      await does(people.dispatcher, 'whistle.merge', { whistle, into: whistleId(2) });
      const after = await told(people.asked, askedUnit, before.to);
      expect(new Set(after.changes.map(({ op }) => op))).toEqual(new Set(['leave']));
    });

    it('report in by a code that their community alone holds, and that is gone once they were there', async () => {
      await isDispatched();
      const held = async (author: Author) => {
        const scope = `grid:${testGrid}` as const;
        const answer = await world.sync.pull(district, author.account, pullOf({ device: deviceId(91), cursors: {} }));
        if (!answer.ok) throw new Error(answer.problem.code);
        const changes = answer.reply.scopes[scope]?.changes ?? [];
        return changes.flatMap((change) => (change.op === 'put' && change.kind === 'reportCode' ? [change.row] : []));
      };
      const secretOf = async (unit: string) => (await held(people.community)).find((one) => one.unit === unit)?.secret;
      const secret = await secretOf(leadUnit);
      expect(await held(wang)).toEqual([]);
      const { changes } = await told(people.lead, leadUnit);
      expect(JSON.stringify(changes)).not.toContain(secret);

      const code = serverReportCodes.at(secret ?? '', codeStepOf(testNow));
      const plan = { whistle, unit: null, plan: '换灯', leader: '李', contact: '王', milestones: [] };
      // It is the order of the other unit.
      await does(people.cooperator, 'whistle.reportIn', { ...plan, code });
      expect(await rowNow()).toMatchObject({ stage: 'dispatched', loop: { orders: [{}, { codeTries: 1 }] } });
      await does(people.lead, 'whistle.reportIn', { ...plan, code });
      expect(await rowNow()).toMatchObject({ stage: 'working' });
      expect(await secretOf(leadUnit)).toBeUndefined();
      expect(await secretOf(cooperatorUnit)).toBeDefined();
    });

    it('read the rows of their scope and of no household', async () => {
      await isDispatched();
      const kinds = await world.store.read(district, async (tx) => {
        await tx.limitTo(new Map([[`unit:${leadUnit}` as const, 'U' as const]]));
        const rows = await tx.rows([
          { kind: 'whistle', id: whistle },
          { kind: 'household', id: `hh_${testUuid(1)}` },
        ]);
        return rows.map(({ kind }) => kind);
      });
      expect(kinds).toEqual(['whistle']);
    });
  });
}
