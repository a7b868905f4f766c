import type { BuildingKind } from '../../core/grid/grid.ts';
import type { Line, Point } from './plane.ts';
import type { Prng } from './prng.ts';
import { river, type Fabric, type GridPlan, type RoadPlan } from './town-plan.ts';

/** A building on the plan. `doors` is per floor of one unit; 0 where nobody has a door (school, hall). */
export interface Plot {
  estate: string;
  suffix: string;
  kind: BuildingKind;
  at: Point;
  length: number;
  depth: number;
  shape: 'bar' | 'stairs' | 'tower' | 'ell' | 'court';
  units: number;
  floors: number;
  doors: number;
  /** Beyond the ground's own tilt, in radians. */
  turn: number;
}

/** What is built in one grid, in plan metres. */
export interface Ground {
  plots: Plot[];
  lanes: RoadPlan[];
  greens: Line[];
  waters: Line[];
}

interface Site {
  plan: GridPlan;
  random: Prng;
  west: number;
  south: number;
  east: number;
  north: number;
  ground: Ground;
}

export function buildGround(plan: GridPlan, random: Prng): Ground {
  const ground: Ground = { plots: [], lanes: [], greens: [], waters: [] };
  const site: Site = { plan, random, ground, ...usable(plan) };
  builders[plan.fabric](site);
  return ground;
}

/** Half the width of the street on a line of the plan; the two arterials are wider. */
const inset = (line: number): number => (line === 660 || line === 260 ? 21 : 14);

/** The ground without its streets; where the river is the border, without its bank and road. */
function usable({ rect: [west, south, east, north] }: GridPlan) {
  const bank = river.bankRoad + 14;
  return {
    west: west + inset(west),
    south: south === 0 ? bank : south + inset(south),
    east: east - inset(east),
    north: north === 0 ? -bank : north - inset(north),
  };
}

const builders: Record<Fabric, (site: Site) => void> = {
  danwei(site) {
    const { random, ground, plan } = site;
    slots(site, 3, 4, 24).forEach((at, i) => {
      const place = (plan.number * 5 + i) % 12;
      if (place === 3)
        hall(site, '机床厂', ['职工俱乐部', '职工食堂', '退休职工活动室'][plan.number - 1] ?? '活动室', at, 34, 16);
      else if (place === 7) garden(site, at, 46, 26);
      else if (place === 9 || place === 5)
        ground.plots.push({ ...house('机床厂', at, 40, 7), suffix: '平房', doors: random.int(5, 6) });
      else if (place === 11) hall(site, '机床厂', ['老厂部', '托儿所', '浴室'][plan.number - 1] ?? '浴室', at, 26, 14);
      else
        bar(
          site,
          '机床厂',
          at,
          random.weighted([
            [4, 5],
            [5, 2],
          ]),
          3,
          12.5,
        );
    });
    shops(site, '工人路', 7);
    const middle = (site.west + site.east) / 2;
    lanesAt(site, '厂前', [middle - 31, middle + 31], []);
  },
  walkup(site) {
    const { ground, plan, random } = site;
    const estate =
      plan.community === '990106002003' ? '稻香新村' : plan.community === '990106002001' ? '梅园' : '青石苑';
    const rows = 3;
    slots(site, 3, rows, 24).forEach((at, i) => {
      const place = (i + plan.number * 2) % 9;
      if (place === 6) garden(site, at, 50, 26);
      else if (place === 2)
        hall(
          site,
          estate,
          ['幼儿园', '老年活动中心', '社区服务站', '卫生服务站'][plan.number - 1] ?? '活动中心',
          at,
          34,
          20,
        );
      else if (place === 4 && estate !== '梅园') garden(site, at, 44, 20);
      else if (place === 4) garden(site, at, 30, 14);
      else bar(site, estate, at, 6, place === 8 ? 2 : 3, 13.5);
    });
    shops(site, `${estate}门前`, random.int(8, 10));
    const middle = (site.west + site.east) / 2;
    lanesAt(site, estate, [middle - 31, middle + 31], []);
    ground.greens.push(box(site.west + 4, site.south + 2, site.west + 30, site.south + 12));
  },
  highrise(site) {
    const { ground, plan, random, west, south, east, north } = site;
    const middle = (west + east) / 2;
    const wide = east - west > 300;
    const centre = wide ? west + (east - west) * 0.36 : middle;
    const tower = (at: Point, floors: number, isSlab: boolean): void => {
      apron(site, at, isSlab ? 46 : 30, isSlab ? 8 : 13);
      ground.plots.push({
        ...house('云帆府', at, isSlab ? 46 : 34, isSlab ? 14 : 24),
        suffix: '号楼',
        kind: 'highrise',
        shape: isSlab ? 'stairs' : 'tower',
        units: isSlab ? 2 : 1,
        floors,
        doors: isSlab ? 2 : 4,
      });
    };
    const lean = random.between(-6, 6);
    tower([centre - 64, north - 22 + lean], random.int(16, 18), false);
    tower([centre - 2, north - 20], random.int(16, 18), false);
    tower([centre + 62, north - 22 - lean], 9, true);
    tower([centre - 40, south + 78], 9, true);
    garden(site, [centre + 38, (north + south) / 2 - 4], 78, 44);
    pond(site, [centre + 44, (north + south) / 2 - 6], 32, 14);
    hall(
      site,
      '云帆府',
      ['物业服务中心', '会所', '幼儿园', '邻里中心'][plan.number - 1] ?? '会所',
      [centre - 62, south + 22],
      30,
      18,
    );
    ground.greens.push(box(centre - 34, south + 8, centre + 14, south + 32));
    shops(site, '云帆', random.int(10, 12));
    lanesAt(site, '云帆里', [centre - 86, centre + 84], [south + 50]);
    if (wide) {
      const at: Point = [east - 78, (north + south) / 2 + 8];
      ground.plots.push({
        ...house(plan.number === 2 ? '澄湖区人民医院' : '云帆小学', at, 84, 52),
        kind: 'public',
        suffix: '',
        shape: 'court',
        floors: plan.number === 2 ? 8 : 4,
        doors: 0,
      });
      ground.greens.push(box(east - 118, south + 8, east - 40, south + 34));
    }
  },
  oldStreet(site) {
    const { random, ground, plan, west, south, east, north } = site;
    const rows = [south + 40, south + 74, south + 94, south + 128];
    const alley = west + (east - west) * 0.47;
    rows.forEach((v, row) => {
      let u = west + 8;
      for (let i = 0; i < 9 && u < east - 14; i++) {
        const length = random.between(13, 18.5);
        const isGap = random.chance(0.1) || Math.abs(u + length / 2 - alley) < 11 || (row === 1 && i === 4);
        if (!isGap && count(ground, '青石街') < 31)
          ground.plots.push({
            ...house('青石街', [u + length / 2, Math.min(v, north - 8)], length - 1, random.between(11, 13)),
            kind: 'shops',
            suffix: '号',
            floors: random.weighted([
              [2, 5],
              [3, 2],
            ]),
            doors: random.weighted([
              [2, 4],
              [3, 4],
              [4, 1],
            ]),
          });
        else if (isGap) ground.greens.push(box(u + 2, v - 5, u + length - 2, v + 5));
        u += length + 1.2;
      }
    });
    hall(site, '青石', plan.number === 1 ? '戏台' : '文化站', [(west + east) / 2, south + 10], 30, 14);
    ground.greens.push(box(west + 6, south, west + 60, south + 18));
    lanesAt(site, '青石', [], [south + 57, south + 111]);
    lanesAt(site, '石板巷', [alley], []);
  },
  village(site) {
    const { random, ground, plan, west, south, east, north } = site;
    const [columns, rows] = [9, 7];
    const [du, dv] = [(east - west - 51) / columns, (north - south - 4) / rows];
    const left = plan.number === 2 ? 44 : 2;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const at: Point = [
          west + left + (column + 0.5) * du + (column > 4 ? 5 : 0) + random.between(-0.8, 0.8),
          south + 2 + (row + 0.5) * dv + random.between(-0.8, 0.8),
        ];
        if ((row === 3 && column > 2 && column < 6) || random.chance(0.1)) continue;
        if (count(ground, '渔坊巷') >= 45) continue;
        ground.plots.push({
          ...house('渔坊巷', at, random.between(du * 0.6, du * 0.74), random.between(9.5, 12)),
          suffix: '号',
          shape: random.chance(0.3) ? 'ell' : 'bar',
          floors: random.weighted([
            [2, 3],
            [3, 5],
            [4, 2],
          ]),
          doors: random.weighted([
            [1, 7],
            [2, 5],
          ]),
          turn: random.between(-0.05, 0.05),
        });
      }
    const side = plan.number === 2 ? west + 22 : east - 22;
    hall(site, '渔坊', ['菜场', '祠堂', '卫生室'][plan.number - 1] ?? '菜场', [side, north - 24], 26, 20);
    pond(site, [side, (south + north) / 2 - 8], 17, 26);
    ground.greens.push(box(side - 18, south + 4, side + 18, south + 26));
    const row = (number: number): number => south + 2 + number * dv;
    lanesAt(site, '渔坊', [west + left + 5 * du + 2.5], [row(2), row(4), row(6)]);
  },
  farm(site) {
    const { random, ground, west, south, east, north } = site;
    const height = north - south;
    const tracks = [south + height * 0.3, south + height * 0.74];
    const path = west + (east - west) * 0.37;
    for (const track of tracks) {
      for (const side of [-1, 1]) {
        let u = west + 16 + random.between(0, 8);
        while (u < east - 8) {
          const isGap = random.chance(0.08) || Math.abs(u - 1160) < 17 || Math.abs(u - path) < 11;
          if (!isGap && count(ground, '田心') < 62)
            ground.plots.push({
              ...house(
                '田心',
                [u, track + side * random.between(14, 17)],
                random.between(10.5, 13.5),
                random.between(8.5, 10.5),
              ),
              suffix: '号',
              shape: random.chance(0.4) ? 'ell' : 'bar',
              floors: random.weighted([
                [1, 2],
                [2, 5],
                [3, 1],
              ]),
              doors: random.weighted([
                [1, 5],
                [2, 6],
              ]),
              turn: random.between(-0.09, 0.09),
            });
          u += random.between(17, 22.5) + (isGap ? 6 : 0);
        }
      }
    }
    const middle = (tracks[0] ?? 0) / 2 + (tracks[1] ?? 0) / 2;
    for (let u = west + 10; u < east - 60; u += 76) {
      if (random.chance(0.2)) pond(site, [u + 34, middle], 30, 9);
      else ground.greens.push(box(u, middle - 9, u + 68, middle + 9));
    }
    for (let u = west + 6; u < east - 40; u += 96)
      ground.greens.push(box(u, south - 4, u + 88, south + height * 0.3 - 26));
    lanesAt(site, '田心', [], tracks);
    lanesAt(site, '田埂', [path], []);
  },
};

const count = (ground: Ground, estate: string): number => ground.plots.filter((plot) => plot.estate === estate).length;

function house(estate: string, at: Point, length: number, depth: number): Plot {
  return {
    estate,
    suffix: '号',
    kind: 'house',
    at,
    length,
    depth,
    shape: 'bar',
    units: 1,
    floors: 1,
    doors: 1,
    turn: 0,
  };
}

function bar(site: Site, estate: string, at: Point, floors: number, units: number, depth: number): void {
  apron(site, at, units * 16.5 - 4, depth / 2);
  const jitter: Point = [at[0] + site.random.between(-1.5, 1.5), at[1] + site.random.between(-1, 1)];
  site.ground.plots.push({
    ...house(estate, jitter, units * 16.5, depth),
    suffix: '幢',
    kind: 'walkup',
    shape: 'stairs',
    units,
    floors,
    doors: 2,
  });
}

/** The green in front of a row, on its sunny side. */
function apron({ ground }: Site, [u, v]: Point, length: number, half: number): void {
  ground.greens.push(box(u - length / 2, v - half - 7, u + length / 2, v - half - 3));
}

function hall(site: Site, estate: string, name: string, at: Point, length: number, depth: number): void {
  site.ground.plots.push({
    ...house(estate, at, length, depth),
    suffix: name,
    kind: 'public',
    shape: depth > 17 ? 'court' : 'ell',
    floors: site.random.int(1, 3),
    doors: 0,
  });
}

/** A strip of shops along the southern street. */
function shops(site: Site, estate: string, doors: number): void {
  const length = doors * 4.6;
  site.ground.plots.push({
    ...house(estate, [site.east - 10 - length / 2, site.south + 6], length, 9),
    suffix: '商铺',
    kind: 'shops',
    doors,
  });
}

/** Places for rows that face south: columns by rows, above a strip kept for shops and greens. */
function slots({ west, south, east, north }: Site, columns: number, rows: number, strip: number): Point[] {
  const [du, dv] = [(east - west) / columns, (north - south - strip) / rows];
  return Array.from({ length: columns * rows }, (_, i) => [
    west + ((i % columns) + 0.5) * du,
    south + strip + (Math.floor(i / columns) + 0.5) * dv,
  ]);
}

const box = (west: number, south: number, east: number, north: number): Line => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];

function garden({ ground, random }: Site, [u, v]: Point, width: number, height: number): void {
  ground.greens.push(blob([u, v], width / 2, height / 2, random, 0.12));
}

function pond({ ground, random }: Site, at: Point, width: number, height: number): void {
  ground.waters.push(blob(at, width / 2, height / 2, random, 0.18));
}

function blob([u, v]: Point, a: number, b: number, random: Prng, wobble: number): Line {
  const phase = random.between(0, 6);
  return Array.from({ length: 14 }, (_, i): Point => {
    const angle = (i / 14) * 2 * Math.PI;
    const reach = 1 - wobble + wobble * Math.sin(2 * angle + phase);
    return [u + a * reach * Math.cos(angle), v + b * reach * Math.sin(angle)];
  });
}

/** Lanes across the ground, from street to street. */
function lanesAt({ ground, plan }: Site, name: string, us: readonly number[], vs: readonly number[]): void {
  const [west, southEdge, east, northEdge] = plan.rect;
  const south = southEdge === 0 ? river.bankRoad : southEdge;
  const north = northEdge === 0 ? -river.bankRoad : northEdge;
  const ordinals = ['一', '二', '三', '四'];
  const lines: Line[] = [
    ...us.map((u): Line => [
      [u, south],
      [u, north],
    ]),
    ...vs.map((v): Line => [
      [west, v],
      [east, v],
    ]),
  ];
  lines.forEach((line, i) => ground.lanes.push({ name: `${name}${ordinals[i] ?? ''}弄`, class: 'lane', line }));
}
