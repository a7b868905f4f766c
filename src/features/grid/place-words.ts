import { metresBetween } from '../../../core/grid/distance.ts';
import type { BuildingRow, GridRow, LngLat } from '../../../core/grid/grid.ts';
import type { Place } from '../../../core/whistle/whistle.ts';
import { language } from '../../live/texts.ts';
import { isInside } from './geometry.ts';
import { gridTexts } from './grid-texts.ts';
import { coarseMetres } from './position.ts';

/** A person chose the building: no radius of doubt. */
export const placeOfBuilding = (building: BuildingRow): Place => ({
  lng: building.centre[0],
  lat: building.centre[1],
  accuracy: 0,
  method: 'building',
  building: building.id,
});

export interface Fix {
  lng: number;
  lat: number;
  accuracy: number;
}

/** Within this a fix says the spot; up to `coarseMetres` the nearest building is named with it. */
const spotMetres = 15;

/** A fix as a place: too coarse a one is none, and the person is asked for the building. */
export function placeOfFix(fix: Fix, buildings: readonly BuildingRow[]): Place | null {
  if (fix.accuracy > coarseMetres) return null;
  const [nearest] = nearestBuildings([fix.lng, fix.lat], buildings);
  const isAtBuilding =
    nearest !== undefined && fix.accuracy > spotMetres && nearest.metres <= fix.accuracy + spotMetres;
  return {
    lng: fix.lng,
    lat: fix.lat,
    accuracy: fix.accuracy,
    method: 'gps',
    ...(isAtBuilding && { building: nearest.building.id }),
  };
}

export function nearestBuildings(
  from: LngLat,
  buildings: readonly BuildingRow[],
): { building: BuildingRow; metres: number }[] {
  return buildings
    .map((building) => ({ building, metres: Math.round(metresBetween(from, building.centre)) }))
    .toSorted((a, b) => a.metres - b.metres);
}

/** A grid whose boundary is not known claims nothing. */
export const isOutOfGrid = (place: Place | null, grid: GridRow | undefined): boolean =>
  place !== null && grid !== undefined && grid.boundary.length > 2 && !isInside([place.lng, place.lat], grid.boundary);

export function placeWords(place: Place | null, buildingOf: (id: string) => BuildingRow | undefined): string {
  const words = gridTexts[language.value];
  if (place === null) return words.noPlace;
  const name = place.building === undefined ? undefined : buildingOf(place.building)?.name;
  return name ?? words.positionWithin(place.accuracy);
}
