import { describe, expect, it } from 'vitest';
import { isoOf } from '../../core/lib/time.ts';
import { areaOf, boxOf, contains, edgesOf, metresOf, type Line, type Point } from './plane.ts';
import { drawTown, makeTown } from './town.ts';
import { walkLength } from './walk.ts';

const town = makeTown(20261, isoOf(Date.UTC(2026, 4, 22)));
const drawing = drawTown(20261);
const rings = new Map(town.grids.map((grid) => [grid.id, grid.boundary.map(metresOf)]));
const placed = town.buildings.map((building) => ({ building, ring: building.footprint.map(metresOf) }));

describe('the district', () => {
  it('has 6 communities, 20 grids, some 420 buildings, 3 bridges, 2 arterials and some 40 streets', () => {
    expect(town.areas.filter((area) => area.level === 'community')).toHaveLength(6);
    expect(town.grids).toHaveLength(20);
    expect(Math.abs(town.buildings.length - 420)).toBeLessThan(20);
    const names = new Set(drawing.roads.map((road) => road.name));
    expect(Math.abs(names.size - 42)).toBeLessThan(6);
    expect(new Set(drawing.roads.filter((road) => road.class === 'arterial').map((road) => road.name)).size).toBe(2);
    const [river = []] = drawing.waters;
    const crossing = drawing.roads.filter(({ line }) => line.some((point) => contains(river, point)));
    expect(new Set(crossing.map((road) => road.name)).size).toBe(3);
  });

  it('has grids that tile: together as large as their outline, sharing their borders point by point', () => {
    const sum = [...rings.values()].reduce((total, ring) => total + areaOf(ring), 0);
    expect([...rings.values()].every((ring) => areaOf(ring) > 0)).toBe(true);
    const edges = [...rings.values()].flatMap((ring) => edgesOf(ring).map(([a, b]) => ({ a, b })));
    const known = new Set(edges.map(({ a, b }) => key(a, b)));
    expect(known.size).toBe(edges.length);
    const outer = edges.filter(({ a, b }) => !known.has(key(b, a)));
    const outline = outer.reduce((twice, { a, b }) => twice + a[0] * b[1] - b[0] * a[1], 0) / 2;
    expect(Math.abs(sum - outline) / sum).toBeLessThan(1e-6);
    // One outline without holes: every point has one edge in and one out.
    expect(new Set(outer.map(({ a }) => key(a, a))).size).toBe(outer.length);
  });

  it('has every building inside its grid, and none on another', () => {
    for (const { building, ring } of placed) {
      const own = rings.get(building.grid) ?? [];
      expect({ name: building.name, isInside: ring.every((point) => contains(own, point)) }).toMatchObject({
        isInside: true,
      });
    }
    const boxes = placed.map(({ building, ring }) => ({ building, ring, box: boxOf(ring) }));
    for (const [i, one] of boxes.entries())
      for (const other of boxes.slice(i + 1)) {
        const isApart =
          one.box.max[0] < other.box.min[0] ||
          one.box.min[0] > other.box.max[0] ||
          one.box.max[1] < other.box.min[1] ||
          one.box.min[1] > other.box.max[1];
        if (!isApart) expect([one.building.name, other.building.name, overlap(one.ring, other.ring)]).toContain(false);
      }
  });

  it('has rows that face south, give or take the bend of a street', () => {
    for (const { building, ring } of placed) {
      const [a, b] = ring;
      if (!a || !b || building.kind !== 'walkup') continue;
      expect(Math.abs(Math.atan2(b[1] - a[1], b[0] - a[0]))).toBeLessThan((16 * Math.PI) / 180);
    }
  });

  it('is walked building by building, from 1, without long ways back', () => {
    for (const grid of town.grids) {
      const own = town.buildings.filter((one) => one.grid === grid.id).toSorted((a, b) => a.walk - b.walk);
      expect(own.map((one) => one.walk)).toEqual(own.map((_, i) => i + 1));
      const walk = walkLength(own.map((one) => metresOf(one.centre)));
      const byName = walkLength(own.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((one) => metresOf(one.centre)));
      expect(walk).toBeLessThanOrEqual(byName);
    }
  });

  it('fits a phone: at most 40 KB a drawn base', () => {
    for (const basemap of town.basemaps) {
      expect(JSON.stringify(basemap).length).toBeLessThan(40 * 1024);
      expect(basemap.roads.length).toBeGreaterThan(3);
      expect(basemap.around.length).toBeGreaterThan(0);
    }
  });
});

/** Whether two outlines cross, or one holds the other. */
function overlap(one: Line, other: Line): boolean {
  if (one.some((point) => contains(other, point)) || other.some((point) => contains(one, point))) return true;
  return edgesOf(one).some(([a, b]) =>
    edgesOf(other).some(([c, d]) => side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)),
  );
}

const side = (a: Point, b: Point, c: Point): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
const key = (a: Point, b: Point): string => [...a, ...b].map((n) => n.toFixed(1)).join(' ');
