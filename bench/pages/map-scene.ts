import type { MapBase, MapBuilding, MapSymbol, LngLat } from '../../src/ui/map/map-data.ts';

export type { LngLat };

/** What a map is given, as JSON from Node. */
export interface DrawnScene {
  bases: readonly MapBase[];
  boundary: readonly (readonly LngLat[])[];
  buildings: readonly MapBuilding[];
  symbols: readonly MapSymbol[];
}
