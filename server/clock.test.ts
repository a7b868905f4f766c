import { describe, expect, it } from 'vitest';
import { makeClock } from './clock.ts';

function machine() {
  const state = { wall: 1_000_000_000_000, monotonic: 5_000 };
  const jumps: number[] = [];
  const now = makeClock({
    wall: () => state.wall,
    monotonic: () => state.monotonic,
    onJump: (byMs) => jumps.push(byMs),
  });
  const pass = (ms: number): void => {
    state.wall += ms;
    state.monotonic += ms;
  };
  return { state, jumps, now, pass };
}

describe("the server's clock", () => {
  it('is the machine’s while that one behaves', () => {
    const { state, jumps, now, pass } = machine();
    for (const ms of [0, 1, 250, 86_400_000]) {
      pass(ms);
      expect(now()).toBe(state.wall);
    }
    expect(jumps).toEqual([]);
  });

  it('never goes back, goes on at half speed and meets the machine’s again', () => {
    const { state, jumps, now, pass } = machine();
    const before = now();
    state.wall -= 3_600_000;
    expect(now()).toBe(before);
    expect(jumps).toEqual([-3_600_000]);
    let last = before;
    for (let minute = 0; minute < 120; minute += 1) {
      pass(60_000);
      const told = now();
      expect(told).toBeGreaterThan(last);
      expect(told - last).toBeLessThanOrEqual(60_000);
      last = told;
    }
    expect(now()).toBe(state.wall);
    expect(jumps).toHaveLength(1);
  });

  it('follows a jump ahead and tells it once; a step under a minute is none', () => {
    const { state, jumps, now } = machine();
    state.wall += 59_000;
    expect(now()).toBe(state.wall);
    expect(jumps).toEqual([]);
    state.wall += 7_200_000;
    expect(now()).toBe(state.wall);
    now();
    expect(jumps).toEqual([7_200_000]);
  });
});
