import type { AreaRow, BasemapRow, BuildingRow, GridRow } from '../../core/grid/grid.ts';
import { msOf, type Iso } from '../../core/lib/time.ts';
import { makeId } from '../../core/lib/id.ts';
import { basemapOf } from './basemap.ts';
import type { Drawing } from './drawn-town.ts';
import { footprintOf } from './footprint.ts';
import { edgesOf, lay, layLine, layRing, lngLatOf, type Line, type Point } from './plane.ts';
import { buildGround, type Ground, type Plot } from './plots.ts';
import { prng } from './prng.ts';
import { areas, gridPlans, lake, river, roadPlans, wideGreens, type GridPlan } from './town-plan.ts';
import { walkOrder } from './walk.ts';

/** The ground of the demo: everything that does not depend on the day. */
export interface Town {
  areas: readonly AreaRow[];
  grids: readonly GridRow[];
  buildings: readonly BuildingRow[];
  basemaps: readonly BasemapRow[];
}

const householdGoal = 4000;
const ordinals = ['一', '二', '三', '四'];

export function makeTown(seed: number, since: Iso): Town {
  const drawing = drawTown(seed);
  const random = prng(seed, 'town ids');
  const names = new Map(areas.map((area) => [area.id, area.name]));
  const numbers = new Map<string, number>();
  const buildings = drawing.grids.flatMap(({ code }) => {
    const own = drawing.buildings.filter((building) => building.grid === code);
    return walkOrder(own.map(({ centre }) => centre)).flatMap((index, position) => {
      const building = own[index];
      return building ? [rowOf(building, position + 1)] : [];
    });
  });
  function rowOf({ grid, plot, ring, centre }: Drawing['buildings'][number], walk: number): BuildingRow {
    const { kind, units, floors, doors } = plot;
    const name = nameOf(plot, numbers);
    const id = makeId('building', random.uuid(msOf(since)));
    const [footprint, middle] = [ring.map(lngLatOf), lngLatOf(centre)];
    return { id, rev: 1, grid, name, kind, walk, units, floors, doors, footprint, centre: middle };
  }
  return {
    areas,
    grids: drawing.grids.map(({ code, plan, ring }) => ({
      id: code,
      rev: 1,
      name: `${names.get(plan.community)?.replace('社区', '') ?? ''}第${ordinals[plan.number - 1] ?? ''}网格`,
      community: plan.community,
      boundary: ring.map(lngLatOf),
    })),
    buildings,
    basemaps: drawing.grids.map(({ code }) => basemapOf(code, drawing)),
  };
}

/** `梅园12幢`, `渔坊巷46号`; halls and strips of shops have no number. */
function nameOf({ estate, suffix }: Plot, numbers: Map<string, number>): string {
  if (suffix !== '幢' && suffix !== '号' && suffix !== '号楼' && suffix !== '平房' && suffix !== '商铺')
    return `${estate}${suffix}`;
  const number = (numbers.get(estate + suffix) ?? 0) + 1;
  numbers.set(estate + suffix, number);
  if (suffix === '平房' || suffix === '商铺') return `${estate}${suffix}${number}排`;
  return `${estate}${number}${suffix}`;
}

export function drawTown(seed: number): Drawing {
  const grounds = gridPlans.map((plan) => ({
    plan,
    code: `${plan.community}${String(plan.number).padStart(3, '0')}`,
    ground: buildGround(plan, prng(seed, `ground ${plan.community} ${plan.number}`)),
  }));
  fitDoors(grounds.map(({ ground }) => ground));
  const corners = gridPlans.flatMap(({ rect: [west, south, east, north] }): Point[] => [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ]);
  return {
    grids: grounds.map(({ plan, code }) => ({ plan, code, ring: ringOf(plan, corners) })),
    buildings: grounds.flatMap(({ code, ground }) =>
      ground.plots.map((plot) => ({ grid: code, plot, ring: footprintOf(plot), centre: lay(plot.at) })),
    ),
    roads: [...roadPlans, ...grounds.flatMap(({ ground }) => ground.lanes)].map((road) => ({
      ...road,
      line: layLine(road.line),
    })),
    waters: [
      riverRing(),
      layRing(lake),
      ...grounds.flatMap(({ ground }) => ground.waters.map((ring) => layRing(ring))),
    ],
    greens: [...wideGreens, ...grounds.flatMap(({ ground }) => ground.greens)].map((ring) => layRing(ring)),
  };
}

const doorsOf = ({ units, floors, doors }: Plot): number => units * floors * doors;

/** Exactly 4,000 doors: strips of shops take one more or less each, until the sum is right. */
function fitDoors(grounds: readonly Ground[]): void {
  const plots = grounds.flatMap(({ plots: own }) => own);
  const strips = plots.filter((plot) => plot.suffix === '商铺' || plot.suffix === '平房');
  let missing = householdGoal - plots.reduce((sum, plot) => sum + doorsOf(plot), 0);
  for (let i = 0; missing !== 0; i = (i + 1) % strips.length) {
    const strip = strips[i];
    if (!strip || strip.doors < 2 || strip.doors > 30) throw new Error(`the town is ${missing} doors from its goal`);
    strip.doors += Math.sign(missing);
    missing -= Math.sign(missing);
  }
}

/** A grid's border with every corner of a neighbour that lies on it, so that borders are the same points. */
function ringOf({ rect: [west, south, east, north] }: GridPlan, corners: readonly Point[]): Line {
  const ring: Line = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
  return edgesOf(ring).flatMap(([a, b]) => {
    const along = (point: Point): number =>
      (point[0] - a[0]) * Math.sign(b[0] - a[0]) + (point[1] - a[1]) * Math.sign(b[1] - a[1]);
    const axis = a[0] === b[0] ? 0 : 1;
    const steps = Array.from({ length: 40 }, (_, i): Point => (axis === 0 ? [a[0], -480 + i * 30] : [i * 36, a[1]]));
    const onEdge = [...corners.filter((point) => point[axis] === a[axis]), ...steps]
      .filter((point) => along(point) > 0 && along(point) < along(b))
      .toSorted((one, other) => along(one) - along(other));
    const unlike = onEdge.filter((point, i) => i === 0 || along(point) - along(onEdge[i - 1] ?? a) > 0);
    return [a, ...unlike].map(lay);
  });
}

const widthAt = (u: number): number => river.halfWidth + 4 * Math.sin(u / 130) - 3;

function riverRing(): Line {
  const us = Array.from({ length: 55 }, (_, i) => -180 + i * 31);
  return [
    ...us.map((u): Point => lay([u, -widthAt(u)])),
    ...us.toReversed().map((u): Point => lay([u, widthAt(u + 60)])),
  ];
}
