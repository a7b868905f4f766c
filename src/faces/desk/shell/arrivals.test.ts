import { expect, it } from 'vitest';
import { whistle, whistleId } from '../../../../core/testing/builders.ts';
import { arrivalsAfter, arrivalsAtOpening, arrivalsWithout } from './arrivals.ts';

const [first, second, third] = [whistle(1), whistle(2), whistle(3)];
const opened = arrivalsAtOpening([first]);

it('calls what was there at the opening no news, and counts what comes after', () => {
  expect(opened.fresh.size).toBe(0);
  const after = arrivalsAfter(arrivalsAfter(opened, [first, second]), [first, second, third]);
  expect([...after.fresh]).toEqual([whistleId(2), whistleId(3)]);
});

it('forgets what was looked at, also when the rows come again', () => {
  const looked = arrivalsWithout(arrivalsAfter(opened, [first, second]), whistleId(2));
  expect(looked.fresh.size).toBe(0);
  expect(arrivalsAfter(looked, [first, second]).fresh.size).toBe(0);
});

it('drops what somebody else decided or what is gone', () => {
  const after = arrivalsAfter(opened, [first, second, third]);
  expect([...arrivalsAfter(after, [first, { ...second, stage: 'settled' }, third]).fresh]).toEqual([whistleId(3)]);
  expect([...arrivalsAfter(after, [first, second]).fresh]).toEqual([whistleId(2)]);
});

it('does not count what arrives decided, nor what comes back', () => {
  const ended = arrivalsAfter(opened, [first, { ...second, stage: 'withdrawn' }]);
  expect(ended.fresh.size).toBe(0);
  expect(arrivalsAfter(ended, [first, second]).fresh.size).toBe(0);
});
