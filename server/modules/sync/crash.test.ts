import { describe, expect, it } from 'vitest';
import type { PushAnswer } from './push.ts';
import { testGrid, wang, whistleId } from '../../../core/testing/builders.ts';
import type { StoreStep } from './memory-state.ts';
import type { MemoryStore } from './memory-store.ts';
import { StoreUnavailable } from './store.ts';
import { memoryWorld } from './testing/memory-world.ts';
import { district, makeWorld, mutation, pushOf, raising } from './testing/world.ts';

const scope = `grid:${testGrid}` as const;
const request = pushOf([
  mutation(1, 'whistle.raise', raising(1)),
  mutation(2, 'whistle.comment', { whistle: whistleId(1), text: '还有二单元' }),
  mutation(3, 'whistle.sing', {}),
]);

/** A push during which the database dies at the given step, and the same request again. */
async function dieAt(
  turn: number,
): Promise<{ steps: StoreStep[]; first: PushAnswer | null; again: PushAnswer; store: MemoryStore }> {
  const steps: StoreStep[] = [];
  let isArmed = false;
  const base = await memoryWorld({
    at: (step) => {
      if (!isArmed) return;
      steps.push(step);
      if (steps.length - 1 === turn) base.store.crash();
    },
  });
  const world = await makeWorld(base);
  const send = (epoch: string | null) =>
    world.sync.push(district, { account: wang.account, isDesk: false }, { ...request, epoch });
  isArmed = true;
  const first = await send('first').catch((fault: unknown) => {
    if (fault instanceof StoreUnavailable) return null;
    throw fault;
  });
  isArmed = false;
  return { steps, first, again: await send('first'), store: base.store };
}

describe('a server that dies in the middle of a push', () => {
  it('has kept all of it or nothing, and the same request again is answered once and for all', async () => {
    const whole = await dieAt(-1);
    expect(whole.steps).toContain('committed');
    for (const [turn, step] of whole.steps.entries()) {
      const { first, again, store } = await dieAt(turn);
      expect([step, first]).toEqual([step, null]);
      if (!again.ok) throw new Error(`${step}: ${again.problem.code}`);
      expect(again.reply.results.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'refused']);
      // Between commit and answer is the one place where it was kept.
      expect([step, again.reply.results.every(({ repeated }) => repeated === true)]).toEqual([
        step,
        step === 'committed',
      ]);
      const state = store.committed(district);
      expect(state.audit.filter(({ mutation: id }) => request.mutations.some((one) => one.id === id))).toHaveLength(2);
      expect(state.results.size).toBe(3);
      expect(state.receipts).toEqual(new Map([['261118', 2]]));
      expect(state.heads.get(scope)).toBe(9);
    }
  });

  it('gives the locks of the dead back to the living', async () => {
    const { again } = await dieAt(2);
    expect(again).toMatchObject({ ok: true });
  });
});
