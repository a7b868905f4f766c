import { readFileSync } from 'node:fs';
import { assert } from '../../core/lib/assert.ts';
import type { CategoryRow } from '../../core/protocol/rows.ts';

/** The duties catalogue that ships with the product: one line a category, its lead and helping departments. */
const shippedCatalogue = new URL('./catalogue.csv', import.meta.url);

/** @returns one row per category, in the order of the file */
export function loadCatalogue(file: URL = shippedCatalogue): CategoryRow[] {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/).map(cellsOf);
  assert(header, 'the catalogue has a header');
  return lines.map((cells) => {
    const cell = (name: string): string => {
      const value = cells[header.indexOf(name)];
      assert(value !== undefined, `the catalogue has ${name} in every line`);
      return value;
    };
    return {
      id: cell('code'),
      rev: 1,
      classZh: cell('class_zh'),
      classEn: cell('class_en'),
      zh: cell('name_zh'),
      en: cell('name_en'),
      lead: cell('lead_department'),
      leadZh: cell('lead_department_zh'),
      helping: cell('helping_departments').split(' ').filter(Boolean),
      urgency: cell('urgency'),
      limitNote: cell('default_limit_note'),
    };
  });
}

/**
 * Which categories have two hours for an answer. `U1|U3` means U1 with the emergency switch, else U3: the last
 * one is the level without the switch. A U1 category without the switch is no slower than U2.
 */
export const urgenciesOf = (rows: readonly CategoryRow[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ id, urgency }) => [id, urgency]));

/** RFC 4180 as far as the file uses it: cells in double quotes may hold commas and doubled quotes. */
function cellsOf(line: string): string[] {
  const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? [];
  return cells
    .slice(0, line.endsWith(',') ? undefined : -1)
    .map((cell) => cell.replace(/,$/, ''))
    .map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}
