import type { BuildingRow } from '../../../core/grid/grid.ts';
import type { HouseholdRow } from '../../../core/household/household.ts';
import { language } from '../../live/texts.ts';
import { gridTexts } from './grid-texts.ts';

export type Door = Pick<HouseholdRow, 'unit' | 'room'>;

/** `3栋 2单元 501`; the unit is left out where a building has one alone. */
export function doorWords(door: Door, building: Pick<BuildingRow, 'name' | 'units'> | undefined): string {
  const words = gridTexts[language.value];
  return words.door(building?.name ?? '', (building?.units ?? 2) > 1 ? words.unit(door.unit) : '', door.room);
}

/** The same without the building, for lists that stand under its name. */
export function doorInBuilding(door: Door, building: BuildingRow | undefined): string {
  const words = gridTexts[language.value];
  return words.door('', (building?.units ?? 2) > 1 ? words.unit(door.unit) : '', door.room);
}
