import { describe, expect, it } from 'vitest';
import { makeId } from '../../../../core/lib/id.ts';
import { testNow, testUuid, wang } from '../../../../core/testing/builders.ts';
import { partsOf, readUnsentFile } from './unsent-parts.ts';

const fileOf = (records: number, photoSizes: number[]) => ({
  format: 'shaodao-unsent',
  version: 2,
  exportedAt: testNow,
  device: makeId('device', testUuid(1)),
  account: { id: wang.account, username: 'wangge', name: '老周' },
  records: Array.from({ length: records }, (_, n) => ({
    id: testUuid(n + 10),
    order: n,
    type: 'whistle.raise',
    v: 1,
    at: testNow,
    payload: {},
    base: null,
    expects: null,
    seq: null,
    media: [],
  })),
  photos: photoSizes.map((size, n) => ({ sha256: String(n).repeat(64).slice(0, 64), base64: 'A'.repeat(size) })),
});
const read = (file: object) => readUnsentFile(JSON.stringify(file));

describe('a file of unsent records at the desk', () => {
  it('is handed in by parts that the server takes: records by fifties, then photos', () => {
    const file = read(fileOf(120, [7e6, 4, 7e6]));
    const parts = file ? partsOf(file) : [];
    expect(parts.map(({ records, photos }) => [records.length, photos.length])).toEqual([
      [50, 0],
      [50, 0],
      [20, 0],
      [0, 2],
      [0, 1],
    ]);
    expect(parts.flatMap(({ records }) => records)).toEqual(file?.records);
  });

  it('is told from any other file', () => {
    expect(read(fileOf(1, []))?.account.name).toBe('老周');
    expect(read({ ...fileOf(1, []), version: 1 })).toBeNull();
    expect(read({ some: 'thing' })).toBeNull();
    expect(readUnsentFile('no json')).toBeNull();
  });
});
