import { makeId } from '../../core/lib/id.ts';
import type { UnitKind, UnitRow } from '../../core/org/unit.ts';
import type { CategoryRow } from '../../core/protocol/rows.ts';
import { prng } from './prng.ts';
import { areas, districtCode } from './town-plan.ts';

/** Names of departments that the catalogue knows by code alone, as helpers. */
const helpers: Record<string, string> = {
  YB: '医保',
  NY: '农业农村',
  JT: '交通',
  WL: '文旅',
  CG: '城管执法',
};
const stations = ['司法所', '派出所', '市场监管所', '综合执法队'];
const residents = ['江临职业学校', '区第二医院', '桐荫小学', '邮政支局', '农商银行支行', '图书馆', '体育馆'];
const companies = ['供水公司', '供电公司', '燃气公司', '热力公司', '公交公司', '环卫公司', '通信公司', '物业公司'];

export interface NamedUnit {
  row: UnitRow;
  /** Who signs in for it in the demo; null: nobody. */
  username: string | null;
}

/**
 * 55 units, the number of Ma'anshan: every department of the catalogue, the stations of both streets, resident units and
 * companies. Their ids are of no day, so that the list of accounts names them as the seeded ones do.
 */
export function makeUnits(seed: number, catalogue: readonly CategoryRow[]): NamedUnit[] {
  const random = prng(seed, 'units');
  const departments = new Map(catalogue.map(({ lead, leadZh }) => [lead, leadZh]));
  for (const code of catalogue.flatMap(({ helping }) => helping))
    if (!departments.has(code)) departments.set(code, helpers[code] ?? code);
  const units: NamedUnit[] = [];
  const add = (kind: UnitKind, name: string, area: string, code: string | null, username: string | null): void => {
    const id = makeId('unit', random.uuid(0));
    units.push({ row: { id, rev: 1, kind, name, code, area, endedAt: null, successor: null }, username });
  };
  const first = ['SZ', 'XF'];
  const codes = [...first, ...[...departments.keys()].filter((code) => !first.includes(code)).toSorted()];
  for (const [i, code] of codes.entries())
    add('department', `${departments.get(code)}部门`, districtCode, code, i === 0 ? 'bumen' : `bumen${i + 1}`);
  const streets = areas.filter(({ level }) => level === 'street');
  for (const [s, { id, name }] of streets.entries())
    for (const [i, station] of stations.entries())
      add('station', `${name}${station}`, id, null, i === 0 ? (s === 0 ? 'zhansuo' : `zhansuo${s + 1}`) : null);
  for (const name of companies) add('company', name, districtCode, null, null);
  let more = 0;
  while (units.length < 55) {
    const name = residents[more % residents.length] ?? '';
    add(
      'resident',
      more < residents.length ? name : `${name}（${Math.floor(more / residents.length) + 1}）`,
      districtCode,
      null,
      null,
    );
    more += 1;
  }
  return units;
}
