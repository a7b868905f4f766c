import type { BasemapRow, LngLat } from '../../core/grid/grid.ts';
import { boxOf, clipLine, clipRing, contains, isInBox, lngLatOf, type Box, type Line } from './plane.ts';
import type { Drawing } from './drawn-town.ts';

/** How far around a grid its map is drawn, and how far its neighbours' buildings, in metres. */
const margin = 150;
const buildingMargin = 95;

/** The drawn base of one grid: what lies inside and just around it. */
export function basemapOf(code: string, drawing: Drawing): BasemapRow {
  const own = drawing.grids.find((grid) => grid.code === code)?.ring ?? [];
  const frame = boxOf(own, margin);
  const near = boxOf(own, buildingMargin);
  const clipped = (rings: readonly Line[]): LngLat[][] =>
    rings
      .filter((ring) => touches(ring, frame))
      .map((ring) => clipRing(ring, frame))
      .filter((ring) => ring.length > 2)
      .map(placed);
  return {
    id: code,
    rev: 1,
    grid: code,
    roads: drawing.roads.flatMap((road) =>
      clipLine(road.line, frame).map((line) => ({ name: road.name, class: road.class, line: placed(line) })),
    ),
    water: clipped(drawing.waters),
    green: clipped(drawing.greens),
    around: drawing.buildings
      .filter(({ grid, centre }) => grid !== code && isInBox(centre, near))
      .map(({ ring }) => placed(ring)),
    borders: drawing.grids
      .filter((grid) => grid.code !== code && touches(grid.ring, frame))
      .flatMap((grid) => clipLine([...grid.ring, ...grid.ring.slice(0, 1)], frame).map(placed)),
  };
}

const placed = (line: Line): LngLat[] => line.map(lngLatOf);

function touches(ring: Line, frame: Box): boolean {
  const { min, max } = boxOf(ring);
  if (max[0] < frame.min[0] || min[0] > frame.max[0] || max[1] < frame.min[1] || min[1] > frame.max[1]) return false;
  return clipRing(ring, frame).length > 2 || contains(ring, frame.min);
}
