import { describe, expect, it } from 'vitest';
import { isoOf } from '../lib/time.ts';
import { versionAt, withVersion, type SettingsRow } from './settings.ts';
import { shippedSettings } from './shipped-settings.ts';

const at = (hour: number) => isoOf(Date.UTC(2026, 10, 18, hour));
const version = (n: number, from: number) => ({ version: n, from: at(from), settings: shippedSettings });
const numbers = (row: SettingsRow) => row.versions.map((one) => one.version);

describe('versions of settings', () => {
  it('hold from their moment until the next one does; before the first the shipped ones do', () => {
    const row = { versions: [version(1, 2), version(2, 8)] };
    expect([1, 2, 7, 8, 20].map((hour) => versionAt(row, at(hour))?.version ?? null)).toEqual([null, 1, 1, 2, 2]);
    expect(versionAt(undefined, at(1))).toBe(null);
  });

  it('keep the one that holds beside one that is to come', () => {
    const first = withVersion(undefined, '990106', version(1, 2), at(2));
    const second = withVersion(first, '990106', version(2, 8), at(3));
    expect([second.rev, numbers(second)]).toEqual([2, [1, 2]]);
    expect(versionAt(second, at(7))?.version).toBe(1);
  });

  it('replace what was to come with them or later, and drop what is over', () => {
    const row = { id: '990106', rev: 3, versions: [version(1, 1), version(2, 2), version(3, 9)] };
    expect(numbers(withVersion(row, '990106', version(4, 8), at(3)))).toEqual([2, 4]);
    expect(numbers(withVersion(row, '990106', version(4, 10), at(3)))).toEqual([2, 3, 4]);
    expect(numbers(withVersion(row, '990106', version(4, 3), at(3)))).toEqual([2, 4]);
  });
});
