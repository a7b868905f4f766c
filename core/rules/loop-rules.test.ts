import { describe, expect, it } from 'vitest';
import { makeId } from '../lib/id.ts';
import type { KindRow, RowRef } from '../protocol/rows.ts';
import { household, householdId, ruleContext, testGrid, testUuid } from '../testing/builders.ts';
import { people, whistleAt } from '../testing/loop.ts';
import type { WhistleRow } from '../whistle/whistle.ts';
import { wholeBook } from './loop-rules.ts';
import { commandOf } from './registry.ts';

const building = makeId('building', testUuid(1));
const rows: KindRow[] = [
  { kind: 'household', row: household(1) },
  {
    kind: 'building',
    row: {
      id: building,
      rev: 1,
      grid: testGrid,
      name: '3栋',
      kind: 'walkup',
      walk: 1,
      units: 2,
      floors: 6,
      doors: 2,
      footprint: [],
      centre: [0, 0],
    },
  },
];

/** The deed with only the rows that its rule asked for, as the server gives them. */
function pressed(row: WhistleRow): WhistleRow | undefined {
  const command = commandOf(
    { id: testUuid(899), type: 'whistle.press', v: 1, payload: { whistle: row.id, text: '请快一点' } },
    wholeBook,
  );
  if (!command.ok) throw new Error(command.refusal.detail);
  const { touches, touchesThen, decide } = command.value;
  const all: KindRow[] = [{ kind: 'whistle', row }, ...rows];
  const isAsked = (refs: readonly object[]) => (entry: KindRow) =>
    refs.some((ref) => (ref as RowRef).id === entry.row.id && (ref as RowRef).kind === entry.kind);
  const first = all.filter(isAsked(touches));
  const read = ruleContext(people.street, first).read;
  const then = touchesThen?.(read) ?? [];
  const decision = decide(ruleContext(people.street, [...first, ...all.filter(isAsked(then))]));
  if (!decision.ok) throw new Error(decision.refusal.detail);
  return decision.value.rows.flatMap((entry) => (entry.kind === 'whistle' ? [entry.row] : []))[0];
}

describe('the first deed of the loop', () => {
  const place = { lng: 0, lat: 0, accuracy: 0, method: 'building', building } as const;

  it('says in words where it is, for those who hold no rows of the grid', () => {
    expect(pressed(whistleAt('working', { place, household: householdId(1) }))?.loop?.where).toEqual({
      building: '3栋',
      entrances: 2,
      door: { unit: household(1).unit, room: household(1).room },
    });
    expect(pressed(whistleAt('working', { place }))?.loop?.where?.door).toBeNull();
  });

  it('says nothing where only a point is known, and asks no more once it is said', () => {
    expect(pressed(whistleAt('working'))?.loop?.where).toBeNull();
    const said = pressed(whistleAt('working', { place }));
    if (!said) throw new Error('no whistle');
    const moved = { ...said, place: { ...place, building: makeId('building', testUuid(2)) } };
    expect(pressed(moved)?.loop?.where?.building).toBe('3栋');
  });
});
