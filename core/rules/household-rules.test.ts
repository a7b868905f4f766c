import { describe, expect, it } from 'vitest';
import type { PersonRow } from '../household/household.ts';
import type { Json } from '../lib/json.ts';
import { makeId } from '../lib/id.ts';
import type { KindRow, RowByKind, RowKind } from '../protocol/rows.ts';
import {
  author,
  clerk,
  household,
  householdId,
  ruleContext,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
} from '../testing/builders.ts';
import { wholeBook } from './loop-rules.ts';
import { commandOf } from './registry.ts';
import type { Decision } from './rule.ts';

const building: RowByKind['building'] = {
  id: makeId('building', testUuid(1)),
  rev: 1,
  grid: testGrid,
  name: '3栋',
  kind: 'walkup',
  walk: 1,
  units: 2,
  floors: 6,
  doors: 2,
  footprint: [],
  centre: [118, 31],
};
const personId = (n: number) => makeId('person', testUuid(40 + n));
const person = (n: number, name: string): PersonRow => ({
  id: personId(n),
  rev: 1,
  grid: testGrid,
  household: householdId(1),
  name,
  birthYear: 1950,
  sex: 'f',
  phone: null,
  relation: n === 1 ? '本人' : '配偶',
  keys: `keys of ${name}`,
  edits: {},
});
const need: RowByKind['need'] = {
  id: makeId('need', testUuid(60)),
  rev: 1,
  grid: testGrid,
  household: householdId(1),
  kind: 'care',
  note: null,
  until: '2027-11-18',
  consent: { how: 'spoken', by: '陈桂兰', at: testNow, wording: '同意' },
  openedBy: wang.account,
  openedAt: testNow,
  step: 'opened',
  steps: [],
  edits: {},
};
const li = author(9, 'worker', testGrid);
const door = (set = {}): KindRow => ({ kind: 'household', row: household(1, set) });
const people: KindRow[] = [
  { kind: 'person', row: person(1, '陈桂兰') },
  { kind: 'person', row: person(2, '周大勇') },
];

function when(type: string, payload: Json, given: readonly KindRow[], by = wang, mutation = testUuid(900)) {
  const command = commandOf({ id: mutation, type, v: 1, payload }, wholeBook);
  return command.ok ? command.value.decide(ruleContext(by, given, { mutation })) : command;
}
function decided(result: ReturnType<typeof when>): Decision {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}
const rowOf = <K extends RowKind>(decision: Decision, kind: K): RowByKind[K] | undefined =>
  decision.rows.find((entry) => entry.kind === kind)?.row as RowByKind[K] | undefined;
const codeOf = (result: ReturnType<typeof when>): string => (result.ok ? 'ok' : result.refusal.code);

const adding = {
  household: householdId(2),
  grid: testGrid,
  building: building.id,
  unit: 1,
  floor: 5,
  room: '502',
  kind: 'lived',
  name: '王',
  phone: null,
  note: '敲门要大声',
};
const given: KindRow[] = [door(), { kind: 'building', row: building }];

describe('a household found at the door', () => {
  it('is on the roster from then on, first visited within a week, with an entry in its line', () => {
    const decision = decided(when('household.add', adding, given));
    expect(rowOf(decision, 'household')).toMatchObject({ name: '王', visitDueOn: '2026-11-25', visitEveryDays: 90 });
    expect(rowOf(decision, 'entry')).toMatchObject({ byName: wang.name, what: { type: 'household-added' } });
  });

  it('may have a name of one or of thirty characters, but not of sixty-one', () => {
    const named = (name: string) => codeOf(when('household.add', { ...adding, name }, given));
    expect([named('王'), named('阿'.repeat(30)), named('阿'.repeat(61))]).toEqual(['ok', 'ok', 'text-too-long']);
  });

  it('needs a room, a building of its grid, and an id that is free', () => {
    expect(codeOf(when('household.add', { ...adding, room: ' ' }, given))).toBe('nothing-said');
    expect(codeOf(when('household.add', adding, [door()]))).toBe('not-found');
    expect(codeOf(when('household.add', { ...adding, household: householdId(1) }, given))).toBe('exists');
  });

  it('is added by the worker of the grid or its community, by nobody else', () => {
    expect(codeOf(when('household.add', adding, given, clerk))).toBe('ok');
    expect(codeOf(when('household.add', adding, given, stranger))).toBe('not-found');
  });

  it.each(['name', 'phone', 'room', 'note'])('never holds an identity-card number in its %s', (field) => {
    const [bad, long] = ['990106195003071234', '证号990106195003071234'];
    const value = field === 'room' ? bad : long;
    expect(codeOf(when('household.add', { ...adding, [field]: value }, given))).toBe('identity-number');
    const set = { [field]: { from: '', to: value } };
    expect(codeOf(when('household.amend', { household: householdId(1), set }, given))).toBe('identity-number');
  });
});

describe('a correction of a household', () => {
  const amend = (set: Json) => ({ household: householdId(1), set });

  it('sets what she changed and says who, when and which fields', () => {
    const decision = decided(when('household.amend', amend({ phone: { from: null, to: '15400000001' } }), given));
    expect(rowOf(decision, 'household')).toMatchObject({
      phone: '15400000001',
      rev: 2,
      edits: { phone: { by: wang.account, byName: wang.name, at: testNow } },
    });
    expect(rowOf(decision, 'entry')?.what).toEqual({ type: 'household-amended', fields: ['phone'] });
  });

  it('clashes with another’s: the row keeps what stands, a conflict row holds both', () => {
    const first = decided(when('household.amend', amend({ name: { from: '陈桂兰', to: '陈桂蘭' } }), given));
    const after = rowOf(first, 'household');
    if (!after) throw new Error('the first edit stands');
    const second = decided(
      when(
        'household.amend',
        amend({ name: { from: '陈桂兰', to: '陈贵兰' } }),
        [{ kind: 'household', row: after }],
        li,
        testUuid(901),
      ),
    );
    expect(second.rows.map(({ kind }) => kind)).toEqual(['conflict']);
    expect(rowOf(second, 'conflict')).toMatchObject({
      on: { kind: 'household', id: householdId(1) },
      field: 'name',
      mine: { value: '陈贵兰', byName: li.name },
      theirs: { value: '陈桂蘭', byName: wang.name },
    });
    expect(second.conflicts).toEqual([rowOf(second, 'conflict')?.id]);
  });

  it('of the kind of door changes how often it is visited', () => {
    const decision = decided(when('household.amend', amend({ kind: { from: 'lived', to: 'void' } }), given));
    expect(rowOf(decision, 'household')).toMatchObject({ kind: 'void', visitEveryDays: 180 });
  });

  it('may take out an identity-card number that an old roster brought in', () => {
    const old = household(1, { note: '证号990106195003071234' });
    const set = { note: { from: old.note, to: '' } };
    const decision = decided(when('household.amend', amend(set), [{ kind: 'household', row: old }]));
    expect(rowOf(decision, 'household')?.note).toBe('');
  });

  it('of a household that is no more is refused', () => {
    expect(codeOf(when('household.amend', amend({ room: { from: '501', to: '502' } }), []))).toBe('not-found');
  });

  it('that changes nothing is refused', () => {
    expect(codeOf(when('household.amend', amend({}), given))).toBe('nothing-said');
  });
});

describe('moving out', () => {
  const moveOut = (who: readonly string[]) => ({
    household: householdId(1),
    people: who,
    on: '2026-11-18',
    kind: 'void',
  });
  const home: KindRow[] = [door({ phone: '15400000001', note: '狗怕人' }), ...people, { kind: 'need', row: need }];

  it('of some leaves the household under a name that still lives there, with its needs', () => {
    const decision = decided(when('household.moveOut', moveOut([personId(1)]), home));
    expect(rowOf(decision, 'household')).toMatchObject({ name: '周大勇', kind: 'lived', phone: null });
    expect(decision.gone).toEqual([{ kind: 'person', id: personId(1) }]);
    expect(rowOf(decision, 'entry')?.what).toMatchObject({ type: 'moved-out', people: 1, isEmpty: false });
  });

  it('of all leaves a door: what it is now, no name, no phone, no note, no need', () => {
    const decision = decided(when('household.moveOut', moveOut([personId(1), personId(2)]), home));
    expect(rowOf(decision, 'household')).toMatchObject({
      kind: 'void',
      name: '',
      phone: null,
      note: '',
      needsHelp: false,
      visitEveryDays: 180,
    });
    expect(decision.gone).toContainEqual({ kind: 'need', id: need.id });
  });
});

describe('people of a household', () => {
  it('are added with an entry that names nobody', () => {
    const adds = {
      person: personId(3),
      household: householdId(1),
      name: '周小宝',
      birthYear: 2026,
      sex: null,
      phone: null,
      relation: '子女',
    };
    const decision = decided(when('person.add', adds, given));
    expect(rowOf(decision, 'person')).toMatchObject({ name: '周小宝', grid: testGrid, keys: 'keys of 周小宝' });
    expect(JSON.stringify(rowOf(decision, 'entry'))).not.toContain('周小宝');
    expect(codeOf(when('person.add', { ...adds, name: '99010620261118123X' }, given))).toBe('identity-number');
  });

  it('are corrected field by field', () => {
    const set = { birthYear: { from: 1950, to: 1951 }, name: { from: '陈桂蘭', to: '陈贵兰' } };
    const decision = decided(when('person.amend', { person: personId(1), set }, [door(), ...people]));
    expect(rowOf(decision, 'person')).toMatchObject({ birthYear: 1951, name: '陈桂兰' });
    expect(rowOf(decision, 'conflict')).toMatchObject({ on: { kind: 'person' }, field: 'name' });
  });

  it('that were put down by mistake are erased, with the clashes about them', () => {
    const clash = decided(
      when('person.amend', { person: personId(1), set: { name: { from: '甲', to: '乙' } } }, [door(), ...people]),
    ).rows;
    const decision = decided(when('person.remove', { person: personId(1) }, [door(), ...people, ...clash]));
    expect(decision.gone?.map(({ kind }) => kind)).toEqual(['person', 'conflict']);
  });
});

describe('removing a household', () => {
  const remove = { household: householdId(1), reason: 'mistake' };

  it('erases it with everything that hangs on it', () => {
    const decision = decided(when('household.remove', remove, [door(), ...people], clerk));
    expect(decision.gone).toEqual([
      { kind: 'household', id: householdId(1) },
      { kind: 'person', id: personId(1) },
      { kind: 'person', id: personId(2) },
    ]);
  });

  it('waits until help is ended at the door', () => {
    expect(codeOf(when('household.remove', remove, [door({ needsHelp: true })], clerk))).toBe('changed');
  });
});
