import { dayOf } from '../calendar/day.ts';
import type { PersonRow } from '../household/household.ts';
import { noteLimit } from '../household/limits.ts';
import { mergeFields } from '../household/merge.ts';
import { withNeeds } from '../household/need.ts';
import { addHousehold, addPerson, movedOut } from '../household/register.ts';
import { ok, refuse } from '../lib/result.ts';
import type { KindRow } from '../protocol/rows.ts';
import { conflictsOf, editOf, entryOf, linesOf, refusedHere } from './roster.ts';
import type { Decision, MutationRule, ReadRow, RuleContext } from './rule.ts';

const lineOf = (household: string) => [
  { kind: 'household' as const, id: household },
  { kind: 'need' as const, of: household },
];

export const addHouseholdRule: MutationRule<'household.add'> = {
  type: 'household.add',
  versions: [1],
  touches: ({ household, building }) => [
    { kind: 'household', id: household },
    { kind: 'building', id: building },
    ...linesOf(household),
  ],
  decide(payload, context) {
    if (context.read('household', payload.household)) return refuse('exists', 'a household with this id exists');
    const refusal = refusedHere('register', payload.grid, context);
    if (refusal) return refusal;
    if (context.read('building', payload.building)?.grid !== payload.grid)
      return refuse('not-found', 'no such building in this grid');
    const row = addHousehold(payload, context.searchKeysOf(payload.name), dayOf(context.now));
    return ok({ rows: [{ kind: 'household', row }, entryOf(row, { type: 'household-added' }, context)] });
  },
};

export const amendHouseholdRule: MutationRule<'household.amend'> = {
  type: 'household.amend',
  versions: [1],
  touches: ({ household }) => lineOf(household),
  decide({ household: id, set }, context) {
    const before = context.read('household', id);
    if (!before) return refuse('not-found', 'no such household');
    const refusal = refusedHere('register', before.grid, context);
    if (refusal) return refusal;
    const { row, changed, clashes } = mergeFields(before, set, editOf(context), { note: noteLimit });
    const conflicts = conflictsOf(before, { kind: 'household', id: before.id }, clashes, context);
    if (changed.length === 0) return ok({ rows: conflicts.rows, conflicts: conflicts.ids });
    const named = changed.includes('name') ? { ...row, keys: context.searchKeysOf(row.name) } : row;
    const needs = context.line('need', id);
    // A desk does not hold the needs; it leaves what follows from them to the server.
    const isKnown = needs.length > 0 || !before.needsHelp;
    const after = changed.includes('kind') && isKnown ? withNeeds(named, needs, dayOf(context.now)) : named;
    return ok({
      rows: [
        { kind: 'household', row: after },
        entryOf(after, { type: 'household-amended', fields: changed }, context),
        ...conflicts.rows,
      ],
      conflicts: conflicts.ids,
    });
  },
};

export const moveOutRule: MutationRule<'household.moveOut'> = {
  type: 'household.moveOut',
  versions: [1],
  touches: ({ household }) => [
    ...lineOf(household),
    { kind: 'person', of: household },
    { kind: 'conflict', of: household },
  ],
  decide(payload, context) {
    const before = context.read('household', payload.household);
    if (!before) return refuse('not-found', 'no such household');
    const refusal = refusedHere('register', before.grid, context);
    if (refusal) return refusal;
    const people = context.line('person', before.id).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const isLeaving = (person: PersonRow): boolean => payload.people.includes(person.id);
    const left = people.filter(isLeaving);
    const stay = people.filter((person) => !isLeaving(person));
    const after = movedOut(before, left, stay, payload.kind, editOf(context));
    const isEmpty = stay.length === 0;
    // Where nobody is left, nobody is helped any more: needs end with those who had them.
    const needs = isEmpty ? context.line('need', before.id) : [];
    const conflicts = context
      .line('conflict', before.id)
      .filter(({ on }) => isEmpty || left.some(({ id }) => id === on.id));
    const row = isEmpty ? withNeeds(after, [], dayOf(context.now)) : after;
    return ok({
      rows: [
        { kind: 'household', row },
        entryOf(row, { type: 'moved-out', on: payload.on, people: left.length, isEmpty }, context),
      ],
      gone: [
        ...left.map(({ id }) => ({ kind: 'person' as const, id })),
        ...needs.map(({ id }) => ({ kind: 'need' as const, id })),
        ...conflicts.map(({ id }) => ({ kind: 'conflict' as const, id })),
      ],
    });
  },
};

export const removeHouseholdRule: MutationRule<'household.remove'> = {
  type: 'household.remove',
  versions: [1],
  touches: ({ household }) => [
    { kind: 'household', id: household },
    ...linesOf(household),
    { kind: 'seen', of: household },
  ],
  decide({ household: id }, context) {
    const before = context.read('household', id);
    if (!before) return refuse('not-found', 'no such household');
    const refusal = refusedHere('register', before.grid, context);
    if (refusal) return refusal;
    // Help that was promised does not vanish with a click at a desk.
    if (before.needsHelp) return refuse('changed', 'help is needed here: end the needs at the door first');
    return ok({
      rows: [],
      gone: [
        { kind: 'household', id },
        ...(['person', 'need', 'conflict', 'entry', 'seen'] as const).flatMap((kind) =>
          context.line(kind, id).map((row) => ({ kind, id: row.id })),
        ),
      ],
    });
  },
};

export const addPersonRule: MutationRule<'person.add'> = {
  type: 'person.add',
  versions: [1],
  touches: ({ person, household }) => [
    { kind: 'person', id: person },
    { kind: 'household', id: household },
    ...linesOf(household),
  ],
  decide(payload, context) {
    const household = context.read('household', payload.household);
    if (!household) return refuse('not-found', 'no such household');
    const refusal = refusedHere('register', household.grid, context);
    if (refusal) return refusal;
    if (context.read('person', payload.person)) return refuse('exists', 'a person with this id exists');
    const row = addPerson(household, payload, context.searchKeysOf(payload.name));
    return ok({ rows: [{ kind: 'person', row }, entryOf(household, { type: 'person-added' }, context)] });
  },
};

/** A person hangs on a household, whose lock is the line's. */
const householdOfPerson = ({ person }: { person: string }, read: ReadRow) => {
  const household = read('person', person)?.household;
  return household ? [{ kind: 'household' as const, id: household }] : [];
};

function personAt(id: string, context: RuleContext) {
  const person = context.read('person', id);
  const household = person && context.read('household', person.household);
  if (!person || !household) return { refusal: refuse('not-found', 'no such person') };
  const refusal = refusedHere('register', household.grid, context, 'no such person');
  return refusal ? { refusal } : { person, household };
}

export const amendPersonRule: MutationRule<'person.amend'> = {
  type: 'person.amend',
  versions: [1],
  touches: ({ person }) => [{ kind: 'person', id: person }],
  touchesThen: householdOfPerson,
  decide({ person: id, set }, context) {
    const { person, household, refusal } = personAt(id, context);
    if (refusal) return refusal;
    const { row, changed, clashes } = mergeFields(person, set, editOf(context));
    const conflicts = conflictsOf(household, { kind: 'person', id: person.id }, clashes, context);
    if (changed.length === 0) return ok({ rows: conflicts.rows, conflicts: conflicts.ids });
    const named = changed.includes('name') ? { ...row, keys: context.searchKeysOf(row.name) } : row;
    return ok({
      rows: [
        { kind: 'person', row: named },
        entryOf(household, { type: 'person-amended', fields: changed }, context),
        ...conflicts.rows,
      ],
      conflicts: conflicts.ids,
    });
  },
};

export const removePersonRule: MutationRule<'person.remove'> = {
  type: 'person.remove',
  versions: [1],
  touches: ({ person }) => [{ kind: 'person', id: person }],
  touchesThen: (payload, read) =>
    householdOfPerson(payload, read).flatMap((ref) => [ref, { kind: 'conflict' as const, of: ref.id }]),
  decide({ person: id }, context) {
    const { person, household, refusal } = personAt(id, context);
    if (refusal) return refusal;
    const conflicts = context.line('conflict', household.id).filter(({ on }) => on.id === person.id);
    const rows: KindRow[] = [entryOf(household, { type: 'person-removed' }, context)];
    const decision: Decision = {
      rows,
      gone: [
        { kind: 'person', id: person.id },
        ...conflicts.map((conflict) => ({ kind: 'conflict' as const, id: conflict.id })),
      ],
    };
    return ok(decision);
  },
};
