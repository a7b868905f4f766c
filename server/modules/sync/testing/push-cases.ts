/** What push promises (sync, "Protocol"), over any store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeId } from '../../../../core/lib/id.ts';
import type { Mutation, MutationResult, PushReply, PushRequest } from '../../../../core/protocol/push.ts';
import type { AnyRow, RowRef } from '../../../../core/protocol/rows.ts';
import { isReceipt } from '../../../../core/protocol/receipt.ts';
import {
  clerk,
  householdId,
  otherGrid,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistleId,
} from '../../../../core/testing/builders.ts';
import {
  deviceId,
  district,
  later,
  makeWorld,
  mutation,
  pushOf,
  raising,
  withGrants,
  type StoreWorld,
  type SyncWorld,
  type WorldOptions,
} from './world.ts';

const scope = `grid:${testGrid}` as const;
const yearMs = 365 * 86_400_000;
const visiting = (n: number, set: object = {}) => ({
  visit: makeId('visit', testUuid(500 + n)),
  household: householdId(1),
  outcome: 'met',
  note: '一切都好',
  needs: [],
  occurredAt: testNow,
  ...set,
});

const refusalsOf = (reply: PushReply): string[] =>
  reply.results.map((one) => (one.outcome === 'refused' ? one.refusal.code : one.outcome));

const settle = (seq: number, base: number) =>
  mutation(
    seq,
    'whistle.settle',
    { whistle: whistleId(1), text: '已换灯泡' },
    { id: testUuid(300 + seq), base, expects: 'community' },
  );

export function pushCases(name: string, makeStore: () => Promise<StoreWorld>): void {
  describe(`push over ${name}`, () => {
    let world: SyncWorld;
    const build = async (options?: WorldOptions): Promise<void> => {
      world = await makeWorld(await makeStore(), options);
    };
    beforeEach(() => build());
    afterEach(() => world.close());

    const send = (mutations: Mutation[], set: Partial<PushRequest> = {}, account = wang.account) =>
      world.sync.push(district, { account, isDesk: false }, pushOf(mutations, set));
    async function taken(mutations: Mutation[], set: Partial<PushRequest> = {}, account = wang.account) {
      const answer = await send(mutations, set, account);
      if (!answer.ok) throw new Error(`not taken: ${answer.problem.code}`);
      return answer.reply;
    }
    const epoch = () => world.store.read(district, (tx) => tx.epoch());
    const head = async () => (await world.store.read(district, (tx) => tx.heads([scope]))).get(scope) ?? 0;
    const row = async (kind: RowRef['kind'], id: string): Promise<AnyRow | undefined> =>
      (await world.store.read(district, (tx) => tx.rows([{ kind, id }])))[0]?.row;
    const lastSeq = async (n = 1) => (await world.store.read(district, (tx) => tx.device(deviceId(n))))?.lastSeq;

    it('applies in order, with a receipt for each, and pokes the scopes that moved', async () => {
      const before = await head();
      const reply = await taken([
        mutation(1, 'whistle.raise', raising(1)),
        mutation(2, 'visit.record', visiting(1)),
        mutation(3, 'whistle.raise', raising(2)),
      ]);
      const receipts = reply.results.map((one) => (one.outcome === 'applied' ? one.receipt : ''));
      expect(receipts.map((receipt) => receipt.slice(0, 12))).toEqual(['261118-00001', '261118-00002', '261118-00003']);
      expect(receipts.every(isReceipt)).toBe(true);
      expect(reply).toMatchObject({ epoch: await epoch(), serverTime: testNow });
      // Two whistles with an event each, a visit and its household.
      expect(await head()).toBe(before + 6);
      expect(world.pokes).toEqual([[scope, before + 6]]);
      expect(await row('whistle', whistleId(2))).toMatchObject({ stage: 'community', raisedByName: wang.name });
      expect(await row('household', householdId(1))).toMatchObject({ rev: 2, lastOutcome: 'met' });
      expect(await lastSeq()).toBe(3);
    });

    it('lets mutations of one batch see what those before them did', async () => {
      const reply = await taken([
        mutation(1, 'whistle.raise', raising(1)),
        mutation(2, 'whistle.amend', { whistle: whistleId(1), set: { text: '两盏都不亮' } }),
        mutation(3, 'whistle.raise', raising(1)),
        mutation(4, 'whistle.comment', { whistle: whistleId(1), text: '路过的人说昨晚就坏了' }),
      ]);
      expect(refusalsOf(reply)).toEqual(['applied', 'applied', 'exists', 'applied']);
      expect(await row('whistle', whistleId(1))).toMatchObject({ rev: 3, text: '两盏都不亮' });
    });

    it('answers a resent batch as before, and does nothing twice', async () => {
      const batch = [mutation(1, 'whistle.raise', raising(1)), mutation(2, 'whistle.raise', raising(1))];
      const first = await taken(batch);
      const before = await head();
      const again = await taken(batch, { epoch: first.epoch });
      expect(again.results).toEqual(first.results.map((one): MutationResult => ({ ...one, repeated: true })));
      expect(refusalsOf(again)).toEqual(['applied', 'exists']);
      expect(await head()).toBe(before);
    });

    it('lets the first body stand when a mutation comes again with another', async () => {
      const first = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const again = await taken([mutation(1, 'whistle.raise', raising(1, { text: '别的话' }))], { epoch: first.epoch });
      expect(again.results).toEqual(first.results.map((one): MutationResult => ({ ...one, repeated: true })));
      expect(await row('whistle', whistleId(1))).toMatchObject({ text: raising(1).text });
      expect(world.log).toEqual(['a mutation came again with another body; the first one stands']);
    });

    it('takes nothing of a copy of the device, whose numbers stand for other mutations', async () => {
      const { epoch: known } = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const other = mutation(1, 'whistle.raise', raising(2), { id: testUuid(77) });
      expect(await send([other, mutation(2, 'whistle.raise', raising(3))], { epoch: known })).toEqual({
        ok: false,
        problem: { code: 'device-forked' },
      });
      expect(await row('whistle', whistleId(2))).toBeUndefined();
      expect(await row('whistle', whistleId(3))).toBeUndefined();
      expect(await lastSeq()).toBe(1);
    });

    it('takes nothing after a gap and says what comes next', async () => {
      const { epoch: known } = await taken([mutation(1, 'whistle.raise', raising(1))]);
      for (const batch of [
        [mutation(3, 'whistle.raise', raising(3))],
        [mutation(2, 'whistle.raise', raising(2)), mutation(4, 'whistle.raise', raising(4))],
      ])
        expect(await send(batch, { epoch: known })).toEqual({
          ok: false,
          problem: { code: 'sequence-gap', expected: 2 },
        });
      expect(await row('whistle', whistleId(2))).toBeUndefined();
    });

    it('knows a mutation under a new device and number, and lets it take that number', async () => {
      const original = mutation(1, 'whistle.raise', raising(1));
      const first = await taken([original]);
      const before = await head();
      const moved = [{ ...original, seq: 1 }, mutation(2, 'whistle.raise', raising(2))];
      const again = await taken(moved, { device: deviceId(2), epoch: first.epoch });
      expect(again.results[0]).toEqual({ ...first.results[0], repeated: true });
      expect(again.results[1]).not.toHaveProperty('repeated');
      expect(await head()).toBe(before + 2);
      expect(await lastSeq(2)).toBe(2);
      const third = await taken(moved, { device: deviceId(2), epoch: first.epoch });
      expect(third.results.map(({ repeated }) => repeated)).toEqual([true, true]);
    });

    it('refuses a known id with another body under a new number', async () => {
      const first = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const other = mutation(2, 'whistle.raise', raising(2), { id: testUuid(1001) });
      const reply = await taken([other], { epoch: first.epoch });
      expect(refusalsOf(reply)).toEqual(['forked']);
      expect(refusalsOf(await taken([other], { epoch: first.epoch }))).toEqual(['forked']);
      expect(await lastSeq()).toBe(2);
    });

    it('never takes a device of another account', async () => {
      const first = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const answer = await send([mutation(2, 'whistle.raise', raising(2))], { epoch: first.epoch }, stranger.account);
      expect(answer).toEqual({ ok: false, problem: { code: 'device-forked' } });
      expect(await lastSeq()).toBe(1);
    });

    it('refuses what it does not know or serve, without blocking what follows', async () => {
      const long = 'x'.repeat(4001);
      const place = { lng: 181, lat: 31, accuracy: 5, method: 'gps' };
      const reply = await taken([
        mutation(1, 'whistle.sing', {}),
        mutation(2, 'whistle.raise', raising(2), { v: 0 }),
        mutation(3, 'whistle.raise', raising(3, { text: long })),
        mutation(4, 'whistle.raise', raising(4, { place })),
        mutation(5, 'whistle.raise', raising(5, { place: { ...place, lng: 1, accuracy: -1 } })),
        mutation(6, 'whistle.raise', raising(6, { text: 'nul \u0000' })),
        mutation(7, 'whistle.raise', raising(7, { text: 'half \ud83d' })),
        mutation(8, 'whistle.raise', raising(8, { text: ' ' })),
        mutation(9, 'whistle.raise', raising(9, { spare: 'y'.repeat(33_000) })),
        mutation(10, 'whistle.raise', 'not an object'),
        mutation(11, '\u0000\ud83d', {}),
        mutation(12, 'visit.record', visiting(1, { occurredAt: 'yesterday' })),
        mutation(13, 'whistle.raise', raising(13, { occurredAt: '1969-12-31T23:59:59Z' })),
        mutation(14, 'whistle.raise', raising(14)),
      ]);
      expect(refusalsOf(reply)).toEqual([
        'unknown-type',
        'unsupported-version',
        'text-too-long',
        'out-of-range',
        'out-of-range',
        'text-not-storable',
        'text-not-storable',
        'nothing-said',
        'text-too-long',
        'invalid',
        'unknown-type',
        'invalid',
        'out-of-range',
        'applied',
      ]);
      expect(await lastSeq()).toBe(14);
    });

    it('keeps what it does not read where it has no harm, NUL and half pairs too', async () => {
      const spare = { '\u0000': 'nul \u0000', half: '\ud83d' };
      expect(refusalsOf(await taken([mutation(1, 'whistle.raise', raising(1, { spare }))]))).toEqual(['applied']);
    });

    it('answers alike for what is unknown and for what is another’s', async () => {
      await world.setAuthor(
        withGrants(stranger, [{ role: 'worker', area: otherGrid, from: later(-yearMs), to: null }]),
      );
      const { epoch: known } = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const reply = await taken(
        [
          mutation(1, 'whistle.comment', { whistle: whistleId(1), text: '听得见吗' }, { id: testUuid(201) }),
          mutation(2, 'whistle.comment', { whistle: whistleId(9), text: '听得见吗' }, { id: testUuid(202) }),
          mutation(3, 'visit.record', visiting(1), { id: testUuid(203) }),
          mutation(4, 'visit.record', visiting(2, { household: householdId(99) }), { id: testUuid(204) }),
          mutation(5, 'whistle.raise', raising(3), { id: testUuid(205) }),
        ],
        { device: deviceId(2), epoch: known },
        stranger.account,
      );
      expect(refusalsOf(reply)).toEqual(['not-found', 'not-found', 'not-found', 'not-found', 'not-found']);
      const details = reply.results.map((one) => (one.outcome === 'refused' ? one.refusal.detail : ''));
      expect(details[0]).toBe(details[1]);
      expect(details[2]).toBe(details[3]);
    });

    it('keeps every character as it was typed', async () => {
      const texts = [
        '𠮷野家 👩🏽‍🔧',
        '\u202e<script>alert(1)</script>',
        `'; drop table feed; --`,
        '%s %n \\u0000',
        '\u0007\t\n',
        'ｗｉｄｅ ﷽ Z͑ͫ̓',
      ];
      const batch = texts.map((text, i) => mutation(i + 1, 'whistle.raise', raising(i + 1, { text })));
      await taken(batch);
      for (const [i, text] of texts.entries()) expect(await row('whistle', whistleId(i + 1))).toMatchObject({ text });
    });

    it('asks a phone of another epoch to pull afresh, and one that forgot its epoch', async () => {
      const first = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const problem = { code: 'epoch-changed', epoch: first.epoch, lastSeq: 1 };
      const next = [mutation(2, 'whistle.raise', raising(2))];
      expect(await send(next, { epoch: 'of long ago' })).toEqual({ ok: false, problem });
      expect(await send(next, { epoch: null })).toEqual({ ok: false, problem });
      expect(await send(next, { epoch: 'of long ago', device: deviceId(5) })).toEqual({
        ok: false,
        problem: { ...problem, lastSeq: 0 },
      });
      expect(await row('whistle', whistleId(2))).toBeUndefined();
    });

    it('takes an answer that it does not have as proof of a restore, and starts a new epoch', async () => {
      const first = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const told = await send([mutation(8, 'whistle.raise', raising(2))], { epoch: first.epoch, acked: 7 });
      expect(told).toEqual({ ok: false, problem: { code: 'epoch-changed', epoch: 'epoch-after-1', lastSeq: 1 } });
      expect(await epoch()).toBe('epoch-after-1');
      expect(world.log[0]).toContain('a new epoch was started');
      // Others hear of it at their next contact.
      expect(await send([], { epoch: first.epoch, device: deviceId(2) })).toMatchObject({
        problem: { code: 'epoch-changed', epoch: 'epoch-after-1' },
      });
      const healed = await taken([mutation(2, 'whistle.raise', raising(2))], { epoch: 'epoch-after-1', acked: 1 });
      expect(refusalsOf(healed)).toEqual(['applied']);
    });

    it('judges by the server’s clock what a phone did whose clock is a year off', async () => {
      // The grid became hers an hour ago; the phone says last year, and next year.
      await world.setAuthor(withGrants(wang, [{ role: 'worker', area: testGrid, from: later(-3_600_000), to: null }]));
      for (const [n, off] of [-yearMs, yearMs].entries()) {
        const at = later(off - 60_000);
        const reply = await taken(
          [mutation(1, 'whistle.raise', raising(n + 1, { occurredAt: at }), { at, id: testUuid(600 + n) })],
          {
            device: deviceId(n + 1),
            sentAt: later(off),
          },
        );
        expect(refusalsOf(reply)).toEqual(['applied']);
        expect(await row('whistle', whistleId(n + 1))).toMatchObject({ raisedAt: testNow, occurredAt: later(-60_000) });
        expect(await world.store.read(district, (tx) => tx.device(deviceId(n + 1)))).toMatchObject({
          clockErrorMs: off,
        });
      }
    });

    it('corrects no time by an error of less than two minutes', async () => {
      await taken([mutation(1, 'whistle.raise', raising(1, { occurredAt: later(-300_000) }))], {
        sentAt: later(-119_000),
      });
      expect(await row('whistle', whistleId(1))).toMatchObject({ occurredAt: later(-300_000) });
    });

    it('applies what she did before her grid was handed over, and refuses what she did after', async () => {
      await world.setAuthor(
        withGrants(wang, [{ role: 'worker', area: testGrid, from: later(-yearMs), to: later(-3_600_000) }]),
      );
      const reply = await taken([
        mutation(1, 'whistle.raise', raising(1), { at: later(-3_600_001) }),
        mutation(2, 'visit.record', visiting(1), { at: later(-7_200_000) }),
        mutation(3, 'whistle.raise', raising(3), { at: later(-3_600_000) }),
        mutation(4, 'visit.record', visiting(2), { at: later(-1) }),
      ]);
      expect(refusalsOf(reply)).toEqual(['applied', 'applied', 'not-your-grid', 'not-your-grid']);
    });

    it('refuses a decision that rests on what changed meanwhile', async () => {
      const { epoch: known } = await taken([mutation(1, 'whistle.raise', raising(1))]);
      const words = { whistle: whistleId(1), set: { text: '又来了一位' } };
      await taken([mutation(2, 'whistle.amend', words)], { epoch: known });
      const reply = await taken(
        [settle(1, 1), settle(2, 2), settle(3, 3)],
        { device: deviceId(9), epoch: known },
        clerk.account,
      );
      expect(refusalsOf(reply)).toEqual(['changed', 'applied', 'changed']);
    });

    it('quarantines a mutation on which a rule fails, and goes on with the next', async () => {
      await world.close();
      await build({
        calendar: {
          version: 'broken',
          get years(): never {
            throw new Error('no calendar');
          },
        },
      });
      const reply = await taken([mutation(1, 'whistle.raise', raising(1)), mutation(2, 'visit.record', visiting(1))]);
      expect(refusalsOf(reply)).toEqual(['quarantined', 'applied']);
      expect(world.log).toEqual(['a rule failed; its mutation is quarantined']);
      const again = await taken([mutation(1, 'whistle.raise', raising(1))], { epoch: reply.epoch });
      expect(refusalsOf(again)).toEqual(['quarantined']);
    });

    it('writes with each change who is told of it, once, and with a refusal nothing', async () => {
      const batch = [
        mutation(1, 'whistle.raise', raising(1)),
        mutation(2, 'whistle.comment', { whistle: whistleId(1), text: '昨晚就坏了' }),
        mutation(3, 'whistle.raise', raising(1)),
      ];
      const { epoch: at } = await taken(batch);
      await taken(batch, { epoch: at });
      const effects = await world.effects();
      expect(effects.map(({ id, kind }) => [id, kind])).toEqual([
        [`whistle-moved:${makeId('event', testUuid(1001))}`, 'whistle-moved'],
        [`whistle-moved:${makeId('event', testUuid(1002))}`, 'whistle-moved'],
      ]);
      expect(effects[0]).toMatchObject({
        at: testNow,
        payload: {
          whistle: whistleId(1),
          by: wang.account,
          name: 'whistle-raised',
          stage: 'community',
          clock: null,
          tellings: expect.arrayContaining([
            { party: { part: 'community', area: testGrid.slice(0, 12) }, what: 'deed' },
          ]),
        },
      });
    });

    it('takes many phones at once, each in its own order, nothing twice', async () => {
      const phones = Array.from({ length: 12 }, (_, n) => n + 1);
      const sent = await Promise.all(
        phones.flatMap((n) => {
          const batch = [1, 2, 3].map((seq) =>
            mutation(seq, 'whistle.raise', raising(n * 10 + seq), { id: testUuid(n * 100 + seq) }),
          );
          // Each batch is sent twice at the same time, as a phone does that lost the answer.
          return [
            taken(batch, { device: deviceId(n) }).catch(() => null),
            taken(batch, { device: deviceId(n) }).catch(() => null),
          ];
        }),
      );
      const receipts = sent.flatMap(
        (reply) => reply?.results.flatMap((one) => (one.outcome === 'applied' ? [one.receipt] : [])) ?? [],
      );
      expect(new Set(receipts).size).toBe(36);
      for (const n of phones) expect(await lastSeq(n)).toBe(3);
      // Two grids, five doors and 36 whistles with their events, minus what lies in other scopes.
      const entries = await world.store.read(district, (tx) => tx.feed(scope, 0, 1000));
      expect(entries.filter(({ kind }) => kind === 'whistle')).toHaveLength(36);
    });
  });
}
