/**
 * The drawn map in Chromium: a grid of the demo town as a worker sees it, and 5,000 polygons as a district has them,
 * beside one bare canvas with the same polygons, in turns; plain and with the CPU made 4 times slower.
 */
import { isoOf } from '../core/lib/time.ts';
import { prng } from '../server/demo/prng.ts';
import { makeTown } from '../server/demo/town.ts';
import { Profile, servePage } from './browser.ts';
import { comparedFigure, type Figure } from './figures.ts';
import type { DrawingName, MapPage } from './pages/map.ts';
import type { DrawnScene, LngLat } from './pages/map-scene.ts';

const runs = Number(process.env['ROUNDS'] ?? 3);
const slowdowns = [1, 4];
const systems: readonly DrawingName[] = ['ours', 'floor'];

/** A grid of the demo: its buildings with a sign on each, roads, river, green and what lies around. */
function gridScene(): DrawnScene {
  const town = makeTown(20_261, isoOf(0));
  const [grid] = town.grids;
  if (!grid) throw new Error('the town has no grid');
  const buildings = town.buildings.filter((building) => building.grid === grid.id);
  return {
    bases: town.basemaps.filter((base) => base.grid === grid.id),
    boundary: [grid.boundary],
    buildings: buildings.map(({ id, name, footprint }) => ({ id, label: name, polygon: footprint })),
    symbols: buildings.map(({ id, name, centre: [lng, lat] }, i) => ({
      id,
      lng,
      lat,
      shape: 'circle',
      fill: i % 3 === 0 ? 'hollow' : 'solid',
      count: 1 + (i % 7),
      label: `${name}，${1 + (i % 7)} 户应访`,
    })),
  };
}

/** Polygons of eight corners side by side, over some 13 km. */
function districtScene(count: number): DrawnScene {
  const random = prng(3, 'district');
  const side = Math.ceil(Math.sqrt(count));
  const buildings = Array.from({ length: count }, (_, i) => {
    const west = 118.43 + ((i % side) / side) * 0.14;
    const south = 31.64 + (Math.floor(i / side) / side) * 0.12;
    const [width, height] = [0.0012 * random.between(0.5, 0.9), 0.001 * random.between(0.5, 0.9)];
    const polygon = Array.from({ length: 8 }, (__, corner): LngLat => {
      const angle = (corner / 8) * 2 * Math.PI;
      const far = random.between(0.8, 1);
      return [west + 0.0006 + width * Math.cos(angle) * far, south + 0.0006 + height * Math.sin(angle) * far];
    });
    return { id: `b${i}`, label: `${i + 1}幢`, polygon };
  });
  return { bases: [], boundary: [], buildings, symbols: [] };
}

export async function map(): Promise<Figure[]> {
  const scenes = { grid: gridScene(), district: districtScene(5_000) };
  const files = Object.entries(scenes).map(([name, scene]) => [`/${name}.json`, JSON.stringify(scene)] as const);
  const page = await servePage('map', Object.fromEntries(files));
  const values = new Map<string, Map<string, number[]>>();
  try {
    for (let run = 0; run < runs; run++)
      for (const slowdown of slowdowns)
        for (const scene of Object.keys(scenes))
          for (const system of systems) {
            const profile = new Profile();
            const found = await profile.visit(page.url, slowdown, (tab) =>
              tab.evaluate(([name, path]) => (globalThis.bench as MapPage).draw(name, path), [
                system,
                `/${scene}.json`,
              ] as const),
            );
            profile.remove();
            for (const [figure, value] of Object.entries(found)) {
              const key = `${scene} ${figure} ×${slowdown}`;
              const of = values.get(key) ?? new Map<string, number[]>();
              values.set(key, of.set(system, [...(of.get(system) ?? []), value]));
            }
          }
  } finally {
    page.close();
  }
  return [...values].map(([key, measured]) => {
    const [scene = '', figure = '', slowdown = ''] = key.split(' ');
    return comparedFigure(
      `map of a ${scene}: ${words[figure] ?? figure} ${slowdown}`,
      'ms',
      measured,
      'ours',
      'floor',
      slowdown === '×1' && scene === 'district' ? goals[figure] : {},
    );
  });
}

const words: Record<string, string> = { firstMs: 'first draw', panMs: 'pan', panP95Ms: 'pan p95', zoomMs: 'zoom' };
/** G10 of the plan. */
const goals: Record<string, { must: number; aim: number }> = {
  firstMs: { must: 450, aim: 300 },
  panMs: { must: 25, aim: 17 },
  zoomMs: { must: 250, aim: 150 },
};
