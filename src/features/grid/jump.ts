/** Where a code typed on the jump box may lead: doors first that it names exactly, then buildings, then doors begun. */
import { buildingNumberOf, matchDoorCode, readDoorCode, roomKeyOf } from '../../../core/grid/door-code.ts';
import type { BuildingRow } from '../../../core/grid/grid.ts';
import type { HouseholdRow } from '../../../core/household/household.ts';

export type JumpTarget =
  | { kind: 'door'; household: HouseholdRow; building: BuildingRow | undefined; isExact: boolean }
  | { kind: 'building'; building: BuildingRow; unit: number | null };

export interface JumpGround {
  /** In the order in which they are offered. */
  households: readonly HouseholdRow[];
  buildings: readonly BuildingRow[];
  /** The building in which she stands: `2-501` is a unit of it and a door. */
  within: string | null;
}

export function jumpTargets(text: string, { households, buildings, within }: JumpGround): JumpTarget[] {
  const known = new Map<string, { row: BuildingRow; number: string }>(
    buildings.map((row) => [row.id, { row, number: buildingNumberOf(row.name) }]),
  );
  const exact: JumpTarget[] = [];
  const begun: JumpTarget[] = [];
  const whole: JumpTarget[] = [];
  const seen = new Set<string>();
  for (const code of readDoorCode(text, within !== null)) {
    for (const household of households) {
      if (seen.has(household.id)) continue;
      if (code.building === null && within !== null && household.building !== within) continue;
      const building = known.get(household.building);
      const door = { building: building?.number ?? '', unit: household.unit, room: roomKeyOf(household.room) };
      const match = code.room === null ? null : matchDoorCode(code, door);
      if (match === null) continue;
      seen.add(household.id);
      const target: JumpTarget = { kind: 'door', household, building: building?.row, isExact: match === 'exact' };
      (target.isExact ? exact : begun).push(target);
    }
    if (code.room !== null || code.building === null) continue;
    for (const { row, number } of known.values()) {
      if (number !== code.building || seen.has(row.id)) continue;
      const unit = code.unit === null ? null : Number(code.unit);
      if (unit !== null && !(unit >= 1 && unit <= row.units)) continue;
      seen.add(row.id);
      whole.push({ kind: 'building', building: row, unit });
    }
  }
  return [...exact, ...whole, ...begun];
}
