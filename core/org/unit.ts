import type { IdOf } from '../lib/id.ts';
import type { Iso } from '../lib/time.ts';

export const unitKinds = ['department', 'station', 'resident', 'company'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** Who can be ordered: a department, a street's station, a resident unit or a company (lifecycle). */
export interface UnitRow {
  id: IdOf<'unit'>;
  rev: number;
  kind: UnitKind;
  name: string;
  /** The department's code in the duties catalogue; null: it is named there by none. */
  code: string | null;
  /** The area that it serves: of a station its street, of a department its district or city. */
  area: string;
  /** Dissolved: nothing is ordered from it any more. */
  endedAt: Iso | null;
  /** Who took over its duties. */
  successor: IdOf<'unit'> | null;
}
