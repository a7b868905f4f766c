import { makeId, type AccountId } from '../../core/lib/id.ts';
import { dayMs, isoOf, msOf, type Iso } from '../../core/lib/time.ts';
import type { Author, Role } from '../../core/org/role.ts';
import { familyNames, givenNames } from './names.ts';
import { prng } from './prng.ts';
import { areas, cityCode, districtCode, gridPlans } from './town-plan.ts';
import { loadCatalogue } from '../catalogue/catalogue.ts';
import { makeUnits } from './units.ts';

/** Everybody who signs in to the demo. They exist only with `SEED=demo`, behind its guard. */
export interface DemoAccount {
  id: AccountId;
  username: string;
  name: string;
  role: Role;
  area: string;
  /** Since when the role is held. */
  since: Iso;
  /** Prefers the large type of the elder version. */
  isElder: boolean;
}

/** The same for all: the start page shows it. */
export const demoPassword = 'shaodao-demo';

const grids = gridPlans.map(({ community, number }) => `${community}${String(number).padStart(3, '0')}`);
const areasOf = (level: string): string[] => areas.filter((area) => area.level === level).map((area) => area.id);
/** 老周 is at home in the old estate, 小林 in 梅园; their desks are `shequ` and `shequ4`. */
const [oldZhou, littleLin] = ['990106001001001', '990106002001001'];

export function makeAccounts(seed: number, historyStart: Iso): DemoAccount[] {
  const random = prng(seed, 'accounts');
  const name = (age: number): string =>
    random.pick(familyNames) + random.pick(givenNames(random.pick(['f', 'm'] as const), age));
  const others = grids.filter((grid) => grid !== oldZhou && grid !== littleLin);
  const people: { username: string; name: string; role: Role; area: string }[] = [
    { username: 'wangge', name: '老周', role: 'worker', area: oldZhou },
    { username: 'wangge2', name: '小林', role: 'worker', area: littleLin },
    ...others.map((area, i) => ({
      username: `wangge${i + 3}`,
      name: name(random.int(28, 60)),
      role: 'worker' as const,
      area,
    })),
    ...areasOf('community').map((area, i) => ({
      username: numbered('shequ', i),
      name: i === 0 ? '沈书记' : name(44),
      role: 'community' as const,
      area,
    })),
    ...areasOf('street').map((area, i) => ({
      username: numbered('jiedao', i),
      name: i === 0 ? '街道 老方' : name(44),
      role: 'street' as const,
      area,
    })),
    { username: 'qu', name: '区派单员 小姚', role: 'district', area: districtCode },
    { username: 'shi', name: '市派单员 老秦', role: 'city', area: cityCode },
    ...makeUnits(seed, loadCatalogue()).flatMap((unit) =>
      unit.username === null
        ? []
        : [{ username: unit.username, name: `${unit.row.name} 联络员`, role: 'unit' as const, area: unit.row.id }],
    ),
    { username: 'lingdao', name: '区领导', role: 'leader', area: districtCode },
    { username: 'admin', name: '管理员', role: 'admin', area: districtCode },
  ];
  return people.map((person) => ({
    ...person,
    id: makeId('account', random.uuid(msOf(historyStart))),
    since: isoOf(msOf(historyStart) - 400 * dayMs),
    isElder: person.username === 'wangge',
  }));
}

const numbered = (word: string, index: number): string => (index === 0 ? word : `${word}${index + 1}`);

export const authorOf = ({ id, name, role, area, since }: DemoAccount): Author => ({
  account: id,
  name,
  grants: [{ role, area, from: since, to: null }],
});

/** What `GET /api/demo/accounts` answers: those of the start page first, then a worker per grid, a clerk per desk. */
export function demoAccountList(accounts: readonly DemoAccount[]) {
  return accounts.map(({ username, name, role, area, isElder }) => ({
    username,
    password: demoPassword,
    role,
    area,
    name,
    ...(isElder && { isElder }),
  }));
}
