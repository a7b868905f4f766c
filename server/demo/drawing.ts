import type { Prng } from './prng.ts';

/** Strokes of which the demo's pictures are composed, on a sheet of 1024 × 768. */
export const sheet = { width: 1024, height: 768 };

export type Light = 'day' | 'dusk' | 'night' | 'rain';

export const rect = (x: number, y: number, w: number, h: number, fill: string, more = ''): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${fill}" ${fills(more)}/>`;
export const oval = (x: number, y: number, rx: number, ry: number, fill: string, more = ''): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${fills(more)}/>`;
export const poly = (points: string, fill: string, more = ''): string =>
  `<polygon points="${points}" fill="${fill}" ${fills(more)}/>`;
export const path = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}" ${fills(more)}/>`;
export const line = (d: string, stroke: string, width: number, more = ''): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${strokes(more)}/>`;
export const many = (count: number, draw: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => draw(i)).join('');
/** Moved and scaled about its own origin. */
export const at = (x: number, y: number, scale: number, drawing: string): string =>
  `<g transform="translate(${n(x)} ${n(y)}) scale(${n(scale)})">${drawing}</g>`;
export const shadow = (x: number, y: number, rx: number, ry: number): string => oval(x, y, rx, ry, 'url(#shade)');
/** An element's own `opacity` would be drawn on a sheet of its own, ten times as slow; its paint's is not. */
const fills = (more: string): string => more.replace(/(^|\s)opacity=/, '$1fill-opacity=');
const strokes = (more: string): string => more.replace(/(^|\s)opacity=/, '$1stroke-opacity=');
const n = (value: number): string => String(Math.round(value * 10) / 10);

const skies: Record<Light, [string, string]> = {
  day: ['#a9cbe6', '#eef3f0'],
  dusk: ['#6d7ba6', '#f0c49a'],
  night: ['#0e1728', '#2a3450'],
  rain: ['#8d99a3', '#c3c9cb'],
};

const washes: Record<Light, string> = {
  day: '<rect width="1024" height="768" fill="#ffe9bd" fill-opacity="0.08"/>',
  dusk: '<rect width="1024" height="768" fill="#c96f3b" fill-opacity="0.16"/>',
  night: '<rect width="1024" height="768" fill="#0a1228" fill-opacity="0.5"/>',
  rain: '<rect width="1024" height="768" fill="#5c6d7c" fill-opacity="0.22"/>',
};

/** @param above what the light's wash does not dim: lamps, reflections */
export function page(light: Light, random: Prng, drawing: string, above = ''): string {
  const [top, bottom] = skies[light];
  const drops = light === 'rain' ? many(90, () => rain(random)) : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1024" height="768" viewBox="0 0 1024 768"><defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>
<linearGradient id="road" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8b8b8a"/><stop offset="1" stop-color="#5d5e60"/></linearGradient>
<linearGradient id="water" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#a8bcc6"/><stop offset="1" stop-color="#56707d"/></linearGradient>
<linearGradient id="dark" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0b0c0e"/><stop offset="1" stop-color="#3a3733"/></linearGradient>
<radialGradient id="shade"><stop offset="0" stop-color="#000" stop-opacity="0.5"/><stop offset="1" stop-color="#000" stop-opacity="0"/></radialGradient>
<radialGradient id="glow"><stop offset="0" stop-color="#ffe9a8" stop-opacity="0.9"/><stop offset="1" stop-color="#ffe9a8" stop-opacity="0"/></radialGradient>
<radialGradient id="edge" cx="0.5" cy="0.5" r="0.75"><stop offset="0.6" stop-color="#000" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity="0.38"/></radialGradient>
</defs>${drawing}${washes[light]}${drops}${above}<rect width="1024" height="768" fill="url(#edge)"/></svg>`;
}

function rain(random: Prng): string {
  const [x, y, length] = [random.between(0, 1024), random.between(-20, 760), random.between(14, 36)];
  return line(`M${n(x)} ${n(y)} l-5 ${n(length)}`, '#e6eef2', 1.4, 'opacity="0.4"');
}

/** A street: far roofs, a walk-up building, trees, pavement and the road in front. */
export function street(random: Prng, isNight: boolean): string {
  const wall = random.pick(['#d8c7ad', '#cfd0c6', '#dcb99c', '#c9c4bd', '#d9d2c0']);
  const floors = random.int(3, 4);
  return [
    rect(0, 0, 1024, 480, 'url(#sky)'),
    many(9, (i) =>
      rect(
        i * 122 - 20,
        random.between(90, 210),
        random.between(70, 110),
        330,
        isNight ? '#1d2740' : '#b4bfc6',
        'opacity="0.75"',
      ),
    ),
    facade(random.between(-60, 40), 460 - floors * 92, 5, floors, wall, random, isNight),
    facade(
      random.between(640, 700),
      460 - 3 * 92,
      4,
      3,
      random.pick(['#c8a98c', '#bfc4bd', '#d6c9b2']),
      random,
      isNight,
    ),
    tree(random.between(560, 640), 470, random.between(0.9, 1.2), random),
    tree(random.between(930, 1010), 478, random.between(0.9, 1.15), random),
    rect(0, 440, 1024, 26, '#6f8a5a'),
    many(40, (i) =>
      oval(
        i * 27 + random.between(-6, 6),
        444,
        22,
        random.between(10, 17),
        random.pick(['#5f7f4c', '#6d8d56', '#587546']),
      ),
    ),
    poly('0,466 1024,466 1024,556 0,556', '#c3bcae'),
    many(24, (i) => line(`M${i * 60 - 120} 556 L${i * 48 - 40} 466`, '#a69f91', 1.5)),
    line('M0 506 H1024', '#a69f91', 1.5),
    rect(0, 552, 1024, 14, '#9a958b'),
    rect(0, 566, 1024, 202, 'url(#road)'),
    many(160, () =>
      oval(
        random.between(0, 1024),
        random.between(570, 768),
        random.between(0.6, 2),
        0.8,
        random.pick(['#4e4f51', '#a3a3a1']),
        'opacity="0.5"',
      ),
    ),
    many(5, (i) =>
      poly(
        `${i * 260 - 90},664 ${i * 260 + 40},664 ${i * 260 + 32},674 ${i * 260 - 102},674`,
        '#e9e6dc',
        'opacity="0.75"',
      ),
    ),
  ].join('');
}

function facade(
  x: number,
  y: number,
  columns: number,
  floors: number,
  wall: string,
  random: Prng,
  isNight: boolean,
): string {
  const width = columns * 96 + 20;
  return [
    rect(x, y, width, floors * 92 + 12, wall),
    rect(x - 6, y - 12, width + 12, 14, '#8c8377'),
    many(floors, (f) => rect(x, y + f * 92 + 86, width, 5, '#000', 'opacity="0.1"')),
    many(columns * floors, (i) => {
      const [wx, wy] = [x + 22 + (i % columns) * 96, y + 18 + Math.floor(i / columns) * 92];
      const isLit = isNight && random.chance(0.3);
      const glass = isLit ? '#f3d58a' : isNight ? '#26324a' : random.pick(['#7f9bb0', '#8aa6b8', '#6f8a9d']);
      const cage = random.chance(0.3) ? many(5, (k) => line(`M${wx + 6 + k * 11} ${wy} v50`, '#d5d8da', 1.6)) : '';
      const cooler = random.chance(0.35)
        ? rect(wx + 8, wy + 54, 34, 20, '#e8e8e4') + oval(wx + 20, wy + 64, 8, 8, '#bdbdb8')
        : '';
      return (
        rect(wx - 3, wy - 3, 62, 56, '#f1efe9') +
        rect(wx, wy, 56, 50, glass) +
        rect(wx + 26, wy, 4, 50, '#f1efe9') +
        poly(
          `${wx + 4},${wy + 46} ${wx + 18},${wy + 4} ${wx + 24},${wy + 4} ${wx + 10},${wy + 46}`,
          '#fff',
          'opacity="0.18"',
        ) +
        cage +
        cooler
      );
    }),
  ].join('');
}

export function tree(x: number, y: number, scale: number, random: Prng): string {
  const leaf = ['#57793f', '#668a48', '#4b6c38', '#77984f'];
  return at(
    x,
    y,
    scale,
    [
      shadow(0, 2, 80, 14),
      path('M-11 0 C-6 -60 -9 -110 -14 -150 L12 -150 C8 -100 8 -60 12 0 Z', '#6b543f'),
      many(16, () =>
        oval(
          random.between(-72, 72),
          random.between(-250, -130),
          random.between(30, 52),
          random.between(26, 44),
          random.pick(leaf),
        ),
      ),
      many(10, () =>
        oval(
          random.between(-60, 40),
          random.between(-260, -190),
          random.between(12, 24),
          random.between(10, 18),
          '#8fae62',
          'opacity="0.55"',
        ),
      ),
    ].join(''),
  );
}

/** A stairwell's landing: walls, floor, a door at the end. */
export function landing(random: Prng): string {
  const wall = random.pick(['#d9d6c8', '#cfd6d2', '#dcd2c2']);
  const base = random.pick(['#7d9a86', '#7f93a3', '#9a8a76']);
  return [
    rect(0, 0, 1024, 768, wall),
    poly('0,0 1024,0 720,150 310,150', '#efece3'),
    poly('0,0 310,150 310,540 0,768', '#000', 'opacity="0.09"'),
    poly('1024,0 720,150 720,540 1024,768', '#000', 'opacity="0.05"'),
    poly('0,520 310,440 310,540 0,768', base),
    poly('1024,520 720,440 720,540 1024,768', base),
    rect(310, 440, 410, 100, base),
    poly('310,540 720,540 1024,768 0,768', '#a9a396'),
    many(9, (i) => line(`M${310 + i * 51} 540 L${i * 128} 768`, '#8d877b', 1.5)),
    many(4, (i) =>
      line(`M${310 - i * i * 24 - i * 18} ${540 + i * i * 18 + i * 14} H${720 + i * i * 24 + i * 18}`, '#8d877b', 1.5),
    ),
    rect(418, 210, 190, 330, '#5f6b63'),
    rect(430, 222, 166, 318, random.pick(['#7b3f34', '#49606d', '#6d5940'])),
    rect(446, 240, 134, 130, '#000', 'opacity="0.12"'),
    rect(446, 390, 134, 130, '#000', 'opacity="0.12"'),
    oval(578, 384, 7, 7, '#d9c27a'),
    many(26, () =>
      oval(
        random.between(0, 1024),
        random.between(60, 520),
        random.between(4, 26),
        random.between(2, 8),
        '#7a705e',
        'opacity="0.07"',
      ),
    ),
  ].join('');
}

/** An outer wall seen from near: tiles or plaster, a window. */
export function outerWall(random: Prng): string {
  const tint = random.pick(['#cdbb9f', '#c6c5bb', '#d3c3b0']);
  return [
    rect(0, 0, 1024, 768, tint),
    many(24, (i) => line(`M0 ${i * 34} H1024`, '#000', 1, 'opacity="0.1"')),
    many(16, (i) => line(`M${i * 68} 0 V768`, '#000', 1, 'opacity="0.06"')),
    many(30, () =>
      oval(
        random.between(0, 1024),
        random.between(0, 768),
        random.between(20, 90),
        random.between(10, 60),
        random.pick(['#000', '#fff']),
        'opacity="0.03"',
      ),
    ),
    rect(640, 120, 260, 240, '#efece4'),
    rect(654, 134, 232, 212, '#6f8798'),
    rect(764, 134, 12, 212, '#efece4'),
    poly('670,330 730,140 756,140 696,330', '#fff', 'opacity="0.16"'),
    rect(626, 356, 290, 18, '#a79f90'),
  ].join('');
}

export function bike(color: string): string {
  return [
    shadow(0, 4, 100, 12),
    oval(-66, -26, 28, 28, '#26282b'),
    oval(-66, -26, 15, 15, '#8d9195'),
    oval(66, -26, 28, 28, '#26282b'),
    oval(66, -26, 15, 15, '#8d9195'),
    path(
      'M-66 -30 C-50 -62 -20 -64 0 -40 L30 -40 C40 -40 44 -74 50 -104 L62 -108 L70 -60 L66 -26 L52 -30 L20 -22 L-24 -22 Z',
      color,
    ),
    path('M-78 -74 C-60 -84 -20 -82 -6 -72 L-10 -60 L-76 -60 Z', '#1f2123'),
    rect(-92, -62, 26, 24, '#2b2d30', 'rx="3"'),
    line('M44 -112 L70 -126 M56 -106 L64 -128', '#2b2d30', 6),
    oval(66, -88, 8, 9, '#f7efc9'),
    line('M-30 -22 L-6 -44', '#000', 3, 'opacity="0.25"'),
  ].join('');
}

export function car(color: string): string {
  return [
    shadow(0, 4, 200, 18),
    path(
      'M-178 -20 C-182 -60 -150 -66 -110 -70 C-80 -112 -50 -116 10 -114 C60 -112 84 -92 106 -70 C150 -66 178 -58 178 -20 Z',
      color,
    ),
    path('M-92 -70 C-70 -100 -48 -104 -8 -104 L-8 -70 Z', '#9db4c2'),
    path('M4 -104 C46 -104 66 -90 84 -70 L4 -70 Z', '#88a1b1'),
    rect(-178, -32, 356, 8, '#000', 'opacity="0.14"'),
    oval(-106, -18, 32, 32, '#222326'),
    oval(-106, -18, 17, 17, '#b9bcbe'),
    oval(108, -18, 32, 32, '#222326'),
    oval(108, -18, 17, 17, '#b9bcbe'),
    rect(160, -52, 16, 12, '#fbe9b5', 'rx="4"'),
    rect(-178, -52, 12, 14, '#b23a30', 'rx="3"'),
  ].join('');
}

export function cone(): string {
  return (
    shadow(0, 2, 44, 9) +
    poly('-34,0 34,0 30,-9 -30,-9', '#c7481f') +
    poly('-22,-9 22,-9 6,-96 -6,-96', '#e4622d') +
    poly('-17,-32 17,-32 12,-56 -12,-56', '#f6f3ea')
  );
}

export function bin(color: string, isFull: boolean, random: Prng): string {
  return [
    shadow(0, 2, 70, 12),
    poly('-46,0 46,0 56,-150 -56,-150', color),
    rect(-60, -160, 120, 16, '#000', 'opacity="0.25"'),
    many(3, (i) => line(`M${-26 + i * 26} -14 L${-30 + i * 30} -136`, '#000', 3, 'opacity="0.12"')),
    isFull
      ? many(9, () => bag(random.between(-46, 46), random.between(-200, -158), random.between(0.5, 0.8), random))
      : '',
    at(-6, -176, 1, isFull ? poly('-64,0 58,-44 66,-32 -58,12', color) : ''),
  ].join('');
}

export function bag(x: number, y: number, scale: number, random: Prng): string {
  const tint = random.pick(['#2e3033', '#dcdad2', '#b8493a', '#5a7f9a', '#c9a24a']);
  return at(
    x,
    y,
    scale,
    path('M-34 26 C-48 -6 -24 -30 -6 -34 L-10 -48 L10 -48 L6 -34 C28 -28 46 -4 34 26 Z', tint) +
      path('M-18 18 C-24 0 -12 -18 -4 -24', 'none', 'stroke="#fff" stroke-opacity="0.3" stroke-width="4"'),
  );
}
