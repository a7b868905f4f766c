import { describe, expect, it } from 'vitest';
import { canGoOut, goOutChecks, type CheckName, type PhoneFacts } from './go-out-checks.ts';

const ready: PhoneFacts = {
  households: 212,
  dataAgeDays: 0,
  isAppKept: true,
  unsent: 0,
  isStoragePersistent: true,
  freeBytes: 2e9,
  clockErrorMs: 4_000,
  camera: 'granted',
  microphone: 'granted',
  position: 'granted',
};
const stateOf = (name: CheckName, facts: Partial<PhoneFacts>) =>
  goOutChecks({ ...ready, ...facts }).find((check) => check.name === name)?.state;

describe('checks before going out', () => {
  it('let a ready phone go', () => {
    expect(canGoOut(goOutChecks(ready))).toBe(true);
    expect(goOutChecks(ready).every((check) => check.state === 'good')).toBe(true);
  });

  it('stop where nothing would work offline: no list, no app kept, no room', () => {
    expect(stateOf('data', { households: 0 })).toBe('stop');
    expect(stateOf('data', { dataAgeDays: null })).toBe('stop');
    expect(stateOf('app', { isAppKept: false })).toBe('stop');
    expect(stateOf('space', { freeBytes: 5e6 })).toBe('stop');
    expect(canGoOut(goOutChecks({ ...ready, isAppKept: false }))).toBe(false);
  });

  it('only warn of what can be lived with', () => {
    const facts: PhoneFacts = {
      ...ready,
      dataAgeDays: 9,
      unsent: 3,
      isStoragePersistent: false,
      freeBytes: 60e6,
      clockErrorMs: -3_600_000,
      camera: 'denied',
      microphone: 'prompt',
      position: 'unknown',
    };
    expect(canGoOut(goOutChecks(facts))).toBe(true);
    expect(goOutChecks(facts).filter((check) => check.state === 'soft')).toHaveLength(8);
  });

  it('do not warn of what the browser does not tell', () => {
    expect(stateOf('space', { freeBytes: null })).toBe('good');
    expect(stateOf('clock', { clockErrorMs: null })).toBe('good');
  });
});
