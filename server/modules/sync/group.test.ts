import { describe, expect, it } from 'vitest';
import { wang } from '../../../core/testing/builders.ts';
import { makePushQueue, TooBusy, type GroupLimits } from './group.ts';
import type { IncomingPush } from './incoming.ts';
import type { GroupAnswer } from './push.ts';
import { StoreBroken, StoreConflict, StoreUnavailable } from './store.ts';
import { deviceId, district, pushOf } from './testing/world.ts';

const name = (push: IncomingPush): string => push.request.device.slice(-2);
const mutations = (count: number) => Array.from({ length: count }, () => ({}) as IncomingPush['mutations'][number]);
const request = (n: number, set: Partial<IncomingPush> = {}): IncomingPush => ({
  account: wang.account,
  isDesk: false,
  request: pushOf([], { device: deviceId(n) }),
  mutations: mutations(1),
  bytes: 10,
  ...set,
});

/** A queue whose groups wait until they are let go, and fail as they are told. */
function queueOf(
  limits: Partial<GroupLimits> = {},
  fail: (pushes: readonly IncomingPush[], turn: number) => unknown = () => null,
) {
  const groups: string[][] = [];
  const sizes: number[] = [];
  const waits: number[] = [];
  const first = Promise.withResolvers<void>();
  let committed = 0;
  const queue = makePushQueue({
    async decide(_, pushes): Promise<GroupAnswer> {
      groups.push(pushes.map(name));
      sizes.push(pushes.reduce((sum, push) => sum + push.mutations.length, 0));
      await first.promise;
      const fault = fail(pushes, groups.length);
      if (fault) throw fault;
      const reply = (push: IncomingPush) => ({
        results: [],
        epoch: name(push),
        serverTime: '2026-11-22T00:00:00.000Z' as const,
      });
      return { answers: pushes.map((push) => ({ ok: true, reply: reply(push) })), heads: new Map() };
    },
    committed: () => committed++,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    fraction: () => 0.5,
    limits,
  });
  const push = (n: number, set?: Partial<IncomingPush>): Promise<string> =>
    queue.push(district, request(n, set)).then(
      (answer) => (answer.ok ? answer.reply.epoch : 'problem'),
      (fault: Error) => fault.name,
    );
  return { push, groups, sizes, waits, letGo: first.resolve, commits: () => committed };
}
const tag = (n: number): string => deviceId(n).slice(-2);

describe('requests that wait at the same time', () => {
  it('become one group, while the one before is written', async () => {
    const { push, groups, letGo, commits } = queueOf();
    const answers = [1, 2, 3, 4].map((n) => push(n));
    letGo();
    expect(await Promise.all(answers)).toEqual([1, 2, 3, 4].map(tag));
    expect(groups).toEqual([[tag(1)], [tag(2), tag(3), tag(4)]]);
    expect(commits()).toBe(2);
  });

  it('are taken desks first, else as they came', async () => {
    const { push, groups, letGo } = queueOf();
    const answers = [push(1), push(2), push(3), push(4, { isDesk: true }), push(5, { isDesk: true })];
    letGo();
    await Promise.all(answers);
    expect(groups[1]).toEqual([4, 5, 2, 3].map(tag));
  });

  it('fill a group up to its limits, and never nothing', async () => {
    const { push, groups, letGo } = queueOf({ mutations: 5, bytes: 100 });
    const answers = [
      push(1),
      push(2, { mutations: mutations(3) }),
      push(3, { mutations: mutations(3) }),
      push(4, { bytes: 1000 }),
      push(5),
    ];
    letGo();
    await Promise.all(answers);
    expect(groups).toEqual([[1], [2], [3], [4], [5]].map((group) => group.map(tag)));
  });

  it('are turned away when too much waits', async () => {
    const { push, letGo } = queueOf({ waitingBytes: 25 });
    const answers = [push(1), push(2), push(3), push(4)];
    letGo();
    expect(await Promise.all(answers)).toEqual([tag(1), tag(2), tag(3), TooBusy.name]);
  });
});

describe('a group that meets another transaction', () => {
  it('runs again after a growing wait', async () => {
    const { push, groups, waits, letGo } = queueOf({}, (_, turn) => (turn <= 3 ? new StoreConflict('again') : null));
    letGo();
    expect(await push(1)).toBe(tag(1));
    expect(groups).toHaveLength(4);
    expect(waits).toEqual([15, 30, 60]);
  });

  it('is run request by request when it never goes through', async () => {
    const { push, groups, letGo } = queueOf({}, (pushes) =>
      pushes.some((one) => one.request.device === deviceId(3)) ? new StoreConflict('again') : null,
    );
    const answers = [1, 2, 3, 4].map((n) => push(n));
    letGo();
    expect(await Promise.all(answers)).toEqual([tag(1), tag(2), StoreConflict.name, tag(4)]);
    // Six times together, then each alone: the third six times.
    expect(groups).toHaveLength(1 + 6 + 1 + 6 + 1);
  });
});

describe('a fault', () => {
  it('of one request does not spoil its neighbours', async () => {
    const { push, letGo } = queueOf({}, (pushes) =>
      pushes.some((one) => one.request.device === deviceId(2)) ? new RangeError('bug') : null,
    );
    const answers = [1, 2, 3].map((n) => push(n));
    letGo();
    expect(await Promise.all(answers)).toEqual([tag(1), 'RangeError', tag(3)]);
  });

  it('of its own data costs one mutation: the request is halved until that one is alone, and put away', async () => {
    const bad = { mutation: { id: 'bad' } } as unknown as IncomingPush['mutations'][number];
    const isPutAway = ({ command }: IncomingPush['mutations'][number]): boolean => command !== undefined;
    const { push, sizes, letGo } = queueOf({}, (pushes) =>
      pushes.some((one) => one.mutations.some((each) => each.mutation === bad.mutation && !isPutAway(each)))
        ? new RangeError('bug')
        : null,
    );
    const answer = push(1, { mutations: [...mutations(2), bad, ...mutations(1)] });
    letGo();
    expect(await answer).toBe(tag(1));
    expect(sizes).toEqual([4, 2, 2, 1, 1, 1]);
  });

  it('of the database in itself puts nothing away', async () => {
    const { push, sizes, letGo } = queueOf({}, () => new StoreBroken('SQLSTATE XX000'));
    const answer = push(1, { mutations: mutations(4) });
    letGo();
    expect(await answer).toBe(StoreBroken.name);
    expect(sizes).toEqual([4]);
  });

  it('of the database is told to everybody at once, and the next request is tried', async () => {
    const { push, groups, letGo } = queueOf({}, (_, turn) => (turn === 2 ? new StoreUnavailable('away') : null));
    const answers = [1, 2, 3].map((n) => push(n));
    letGo();
    expect(await Promise.all(answers)).toEqual([tag(1), StoreUnavailable.name, StoreUnavailable.name]);
    expect(groups).toHaveLength(2);
    expect(await push(4)).toBe(tag(4));
  });
});
