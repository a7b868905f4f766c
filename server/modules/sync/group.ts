/**
 * Group commit. Requests of a district that wait at the same time become one transaction: while one group is being
 * written, the next gathers. One group at a time per district in a process; desks first, else in order of arrival,
 * so what one device sends one after another is decided in that order.
 *
 * What a fault means: StoreConflict — nothing was kept, the whole group again, with a random wait; after five more
 * tries, or any other fault, each request alone, so that one cannot spoil its neighbours. StoreUnavailable — the
 * database is away: everybody is told to come again, which an idempotent push can.
 *
 * A request that fails alone, and not because of the database, would fail for ever and block its phone: it is halved,
 * as if the phone had sent two, until one mutation fails alone. That one goes to quarantine; the others are applied.
 */
import type { PushAnswer, GroupAnswer } from './push.ts';
import type { IncomingPush } from './incoming.ts';
import { againOnConflict, type Patience } from './retry.ts';
import { StoreBroken, StoreConflict, StoreUnavailable } from './store.ts';

export interface GroupDeps extends Patience {
  decide: (district: string, pushes: readonly IncomingPush[]) => Promise<GroupAnswer>;
  /** After a commit, before the answers go out. Must not throw. */
  committed: (district: string, answer: GroupAnswer) => void;
  limits?: Partial<GroupLimits>;
}

export interface GroupLimits {
  mutations: number;
  bytes: number;
  /** Bytes that may wait in a district, each some twenty in memory; beyond them a request is turned away. */
  waitingBytes: number;
  tries: number;
}

const defaultLimits: GroupLimits = {
  mutations: 500,
  bytes: 1024 * 1024,
  waitingBytes: 16 * 1024 * 1024,
  tries: 5,
};

/** Too much waits already: come again later. */
export class TooBusy extends Error {
  override name = 'TooBusy';
}

interface Waiting {
  push: IncomingPush;
  answer: PromiseWithResolvers<PushAnswer>;
}

export interface PushQueue {
  /** @throws StoreUnavailable, StoreBroken, StoreConflict, TooBusy, or the fault on which nothing but this failed */
  push(district: string, push: IncomingPush): Promise<PushAnswer>;
}

export function makePushQueue(deps: GroupDeps): PushQueue {
  const limits = { ...defaultLimits, ...deps.limits };
  const waitingOf = new Map<string, Waiting[]>();

  async function run(district: string, pushes: readonly IncomingPush[]): Promise<PushAnswer[]> {
    const answer = await againOnConflict(() => deps.decide(district, pushes), deps, limits.tries);
    deps.committed(district, answer);
    return answer.answers;
  }

  async function runAlone(district: string, push: IncomingPush): Promise<PushAnswer> {
    try {
      return only(await run(district, [push]));
    } catch (fault) {
      const [one, ...rest] = push.mutations;
      if (!one || !isOfItsData(fault)) throw fault;
      // Its rule is not asked again; if even putting it away fails, that fault is told.
      if (rest.length === 0)
        return only(await run(district, [{ ...push, mutations: [{ ...one, command: { fault } }] }]));
      return runHalves(district, push);
    }
  }

  async function runHalves(district: string, push: IncomingPush): Promise<PushAnswer> {
    const middle = Math.ceil(push.mutations.length / 2);
    const first = await runAlone(district, { ...push, mutations: push.mutations.slice(0, middle) });
    if (!first.ok) return first;
    const { epoch } = first.reply;
    const request = { ...push.request, epoch };
    const second = await runAlone(district, { ...push, request, mutations: push.mutations.slice(middle) });
    if (!second.ok) return second;
    return { ok: true, reply: { ...second.reply, results: [...first.reply.results, ...second.reply.results] } };
  }

  async function runEach(district: string, group: readonly Waiting[]): Promise<void> {
    for (const { push, answer } of group)
      await runAlone(district, push).then(answer.resolve, (fault: unknown) => answer.reject(fault));
  }

  async function runGroup(district: string, group: readonly Waiting[]): Promise<void> {
    if (group.length === 1) return runEach(district, group);
    try {
      const answers = await run(
        district,
        group.map(({ push }) => push),
      );
      group.forEach(({ answer }, i) => {
        const given = answers[i];
        if (given) answer.resolve(given);
        else answer.reject(new Error('a group answers each of its requests'));
      });
    } catch (fault) {
      if (fault instanceof StoreUnavailable) for (const { answer } of group) answer.reject(fault);
      else await runEach(district, group);
    }
  }

  async function drain(district: string, waiting: Waiting[]): Promise<void> {
    while (waiting.length > 0) await runGroup(district, takeGroup(waiting, limits));
    waitingOf.delete(district);
  }

  return {
    push(district, push) {
      const waiting = waitingOf.get(district);
      const one = { push, answer: Promise.withResolvers<PushAnswer>() };
      if (!waiting) {
        const fresh = [one];
        waitingOf.set(district, fresh);
        void drain(district, fresh);
      } else if (waiting.reduce((sum, { push: { bytes } }) => sum + bytes, push.bytes) > limits.waitingBytes) {
        one.answer.reject(new TooBusy(`more than ${limits.waitingBytes} bytes wait in ${district}`));
      } else {
        waiting.push(one);
      }
      return one.answer.promise;
    },
  };
}

/** Not of the database, and not of others: what it holds fails wherever it comes. */
function isOfItsData(fault: unknown): boolean {
  if (fault instanceof StoreConflict) return fault.isKeyTaken;
  return !(fault instanceof StoreUnavailable || fault instanceof StoreBroken);
}

function only([answer]: readonly PushAnswer[]): PushAnswer {
  if (!answer) throw new Error('a group answers each of its requests');
  return answer;
}

/** Takes the next group out of those waiting: always at least one. */
function takeGroup(waiting: Waiting[], limits: GroupLimits): Waiting[] {
  waiting.sort((a, b) => Number(b.push.isDesk) - Number(a.push.isDesk));
  let mutations = 0;
  let bytes = 0;
  const fits = waiting.findIndex(({ push }) => {
    mutations += push.mutations.length;
    bytes += push.bytes;
    return mutations > limits.mutations || bytes > limits.bytes;
  });
  return waiting.splice(0, fits === -1 ? waiting.length : Math.max(1, fits));
}
