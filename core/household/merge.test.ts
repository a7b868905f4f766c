import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { household, accountId, testNow } from '../testing/builders.ts';
import type { Edit, HouseholdField } from './household.ts';
import { mergeFields, type FieldSet } from './merge.ts';

const wang: Edit = { by: accountId(1), byName: '王', at: testNow };
const li: Edit = { by: accountId(2), byName: '李', at: '2026-11-18T03:00:00.000Z' };
const before = household(1, { name: '陈桂兰', phone: '15400000001', note: '', room: '501', kind: 'lived' });
const texts: readonly HouseholdField[] = ['room', 'name', 'phone', 'note'];
type Set = FieldSet<HouseholdField>;

/** Changes of some fields, from what stands there to something new. */
const changesOf = (fields: readonly HouseholdField[]): fc.Arbitrary<Set> =>
  fc
    .array(fc.string({ minLength: 1 }), { minLength: fields.length, maxLength: fields.length })
    .map((values) =>
      Object.fromEntries(fields.map((field, i) => [field, { from: before[field], to: `新${values[i]}` }])),
    );

const merged = (row: typeof before, set: Set, edit: Edit) => mergeFields(row, set, edit, { note: 20_000 });

describe('X3: edits of one row', () => {
  it('that touch different fields give the same row in any order', () => {
    const split = fc
      .subarray([...texts])
      .chain((first) => fc.tuple(changesOf(first), changesOf(texts.filter((field) => !first.includes(field)))));
    fc.assert(
      fc.property(split, ([mine, theirs]) => {
        const oneWay = merged(merged(before, mine, wang).row, theirs, li);
        const other = merged(merged(before, theirs, li).row, mine, wang);
        expect(oneWay.row).toEqual(other.row);
        expect([...oneWay.clashes, ...other.clashes]).toEqual([]);
      }),
    );
  });

  it('that set a field to different values clash: what stands stays, both are told with who set it', () => {
    const first = merged(before, { name: { from: '陈桂兰', to: '陈桂蘭' } }, wang);
    const second = merged(first.row, { name: { from: '陈桂兰', to: '陈贵兰' } }, li);
    expect(second).toEqual({
      row: first.row,
      changed: [],
      clashes: [{ field: 'name', mine: '陈贵兰', theirs: '陈桂蘭', theirEdit: wang }],
    });
  });

  it('against a value that nobody set since the roster was made say so', () => {
    const { clashes } = merged(before, { phone: { from: '15400000009', to: '15400000002' } }, wang);
    expect(clashes).toEqual([{ field: 'phone', mine: '15400000002', theirs: '15400000001', theirEdit: null }]);
  });

  it('that want the same are no clash, and change nothing the second time', () => {
    const set: Set = { phone: { from: '15400000001', to: '15400000002' } };
    const once = merged(before, set, wang).row;
    expect(merged(once, set, li)).toEqual({ row: once, changed: [], clashes: [] });
  });

  it('of free text are put together while both fit, and clash where they do not', () => {
    const first = mergeFields(before, { note: { from: '', to: '爱人住院' } }, wang, { note: 10 }).row;
    const short = mergeFields(first, { note: { from: '', to: '有狗' } }, li, { note: 10 });
    expect(short).toMatchObject({ row: { note: '爱人住院\n有狗' }, clashes: [] });
    const long = mergeFields(first, { note: { from: '', to: '夜班，白天不敲' } }, li, { note: 10 });
    expect(long).toMatchObject({ row: { note: '爱人住院' }, clashes: [{ field: 'note', mine: '夜班，白天不敲' }] });
  });

  it('keep the fields that do not clash', () => {
    const first = merged(before, { name: { from: '陈桂兰', to: '陈桂蘭' } }, wang).row;
    const { row, changed, clashes } = merged(
      first,
      { name: { from: '陈桂兰', to: '陈贵兰' }, room: { from: '501', to: '501东' } },
      li,
    );
    expect(row).toMatchObject({ name: '陈桂蘭', room: '501东', rev: 3, edits: { name: wang, room: li } });
    expect([changed, clashes.map(({ field }) => field)]).toEqual([['room'], ['name']]);
  });

  it('append free text instead of losing one of two notes, and only once', () => {
    const mine: Set = { note: { from: '', to: '敲门要大声' } };
    const theirs: Set = { note: { from: '', to: '狗怕人' } };
    const both = merged(merged(before, mine, wang).row, theirs, li);
    expect(both.row.note).toBe('敲门要大声\n狗怕人');
    expect(both.clashes).toEqual([]);
    expect(merged(both.row, theirs, li).row.note).toBe('敲门要大声\n狗怕人');
  });

  it('never change more than they name', () => {
    fc.assert(
      fc.property(fc.subarray([...texts], { minLength: 1 }).chain(changesOf), (set) => {
        const { row } = merged(before, set, wang);
        const others = { ...before, ...Object.fromEntries(Object.keys(set).map((field) => [field, null])) };
        expect({ ...row, ...Object.fromEntries(Object.keys(set).map((field) => [field, null])) }).toEqual({
          ...others,
          rev: row.rev,
          edits: row.edits,
        });
      }),
    );
  });
});
