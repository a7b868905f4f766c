import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { household, testGrid, whistle } from '../testing/builders.ts';
import type { AnyRow, KindRow, RowKind } from './rows.ts';
import { readSnapshot, rowsOfSnapshot, snapshotOf } from './snapshot.ts';

const scope = `grid:${testGrid}` as const;

const member = fc.string({ minLength: 1, maxLength: 4 }).filter((key) => key !== '__proto__' && key !== 'id');
const rowOf = fc
  .tuple(fc.string(), fc.dictionary(member, fc.jsonValue(), { noNullPrototype: true }))
  .map(([id, rest]) => ({ id, ...rest }));
const entries = fc.array(
  fc.record({ kind: fc.constantFrom<RowKind>('household', 'visit', 'photo'), row: rowOf }),
) as unknown as fc.Arbitrary<KindRow[]>;

/** Rows as JSON carries them: -0 is 0. */
const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const byKind = (rows: readonly KindRow[]): [RowKind, AnyRow[]][] =>
  [...Map.groupBy(rows, ({ kind }) => kind)].map(([kind, some]) => [kind, some.map(({ row }) => row)]);

describe('a snapshot', () => {
  it('gives back the rows of which it was made, members that are missing or null too', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (rows, version) => {
        const read = readSnapshot(JSON.stringify(snapshotOf(scope, version, rows)));
        expect(read).toMatchObject({ format: 1, scope, version });
        expect(read && rowsOfSnapshot(read)).toEqual(overTheWire(byKind(rows)));
        for (const [kind, some] of read ? rowsOfSnapshot(read) : [])
          expect(some.map((row) => Object.keys(row).toSorted())).toEqual(
            rows.filter((one) => one.kind === kind).map(({ row }) => Object.keys(row).toSorted()),
          );
      }),
    );
  });

  it('lays a kind down by columns', () => {
    const rows: KindRow[] = [
      { kind: 'household', row: household(1) },
      { kind: 'whistle', row: whistle(1) },
      { kind: 'household', row: household(2, { name: '李' }) },
    ];
    const { kinds } = snapshotOf(scope, 7, rows);
    expect(kinds.household).toMatchObject({ n: 2, columns: { name: ['陈桂兰', '李'], rev: [1, 1] } });
    expect(kinds.whistle?.n).toBe(1);
    expect(kinds.household?.absent).toBeUndefined();
  });

  it('is not read out of anything else', () => {
    const good = snapshotOf(scope, 7, [{ kind: 'household', row: household(1) }]);
    const bad = [
      '',
      '{',
      'null',
      '[]',
      JSON.stringify({ ...good, format: 2 }),
      JSON.stringify({ ...good, version: 1.5 }),
      JSON.stringify({ ...good, kinds: [] }),
      JSON.stringify({ ...good, kinds: { household: { n: 2, columns: good.kinds.household?.columns } } }),
      JSON.stringify({ ...good, kinds: { household: { n: 1, columns: {} } } }),
      JSON.stringify({ ...good, kinds: { household: { ...good.kinds.household, absent: { id: 1 } } } }),
    ];
    expect(bad.map(readSnapshot)).toEqual(bad.map(() => null));
    expect(readSnapshot(JSON.stringify(good))).toEqual(good);
  });
});
