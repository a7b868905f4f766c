import type { AreaRow, BasemapRow, BuildingRow, GridRow } from '../grid/grid.ts';
import type { ConflictRow, EntryRow, HouseholdRow, NeedRow, PersonRow, SeenRow } from '../household/household.ts';
import type { Iso } from '../lib/time.ts';
import type { VisitRow } from '../visit/visit.ts';
import type { MediaHash, WhistleEventRow, WhistleRow } from '../whistle/whistle.ts';
import type { SettingsRow } from '../settings/settings.ts';
import type { UnitRow } from '../org/unit.ts';
import type { WhistleId } from '../lib/id.ts';
import type { ReportCodeRow } from '../whistle/report-code.ts';

/** A category of the duties catalogue. */
export interface CategoryRow {
  id: string;
  rev: number;
  classZh: string;
  classEn: string;
  zh: string;
  en: string;
  /** Codes of departments: the lead, then those who help. */
  lead: string;
  leadZh: string;
  helping: readonly string[];
  /** `U1`, `U3`, or two as in `U1|U3`: the first with the emergency switch. */
  urgency: string;
  limitNote: string;
  /** From then on no whistle gets it any more; those that have it keep it. Absent: in use. */
  retiredAt?: Iso;
}

/** Where the bytes of a photo are: the whistle never waits for them. */
export interface PhotoRow {
  /** `<whistle id>:<sha256>`: the same bytes may belong to two whistles, each with its own rights. */
  id: string;
  rev: number;
  grid: string;
  whistle: WhistleId;
  sha256: MediaHash;
  state: 'awaited' | 'here' | 'refused';
  width: number | null;
  height: number | null;
  arrivedAt: Iso | null;
}

/** Every kind of row that is kept; `core/protocol/holding.ts` says which a pull carries to whom. */
export interface RowByKind {
  area: AreaRow;
  category: CategoryRow;
  unit: UnitRow;
  settings: SettingsRow;
  grid: GridRow;
  basemap: BasemapRow;
  building: BuildingRow;
  household: HouseholdRow;
  person: PersonRow;
  need: NeedRow;
  conflict: ConflictRow;
  entry: EntryRow;
  seen: SeenRow;
  visit: VisitRow;
  whistle: WhistleRow;
  event: WhistleEventRow;
  photo: PhotoRow;
  reportCode: ReportCodeRow;
}
export type RowKind = keyof RowByKind;
export type AnyRow = RowByKind[RowKind];
export const rowKinds = [
  'area',
  'category',
  'unit',
  'settings',
  'grid',
  'basemap',
  'building',
  'household',
  'person',
  'need',
  'conflict',
  'entry',
  'seen',
  'visit',
  'whistle',
  'event',
  'photo',
  'reportCode',
] as const satisfies readonly RowKind[];

/** A row with the name of its kind: what rules give and stores keep. */
export type KindRow = { [K in RowKind]: { kind: K; row: RowByKind[K] } }[RowKind];
export interface RowRef {
  kind: RowKind;
  id: string;
}

/** Kinds that hang on one row of another kind, and the member that names it. */
export const lineParents = {
  person: 'household',
  need: 'household',
  conflict: 'household',
  entry: 'household',
  seen: 'household',
  event: 'whistle',
  photo: 'whistle',
  reportCode: 'whistle',
} as const satisfies { [K in RowKind]?: keyof RowByKind[K] & RowKind };
export type LineKind = keyof typeof lineParents;

/** What hangs on a whistle: whoever comes to hold the whistle holds these too. */
export const whistleLines = ['event', 'photo'] as const satisfies readonly LineKind[];

/** The whistle of an event or a photo, among those known. */
export function whistleIn({ kind, row }: KindRow, known: (id: string) => KindRow | undefined): WhistleRow | undefined {
  if (kind !== 'event' && kind !== 'photo') return undefined;
  const found = known(row.whistle);
  return found?.kind === 'whistle' ? found.row : undefined;
}

/**
 * Every row of a kind that hangs on one parent: its people, its events. Whoever touches a line touches its parent too,
 * and whoever adds to a line touches the parent: the parent's lock is the line's.
 */
export interface LineRef {
  kind: LineKind;
  of: string;
}
