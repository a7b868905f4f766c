/** A small fictional town: three grids of two communities, a few doors each, one of them with a need. */
import { makeId, uuidv7, type AccountId, type HouseholdId } from '../../core/lib/id.ts';
import { isoOf } from '../../core/lib/time.ts';
import type { Author, Grant } from '../../core/org/role.ts';
import type { Scope } from '../../core/org/scope.ts';
import type { CategoryRow, KindRow } from '../../core/protocol/rows.ts';
import type { Dice } from './dice.ts';
import type { Offices } from './offices.ts';

export const district = '990106';
export const communities = ['990106001001', '990106001002'] as const;
export const grids = ['990106001001001', '990106001001002', '990106001002001'] as const;
export const gridsOfCommunity = (community: string): string[] => grids.filter((grid) => grid.startsWith(community));
/** But for those of units, which are drawn with the offices. */
export const allScopes: readonly Scope[] = [
  `tenant:${district}`,
  ...grids.map((grid): Scope => `grid:${grid}`),
  ...communities.map((community): Scope => `community:${community}`),
];

const mostWorkers = 20;

export const streetLight: CategoryRow = {
  id: '0101',
  rev: 1,
  classZh: '市容',
  classEn: 'streets',
  zh: '路灯',
  en: 'street light',
  lead: 'a',
  leadZh: '城管',
  helping: [],
  urgency: 'U3',
  limitNote: '',
};

export interface Town {
  workers: Author[];
  clerks: Author[];
  /** In the order in which they were put in, with the scope that holds each. */
  rows: { scope: Scope; row: KindRow }[];
  households: Map<string, HouseholdId[]>;
  offices: Offices | null;
}

export function buildTown(dice: Dice, start: number, offices: Offices | null): Town {
  const uuid = (): string => uuidv7(start - 86_400_000, dice.bytes(10));
  const account = (): AccountId => makeId('account', uuid());
  const since = isoOf(start - 90 * 86_400_000);
  const grant = (role: Grant['role'], area: string): Grant => ({ role, area, from: since, to: null });
  // More than one to a grid where there are many: a grid may have helpers.
  const workers = Array.from({ length: mostWorkers }, (_, i) => grids[i % grids.length] ?? grids[0]).map(
    (grid, i): Author => ({
      account: account(),
      name: `工${i + 1}`,
      grants: [grant('worker', grid)],
    }),
  );
  const clerks = [...communities, communities[0]].map((area, i): Author => ({
    account: account(),
    name: `社${i + 1}`,
    grants: [grant('community', area)],
  }));
  const tenant: Scope = `tenant:${district}`;
  const rows: Town['rows'] = [
    {
      scope: tenant,
      row: { kind: 'area', row: { id: district, rev: 1, level: 'district', parent: null, name: '虚区' } },
    },
    {
      scope: tenant,
      row: {
        kind: 'category',
        row: streetLight,
      },
    },
  ];
  const households = new Map<string, HouseholdId[]>();
  for (const grid of grids) {
    const scope: Scope = `grid:${grid}`;
    const building = makeId('building', uuid());
    const doors: HouseholdId[] = [];
    rows.push({
      scope,
      row: {
        kind: 'grid',
        row: { id: grid, rev: 1, name: `网格${grid.slice(-1)}`, community: grid.slice(0, 12), boundary: [] },
      },
    });
    rows.push({
      scope,
      row: {
        kind: 'building',
        row: {
          id: building,
          rev: 1,
          grid,
          name: '1栋',
          kind: 'walkup',
          walk: 1,
          units: 1,
          floors: 6,
          doors: 2,
          footprint: [],
          centre: [117, 31],
        },
      },
    });
    for (let door = 1; door <= 4; door++) {
      const id = makeId('household', uuid());
      doors.push(id);
      const hasNeed = door === 1;
      rows.push({
        scope,
        row: {
          kind: 'household',
          row: {
            id,
            rev: 1,
            grid,
            building,
            unit: 1,
            floor: door,
            room: `${door}01`,
            kind: 'lived',
            name: `户${door}`,
            phone: null,
            needsHelp: hasNeed,
            visitEveryDays: hasNeed ? 7 : 90,
            lastVisitAt: null,
            lastOutcome: null,
            visitDueOn: null,
            visitDuePart: null,
            note: '',
            keys: '',
            edits: {},
          },
        },
      });
      if (!hasNeed) continue;
      rows.push({
        scope,
        row: {
          kind: 'need',
          row: {
            id: makeId('need', uuid()),
            rev: 1,
            grid,
            household: id,
            kind: 'livingAlone',
            note: '每周看望',
            until: '2027-01-01',
            consent: { how: 'spoken', by: '户1', at: since, wording: '已同意登记' },
            openedBy: makeId('account', uuid()),
            openedAt: since,
            step: 'opened',
            steps: [],
            edits: {},
          },
        },
      });
    }
    households.set(grid, doors);
  }
  return { workers, clerks, rows: [...rows, ...(offices?.rows ?? [])], households, offices };
}

export const scopesOfTown = ({ offices }: Town): Scope[] => [
  ...allScopes,
  ...(offices?.units ?? []).map(({ id }): Scope => `unit:${id}`),
];
