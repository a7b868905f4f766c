import { visitInterval } from '../../core/visit/due.ts';
import type { BuildingRow } from '../../core/grid/grid.ts';
import type { HouseholdKind, HouseholdRow, NeedRow, PersonRow } from '../../core/household/household.ts';
import { addDays, dayOf } from '../../core/calendar/day.ts';
import { makeId } from '../../core/lib/id.ts';
import { msOf, type Iso } from '../../core/lib/time.ts';
import { familyNames, givenNames, shopNames } from './names.ts';
import type { Author } from '../../core/org/role.ts';
import { nameKeysOf } from '../search/name-keys.ts';
import { consentOf, needsOf, type Resident } from './needs.ts';
import { prng, type Prng } from './prng.ts';
import type { Town } from './town.ts';

/** Who lives behind the doors. Made for help alone: no identity numbers, phones that reach nobody. */
export interface People {
  households: readonly HouseholdRow[];
  persons: readonly PersonRow[];
  needs: readonly NeedRow[];
}

export interface Openers {
  /** Who wrote down the needs of a grid. */
  workerOf: (grid: string) => Author;
}

export function makePeople(seed: number, town: Town, since: Iso, { workerOf }: Openers): People {
  const random = prng(seed, 'people');
  const needRandom = prng(seed, 'needs');
  const year = Number(since.slice(0, 4));
  const found: { households: HouseholdRow[]; persons: PersonRow[]; needs: NeedRow[] } = {
    households: [],
    persons: [],
    needs: [],
  };
  for (const building of town.buildings)
    for (const { unit, floor, room } of doorsOf(building)) {
      const kind = kindOf(building, floor, random);
      const id = makeId('household', random.uuid(msOf(since)));
      const residents = residentsOf(kind, building, random);
      const persons = residents.map((one): PersonRow => ({
        id: makeId('person', random.uuid(msOf(since))),
        rev: 1,
        grid: building.grid,
        household: id,
        name: one.name,
        birthYear: year - one.age,
        sex: one.sex,
        phone: one.age >= 16 && one.age < 90 && random.chance(0.55) ? phoneOf(random) : null,
        relation: one.relation,
        keys: nameKeysOf(one.name),
        edits: {},
      }));
      const needs = needsOf(residents, kind, needRandom).map(({ who, ...need }): NeedRow => {
        const consent = consentOf(needRandom, since, persons[who]?.name ?? '');
        const by = workerOf(building.grid);
        return {
          ...need,
          id: makeId('need', needRandom.uuid(msOf(since))),
          rev: 1,
          grid: building.grid,
          household: id,
          until: addDays(dayOf(consent.at), 365),
          consent,
          openedBy: by.account,
          openedAt: consent.at,
          step: 'opened',
          steps: [{ step: 'opened', text: null, promisedFor: null, at: consent.at, by: by.account, byName: by.name }],
          edits: {},
        };
      });
      const name = kind === 'shop' ? random.pick(shopNames) : (persons[0]?.name ?? '');
      found.households.push({
        id,
        rev: 1,
        grid: building.grid,
        building: building.id,
        unit,
        floor,
        room,
        kind,
        name,
        phone:
          kind === 'void'
            ? null
            : (persons.find((person) => person.phone !== null)?.phone ?? (random.chance(0.5) ? phoneOf(random) : null)),
        needsHelp: needs.length > 0,
        visitEveryDays: visitInterval(
          kind,
          needs.map((need) => need.kind),
        ),
        lastVisitAt: null,
        lastOutcome: null,
        visitDueOn: null,
        visitDuePart: null,
        note: '',
        keys: nameKeysOf(name),
        edits: {},
      });
      found.persons.push(...persons);
      found.needs.push(...needs);
    }
  return found;
}

/** Every door of a building, from the first unit's ground floor upwards: 101, 102, ..., 1804. */
function doorsOf({ units, floors, doors }: BuildingRow): { unit: number; floor: number; room: string }[] {
  return Array.from({ length: units * floors * doors }, (_, i) => {
    const floor = (Math.floor(i / doors) % floors) + 1;
    const door = (i % doors) + 1;
    return { unit: Math.floor(i / (doors * floors)) + 1, floor, room: `${floor}${String(door).padStart(2, '0')}` };
  });
}

function kindOf(building: BuildingRow, floor: number, random: Prng): HouseholdKind {
  if (building.kind === 'shops') {
    if (floor === 1)
      return random.weighted([
        ['shop', 9],
        ['void', 1],
      ]);
    return random.weighted([
      ['lived', 7],
      ['let', 2],
      ['void', 1],
    ]);
  }
  if (building.kind === 'house' && building.name.startsWith('渔坊'))
    return floor === 1
      ? random.weighted([
          ['lived', 6],
          ['shop', 2],
          ['let', 2],
        ])
      : random.weighted([
          ['let', 12],
          ['lived', 6],
          ['void', 2],
        ]);
  if (building.kind === 'highrise')
    return random.weighted([
      ['lived', 82],
      ['let', 11],
      ['void', 7],
    ]);
  return random.weighted([
    ['lived', 86],
    ['let', 9],
    ['void', 5],
  ]);
}

/** Old estates hold old people, towers hold families with children, the urban village holds tenants. */
function residentsOf(kind: HouseholdKind, building: BuildingRow, random: Prng): Resident[] {
  if (kind === 'void') return [];
  if (kind === 'shop') return random.chance(0.35) ? family(random, random.int(28, 55), ['本人', '配偶']) : [];
  if (kind === 'let')
    return random.weighted([
      [() => family(random, random.int(20, 34), ['本人']), 5],
      [() => family(random, random.int(24, 40), ['本人', '配偶']), 4],
      [() => family(random, random.int(26, 40), ['本人', '配偶', '子女']), 4],
      [() => mates(random, random.int(2, 3)), 3],
    ])();
  const isOldQuarter =
    building.kind === 'shops' || building.name.startsWith('机床厂') || building.name.startsWith('田心');
  const isNew = building.kind === 'highrise';
  return random.weighted([
    [() => family(random, random.int(66, 92), ['本人']), isOldQuarter ? 9 : isNew ? 1.5 : 4.5],
    [() => family(random, random.int(65, 86), ['本人', '配偶']), isOldQuarter ? 24 : isNew ? 6 : 16],
    [() => family(random, random.int(46, 63), ['本人', '配偶']), isOldQuarter ? 12 : 9],
    [() => family(random, random.int(28, 48), ['本人', '配偶', '子女']), isNew ? 32 : 21],
    [() => family(random, random.int(32, 44), ['本人', '配偶', '子女', '子女']), isNew ? 21 : 13],
    [() => family(random, random.int(38, 52), ['本人', '配偶', '子女', '母亲']), isNew ? 13 : 12],
    [() => family(random, random.int(38, 54), ['本人', '配偶', '子女', '父亲', '母亲']), isNew ? 11 : 10],
    [() => family(random, random.int(27, 58), ['本人']), 6],
    [() => family(random, random.int(33, 50), ['本人', '子女']), 4],
  ])();
}

function family(random: Prng, age: number, relations: readonly string[]): Resident[] {
  const sex = random.pick(['f', 'm'] as const);
  const surname = random.pick(familyNames);
  return relations.map((relation): Resident => {
    switch (relation) {
      case '配偶': {
        const own = sex === 'f' ? 'm' : 'f';
        return resident(random, random.pick(familyNames), own, Math.max(22, age + random.int(-4, 4)), relation);
      }
      case '子女':
        return resident(
          random,
          surname,
          random.pick(['f', 'm'] as const),
          Math.max(0, age - random.int(24, 33)),
          relation,
        );
      case '父亲':
        return resident(random, surname, 'm', age + random.int(23, 30), relation);
      case '母亲':
        return resident(random, random.pick(familyNames), 'f', age + random.int(22, 29), relation);
      default:
        return resident(random, surname, sex, age, relation);
    }
  });
}

const mates = (random: Prng, count: number): Resident[] =>
  Array.from({ length: count }, (_, i) =>
    resident(
      random,
      random.pick(familyNames),
      random.pick(['f', 'm'] as const),
      random.int(19, 36),
      i === 0 ? '本人' : '合租',
    ),
  );

function resident(random: Prng, surname: string, sex: 'f' | 'm', age: number, relation: string): Resident {
  return { name: surname + random.pick(givenNames(sex, age)), sex, age, relation };
}

/** Numbers of a range that no operator has: 154. */
const phoneOf = (random: Prng): string => `154${String(random.int(0, 99_999_999)).padStart(8, '0')}`;
