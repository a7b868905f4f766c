import type { LngLat, MapBase, MapBuilding, MapRoad, MapSymbol } from './map-data.ts';
import { projectPaths, worldX, worldY, type Paths } from './mercator.ts';

/** All that a map draws, projected once per change of its data, so that a pan only multiplies and adds. */
export interface Ground {
  green: Paths;
  water: Paths;
  around: Paths;
  borders: Paths;
  roads: Record<MapRoad['class'], { paths: Paths; names: readonly string[] }>;
  own: Paths;
}

export interface Houses {
  paths: Paths;
  ids: readonly string[];
  labels: readonly string[];
}

export interface Signs {
  symbols: readonly MapSymbol[];
  x: Float64Array;
  y: Float64Array;
  /** Steps sideways from its place, where several share it: -0.5 and 0.5 for two. */
  shift: Float64Array;
}

export function groundOf(bases: readonly MapBase[], own: readonly (readonly LngLat[])[]): Ground {
  const roadsOf = (wanted: MapRoad['class']) => {
    const roads = bases.flatMap((base) => base.roads.filter((road) => road.class === wanted));
    return { paths: projectPaths(roads.map((road) => road.line)), names: roads.map((road) => road.name) };
  };
  return {
    green: projectPaths(bases.flatMap((base) => base.green)),
    water: projectPaths(bases.flatMap((base) => base.water)),
    around: projectPaths(bases.flatMap((base) => base.around)),
    borders: projectPaths(bases.flatMap((base) => base.borders)),
    roads: { arterial: roadsOf('arterial'), street: roadsOf('street'), lane: roadsOf('lane') },
    own: projectPaths(own),
  };
}

export const housesOf = (buildings: readonly MapBuilding[]): Houses => ({
  paths: projectPaths(buildings.map((building) => building.polygon)),
  ids: buildings.map((building) => building.id),
  labels: buildings.map((building) => building.label),
});

export function signsOf(symbols: readonly MapSymbol[]): Signs {
  const places = new Map<string, number[]>();
  for (const [i, { lng, lat }] of symbols.entries()) {
    const key = `${lng.toFixed(6)} ${lat.toFixed(6)}`;
    const there = places.get(key);
    if (there) there.push(i);
    else places.set(key, [i]);
  }
  const shift = new Float64Array(symbols.length);
  for (const there of places.values()) {
    for (const [position, i] of there.entries()) shift[i] = position - (there.length - 1) / 2;
  }
  return {
    symbols,
    x: Float64Array.from(symbols, ({ lng }) => worldX(lng)),
    y: Float64Array.from(symbols, ({ lat }) => worldY(lat)),
    shift,
  };
}

/** `9幢` before `10幢`. Made once: a collator is dear. */
const byNumber = new Intl.Collator('zh-CN', { numeric: true });

export interface Place {
  id: string;
  label: string;
}

/** Everything that can be chosen, once each, in words: a symbol's words stand for the building that it is drawn on. */
export function placesOf(buildings: readonly MapBuilding[], symbols: readonly MapSymbol[]): Place[] {
  const labels = new Map<string, string[]>();
  for (const symbol of symbols) labels.set(symbol.id, [...(labels.get(symbol.id) ?? []), symbol.label]);
  for (const building of buildings) if (!labels.has(building.id)) labels.set(building.id, [building.label]);
  return [...labels]
    .map(([id, words]) => ({ id, label: words.join(' · ') }))
    .toSorted((a, b) => byNumber.compare(a.label, b.label));
}
