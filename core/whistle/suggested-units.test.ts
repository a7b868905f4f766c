import { describe, expect, it } from 'vitest';
import { askedUnit, cooperatorUnit, goneUnit, leadUnit, stationUnit, units } from '../testing/loop.ts';
import { suggestUnits } from './suggested-units.ts';

const coded = units.map((unit) => ({
  ...unit,
  code: { [leadUnit]: 'SZ', [askedUnit]: 'SW', [goneUnit]: 'SZ' }[unit.id] ?? null,
}));
const lighting = { lead: 'SZ', helping: ['SW', 'GD'] };

describe('Q9: the units that may be meant', () => {
  it('are those of the catalogue, the lead first, before anybody has led anything', () => {
    expect(suggestUnits(lighting, coded, [])).toEqual([
      { unit: leadUnit, duty: 'lead', led: 0, good: 0 },
      { unit: askedUnit, duty: 'helps', led: 0, good: 0 },
    ]);
  });

  it('are also those who led such matters, with how many and how many at the first go', () => {
    const past = [
      { unit: stationUnit, wasGood: true },
      { unit: stationUnit, wasGood: false },
      { unit: cooperatorUnit, wasGood: true },
    ];
    expect(suggestUnits(lighting, coded, past)).toEqual([
      { unit: leadUnit, duty: 'lead', led: 0, good: 0 },
      { unit: stationUnit, duty: null, led: 2, good: 1 },
      { unit: cooperatorUnit, duty: null, led: 1, good: 1 },
      { unit: askedUnit, duty: 'helps', led: 0, good: 0 },
    ]);
  });

  it('are none that is dissolved, and without a category those who led it alone', () => {
    expect(suggestUnits(null, coded, [{ unit: goneUnit, wasGood: true }])).toEqual([]);
  });
});
