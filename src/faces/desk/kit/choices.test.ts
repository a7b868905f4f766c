import { expect, it } from 'vitest';
import { fewOf, type Choice } from './choices.ts';

const choices = (count: number): Choice[] =>
  Array.from({ length: count }, (_, n) => ({ value: `${n}`, label: `${n}` }));

it('shows six side by side and puts seven into a list', () => {
  expect(fewOf(choices(6))).toEqual(choices(6));
  expect(fewOf(choices(7))).toBe(null);
});

it('counts what stands in the groups, not the groups', () => {
  const grouped = [
    { label: 'a', options: choices(3) },
    { label: 'b', options: choices(4) },
  ];
  expect(fewOf(grouped)).toBe(null);
  expect(fewOf(grouped.slice(0, 1))).toEqual(choices(3));
});
