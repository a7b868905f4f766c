import { expect, it } from 'vitest';
import { makeId } from '../../../../core/lib/id.ts';
import { accountId, testUuid } from '../../../../core/testing/builders.ts';
import { lastBuildingOf, noteBuilding } from './last-building.ts';

const shelfOf = (text: string | null = null) => {
  let kept = text;
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) };
};
const building = makeId('building', testUuid(1));
const [she, other] = [accountId(1), accountId(2)];

it('is the building where she was last, today and on her own account alone', () => {
  const shelf = shelfOf();
  expect(lastBuildingOf(she, '2026-11-18', shelf)).toBeNull();
  noteBuilding({ account: she, building: makeId('building', testUuid(2)), day: '2026-11-18' }, shelf);
  noteBuilding({ account: she, building, day: '2026-11-18' }, shelf);
  expect(lastBuildingOf(she, '2026-11-18', shelf)).toBe(building);
  expect(lastBuildingOf(she, '2026-11-19', shelf)).toBeNull();
  expect(lastBuildingOf(other, '2026-11-18', shelf)).toBeNull();
});

it('is nothing where the shelf is broken, and a full one stops nobody', () => {
  expect(lastBuildingOf(she, '2026-11-18', shelfOf('{"acc'))).toBeNull();
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  expect(() => noteBuilding({ account: she, building, day: '2026-11-18' }, full)).not.toThrow();
});
