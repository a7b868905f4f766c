/**
 * Who is at work beyond the grid and its community: street, two dispatchers of the district, one of the city, and four
 * units. They hold no rows: they read lists, and their deeds go through an outbox like everybody's.
 */
import { makeId, uuidv7 } from '../../core/lib/id.ts';
import { isoOf } from '../../core/lib/time.ts';
import { clockAccount, type Author, type Role } from '../../core/org/role.ts';
import type { UnitRow } from '../../core/org/unit.ts';
import type { CategoryRow } from '../../core/protocol/rows.ts';

import type { Dice } from './dice.ts';
import { communities, district, streetLight, type Town } from './town.ts';

export interface Offices {
  /** By the name of the device at which each sits. */
  people: readonly { device: string; author: Author }[];
  units: readonly UnitRow[];
  /** Who acts when a term is over. */
  time: Author;
  rows: Town['rows'];
}

const street = communities[0].slice(0, 9);
const city = `${district.slice(0, 4)}00`;

export function buildOffices(dice: Dice, start: number): Offices {
  const since = isoOf(start - 90 * 86_400_000);
  const uuid = (): string => uuidv7(start - 86_400_000, dice.bytes(10));
  const unit = (name: string, kind: UnitRow['kind'], area: string): UnitRow => ({
    id: makeId('unit', uuid()),
    rev: 1,
    kind,
    name,
    code: null,
    area,
    endedAt: null,
    successor: null,
  });
  const units = [
    unit('城管局', 'department', district),
    unit('水务局', 'department', district),
    unit('供电公司', 'company', district),
    unit('综合执法队', 'station', street),
  ];
  const somebody = (device: string, name: string, role: Role, area: string): Offices['people'][number] => ({
    device,
    author: { account: makeId('account', uuid()), name, grants: [{ role, area, from: since, to: null }] },
  });
  const urgent: CategoryRow = { ...streetLight, id: '0104', zh: '停水', en: 'no water', urgency: 'U2' };
  return {
    people: [
      somebody('street1', '街1', 'street', street),
      somebody('district1', '区1', 'district', district),
      somebody('district2', '区2', 'district', district),
      somebody('city1', '市1', 'city', city),
      ...units.map(({ id, name }, i) => somebody(`unit${i + 1}`, name, 'unit', id)),
    ],
    units,
    time: { account: clockAccount, name: '时限', grants: [] },
    rows: [
      ...units.map((row): Town['rows'][number] => ({ scope: `tenant:${district}`, row: { kind: 'unit', row } })),
      { scope: `tenant:${district}`, row: { kind: 'category', row: urgent } },
    ],
  };
}
