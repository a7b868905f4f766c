import type { AreaRow } from '../../core/grid/grid.ts';
import type { Line, Point } from './plane.ts';

/**
 * The drawing board of the demo's district: an invented place. Every grid is a rectangle of the plan between the
 * middles of its streets (or the river), so that the grids tile by construction.
 */
export const districtCode = '990106';
export const cityCode = '990100';

export const areas: readonly AreaRow[] = [
  { id: '990100', rev: 1, level: 'city', parent: null, name: '江临市' },
  { id: '990106', rev: 1, level: 'district', parent: '990100', name: '澄湖区' },
  { id: '990106001', rev: 1, level: 'street', parent: '990106', name: '桐荫街道' },
  { id: '990106002', rev: 1, level: 'street', parent: '990106', name: '白鹭街道' },
  { id: '990106001001', rev: 1, level: 'community', parent: '990106001', name: '机床厂社区' },
  { id: '990106001002', rev: 1, level: 'community', parent: '990106001', name: '青石社区' },
  { id: '990106001003', rev: 1, level: 'community', parent: '990106001', name: '云帆社区' },
  { id: '990106002001', rev: 1, level: 'community', parent: '990106002', name: '梅园社区' },
  { id: '990106002002', rev: 1, level: 'community', parent: '990106002', name: '渔坊社区' },
  { id: '990106002003', rev: 1, level: 'community', parent: '990106002', name: '稻香社区' },
];

/** What is built on a grid's ground. */
export type Fabric = 'danwei' | 'oldStreet' | 'walkup' | 'highrise' | 'village' | 'farm';

export interface GridPlan {
  community: string;
  number: number;
  fabric: Fabric;
  /** West, south, east, north in the plan. */
  rect: readonly [number, number, number, number];
}

const grid = (
  community: string,
  number: number,
  fabric: Fabric,
  ...rect: [number, number, number, number]
): GridPlan => ({
  community,
  number,
  fabric,
  rect,
});

export const gridPlans: readonly GridPlan[] = [
  grid('990106001001', 1, 'danwei', 0, 260, 220, 500),
  grid('990106001001', 2, 'danwei', 220, 260, 440, 500),
  grid('990106001001', 3, 'danwei', 440, 260, 660, 500),
  grid('990106001002', 1, 'oldStreet', 0, 0, 220, 260),
  grid('990106001002', 2, 'oldStreet', 220, 0, 440, 260),
  grid('990106001002', 3, 'walkup', 440, 0, 660, 260),
  grid('990106001003', 1, 'highrise', 660, 0, 900, 260),
  grid('990106001003', 2, 'highrise', 900, 0, 1320, 260),
  grid('990106001003', 3, 'highrise', 660, 260, 960, 500),
  grid('990106001003', 4, 'highrise', 960, 260, 1320, 500),
  grid('990106002001', 1, 'walkup', 0, -270, 220, 0),
  grid('990106002001', 2, 'walkup', 220, -270, 440, 0),
  grid('990106002001', 3, 'walkup', 0, -480, 220, -270),
  grid('990106002001', 4, 'walkup', 220, -480, 440, -270),
  grid('990106002002', 1, 'village', 440, -270, 660, 0),
  grid('990106002002', 2, 'village', 660, -270, 880, 0),
  grid('990106002002', 3, 'village', 440, -480, 660, -270),
  grid('990106002003', 1, 'walkup', 660, -480, 900, -270),
  grid('990106002003', 2, 'farm', 880, -270, 1320, 0),
  grid('990106002003', 3, 'farm', 900, -480, 1320, -270),
];

export interface RoadPlan {
  name: string;
  class: 'arterial' | 'street' | 'lane';
  line: Line;
}

const westEast = (name: string, kind: RoadPlan['class'], v: number, from = -140, to = 1460): RoadPlan => ({
  name,
  class: kind,
  line: [
    [from, v],
    [to, v],
  ],
});
const southNorth = (name: string, kind: RoadPlan['class'], u: number, from: number, to: number): RoadPlan => ({
  name,
  class: kind,
  line: [
    [u, from],
    [u, to],
  ],
});

/** Half the river's width, and the roads along it. */
export const river = { halfWidth: 36, bankRoad: 84 };

/** The streets between the grids. Three cross the river: its bridges. */
export const roadPlans: readonly RoadPlan[] = [
  westEast('澄湖大道', 'arterial', 260),
  southNorth('迎江路', 'arterial', 660, -620, 640),
  westEast('滨河北路', 'street', river.bankRoad),
  westEast('滨河南路', 'street', -river.bankRoad),
  westEast('桐荫路', 'street', 500),
  westEast('梅园路', 'street', -270, -140, 660),
  westEast('稻香路', 'street', -270, 660, 1460),
  westEast('南塘路', 'street', -480),
  southNorth('西环北路', 'street', 0, 84, 640),
  southNorth('西环南路', 'street', 0, -620, -84),
  southNorth('青石路', 'street', 220, 84, 640),
  southNorth('青石桥', 'street', 220, -84, 84),
  southNorth('梅园中路', 'street', 220, -620, -84),
  southNorth('工人路', 'street', 440, 84, 640),
  southNorth('渔坊路', 'street', 440, -620, -84),
  southNorth('云帆路', 'street', 900, 84, 260),
  southNorth('云帆北路', 'street', 960, 260, 640),
  southNorth('渔塘路', 'street', 880, -270, -84),
  southNorth('田心路', 'street', 900, -620, -270),
  southNorth('东渡路', 'street', 1160, 84, 260),
  southNorth('东渡桥', 'street', 1160, -84, 84),
  southNorth('渡口路', 'street', 1160, -620, -84),
  southNorth('东环北路', 'street', 1320, 84, 500),
  southNorth('东环南路', 'street', 1320, -620, -84),
];

/** Green and water that belong to no single grid. */
export const wideGreens: readonly Line[] = [
  strip(-140, 656, 42, 74),
  strip(664, 1460, 42, 74),
  strip(-140, 656, -74, -42),
  strip(664, 1460, -74, -42),
  [
    [-140, 520],
    [150, 520],
    [180, 640],
    [-140, 640],
  ],
  [
    [-140, -500],
    [180, -500],
    [140, -620],
    [-140, -620],
  ],
  [
    [1340, -120],
    [1460, -110],
    [1460, -440],
    [1340, -450],
  ],
  [
    [930, -500],
    [1290, -500],
    [1290, -620],
    [920, -620],
  ],
];

/** The lake that gives the district its name, in the north-east. */
export const lake: Line = Array.from({ length: 28 }, (_, i): Point => {
  const angle = (i / 28) * 2 * Math.PI;
  const reach = 1 + 0.12 * Math.sin(3 * angle + 1) + 0.06 * Math.sin(5 * angle);
  return [1345 + 120 * reach * Math.cos(angle), 560 + 92 * reach * Math.sin(angle)];
});

function strip(west: number, east: number, south: number, north: number): Line {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}
