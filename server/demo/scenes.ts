import {
  at,
  bag,
  bike,
  bin,
  car,
  cone,
  landing,
  line,
  many,
  outerWall,
  oval,
  page,
  path,
  poly,
  rect,
  shadow,
  street,
  tree,
  type Light,
} from './drawing.ts';
import type { Prng } from './prng.ts';

/** Pictures made by code, for photos of the demo: no people, no words, no real place. */
export const sceneNames = [
  'manhole',
  'pothole',
  'lamp',
  'pipe',
  'flood',
  'gasPipe',
  'cables',
  'rubble',
  'bins',
  'smoke',
  'sewage',
  'tree',
  'shed',
  'stall',
  'corridor',
  'cars',
  'bikes',
  'site',
  'hydrant',
  'fireExit',
  'flyWire',
  'crack',
  'lift',
  'signal',
  'ramp',
  'bench',
  'leak',
] as const;
export type SceneName = (typeof sceneNames)[number];

/** Hashes for a whistle about such a thing: one picture, at times two. */
export interface PhotoOf {
  (scene: SceneName, random: Prng): string[];
  size: { width: number; height: number };
}

/** @returns the SVG of a scene; the random stream makes its variant */
export const drawScene = (name: SceneName, random: Prng): string => scenes[name](random);

const daylight = (random: Prng): Light =>
  random.weighted([
    ['day', 6],
    ['dusk', 2],
    ['rain', 1],
  ] as const);
const outdoors = (random: Prng, drawing: string, light: Light = daylight(random)): string =>
  page(light, random, street(random, false) + drawing);
const indoors = (random: Prng, drawing: string): string => page('day', random, landing(random) + drawing);
const bikeColours = ['#c23b34', '#2f6d8f', '#e0b23c', '#e9e7e1', '#3f7a55', '#6b4d86'];

const scenes: Record<SceneName, (random: Prng) => string> = {
  manhole: (random) => {
    const x = random.between(440, 600);
    return outdoors(
      random,
      at(
        x,
        672,
        1.15,
        oval(0, 4, 136, 44, '#47484a') +
          oval(0, 0, 122, 37, '#8b8a86') +
          oval(0, 3, 108, 31, 'url(#dark)') +
          path('M-92 12 A108 31 0 0 0 92 12', 'none', 'stroke="#6d6a62" stroke-width="5"') +
          line('M-60 -12 L-74 6 M-44 -17 L-58 3', '#6a6862', 5),
      ) +
        at(x + random.between(170, 220), 690, 1.2, cone()) +
        at(x - 220, 650, 0.95, cone()) +
        line(`M${x - 220} 590 Q${x} 620 ${x + 190} 610`, '#d9442f', 5, 'stroke-dasharray="26 16"'),
    );
  },
  pothole: (random) => {
    const x = random.between(380, 600);
    return outdoors(
      random,
      at(
        x,
        672,
        random.between(1, 1.25),
        path(
          'M-170 6 C-150 -34 -90 -28 -60 -42 C-10 -58 50 -40 92 -38 C150 -34 176 -4 158 20 C140 46 70 40 30 52 C-30 66 -70 44 -110 44 C-150 42 -184 30 -170 6 Z',
          '#464543',
        ) +
          path(
            'M-140 8 C-120 -18 -70 -16 -40 -26 C10 -38 60 -24 96 -20 C132 -14 140 8 118 22 C80 40 -20 40 -80 32 C-120 28 -150 22 -140 8 Z',
            '#2f2e2d',
          ) +
          oval(10, 14, 84, 15, 'url(#water)', 'opacity="0.75"') +
          many(22, () =>
            oval(
              random.between(-200, 200),
              random.between(-50, 66),
              random.between(3, 9),
              random.between(2, 5),
              random.pick(['#6f6d69', '#8b8984', '#3c3b3a']),
            ),
          ) +
          line('M-170 4 L-230 -14 L-270 -6 M158 18 L220 34 L250 28 M60 -40 L84 -64 L120 -70', '#4b4a48', 3),
      ),
    );
  },
  lamp: (random) => {
    const x = random.between(300, 420);
    return page(
      'night',
      random,
      street(random, true) + lamp(x, false),
      oval(870, 190, 210, 210, 'url(#glow)', 'opacity="0.55"') +
        poly('840,200 900,200 1024,600 730,600', '#ffe9a8', 'opacity="0.1"') +
        at(870, 180, 0.8, rect(-4, 0, 8, 470, '#3a3f45') + oval(0, 0, 26, 18, '#fff5d6')) +
        oval(x + 98, 122, 30, 9, '#0b0e14'),
    );
  },
  pipe: (random) => {
    const y = random.between(250, 320);
    return page(
      'day',
      random,
      outerWall(random) +
        rect(0, 620, 1024, 148, '#a8a294') +
        rect(180, 0, 44, 640, '#8f979b') +
        rect(188, 0, 8, 640, '#c5cbce') +
        rect(168, y, 68, 40, '#737a7e') +
        line(`M224 ${y + 70} H520 V640`, '#8f979b', 34) +
        line(`M224 ${y + 64} H514`, '#c0c6c9', 6) +
        oval(226, y + 70, 30, 30, '#6a7074') +
        many(16, (i) =>
          line(
            `M240 ${y + 84} q${40 + i * 13} ${i * 5 - 46} ${70 + i * 19} ${380 - y + random.between(200, 300)}`,
            '#d9edf6',
            random.between(2, 6),
            'opacity="0.65"',
          ),
        ) +
        oval(420, 690, 330, 46, 'url(#water)', 'opacity="0.85"') +
        many(9, () =>
          oval(
            random.between(200, 640),
            random.between(670, 712),
            random.between(20, 60),
            6,
            '#e8f3f7',
            'opacity="0.5"',
          ),
        ),
    );
  },
  flood: (random) =>
    page(
      'rain',
      random,
      street(random, false) +
        path(
          'M-20 596 C160 566 330 588 520 574 C720 560 860 584 1044 572 L1044 768 L-20 768 Z',
          'url(#water)',
          'opacity="0.88"',
        ) +
        many(26, () =>
          line(
            `M${random.between(0, 980)} ${random.between(596, 756)} h${random.between(26, 110)}`,
            '#e9f1f3',
            2.5,
            'opacity="0.45"',
          ),
        ) +
        many(14, () =>
          oval(
            random.between(0, 1024),
            random.between(610, 750),
            random.between(8, 22),
            random.between(3, 6),
            'none',
            'stroke="#eef5f7" stroke-opacity="0.6" stroke-width="2"',
          ),
        ) +
        at(random.between(640, 800), 650, 0.9, car('#a8aeb4')) +
        rect(0, 636, 1024, 132, '#5d7682', 'opacity="0.35"') +
        many(8, () =>
          oval(
            random.between(80, 600),
            random.between(630, 730),
            random.between(6, 14),
            4,
            random.pick(['#7a8f4e', '#9c7c4a', '#dfe3dc']),
          ),
        ),
    ),
  gasPipe: (random) =>
    page(
      'day',
      random,
      landing(random) +
        line('M110 40 V560 M110 300 H300', '#e0b63a', 26) +
        line('M103 40 V560', '#f4d87c', 6) +
        at(
          206,
          300,
          1,
          rect(-26, -34, 52, 68, '#c5ccd0', 'rx="6"') +
            oval(0, 0, 17, 17, '#eef1f2') +
            line('M0 0 L9 -9', '#b2322a', 3),
        ) +
        at(110, 430, 1, rect(-30, -13, 60, 26, '#b7902c') + line('M-46 0 H46', '#b83227', 12)) +
        many(12, () =>
          oval(
            150 + random.between(0, 140),
            430 - random.between(0, 150),
            random.between(14, 44),
            random.between(10, 26),
            '#eef2e6',
            'opacity="0.22"',
          ),
        ) +
        line('M110 590 C140 690 240 660 320 700', '#d98d2f', 18) +
        line('M196 664 l10 -12 m10 20 l10 -12', '#5a3a16', 3),
    ),
  cables: (random) =>
    outdoors(
      random,
      rect(150, 60, 20, 520, '#8c8579') +
        rect(144, 96, 32, 70, '#6f7377') +
        many(26, (i) =>
          line(
            `M160 ${100 + i * 3} C${random.between(300, 420)} ${random.between(210, 460)} ${random.between(560, 700)} ${random.between(200, 430)} 1030 ${random.between(80, 190)}`,
            random.pick(['#1d1f22', '#2c2f33', '#3b3b3e', '#23303a']),
            random.between(1.6, 4.5),
          ),
        ) +
        line('M420 330 C440 470 520 590 560 640', '#17191b', 6) +
        line('M470 320 C480 420 430 520 470 610 q14 26 30 4', '#22262a', 5) +
        at(
          300,
          250,
          1,
          many(7, (i) =>
            oval(
              random.between(-8, 8),
              random.between(-6, 6),
              46 + i * 2,
              34 - i,
              'none',
              `stroke="${i % 2 ? '#1c1e20' : '#34373b'}" stroke-width="4"`,
            ),
          ),
        ),
    ),
  rubble: (random) =>
    outdoors(
      random,
      shadow(500, 690, 360, 40) +
        many(46, () => {
          const x = random.normal(500, 130);
          const y = 690 - Math.max(0, 120 - Math.abs(x - 500) * 0.5) * random.next();
          const s = random.between(14, 44);
          return poly(
            `${x - s},${y + s * 0.4} ${x - s * 0.4},${y - s * 0.6} ${x + s * 0.7},${y - s * 0.4} ${x + s},${y + s * 0.5}`,
            random.pick(['#b9aea0', '#a2988c', '#c7b8a2', '#8f8a83', '#b0674c']),
            'stroke="#5d564c" stroke-opacity="0.4" stroke-width="1.5"',
          );
        }) +
        at(
          random.between(640, 700),
          690,
          1.1,
          poly('-110,0 100,0 110,-46 -104,-52', '#7a5f8a') +
            poly('-104,-52 110,-46 100,-112 -92,-116', '#8d719c') +
            rect(-120, -70, 26, 72, '#6a5078', 'rx="8"'),
        ) +
        many(4, () => bag(random.between(300, 470), random.between(680, 700), random.between(0.9, 1.3), random)) +
        poly('300,700 420,560 436,566 322,704', '#b58a56') +
        poly('350,704 520,590 532,600 374,708', '#a77c4a'),
    ),
  bins: (random) =>
    outdoors(
      random,
      ['#3d7a54', '#3a5f8a', '#6d6f72', '#8a3f36']
        .map((tint, i) => at(300 + i * 150, 640, 1.15, bin(tint, random.chance(0.8) || i === 1, random)))
        .join('') +
        many(15, () => bag(random.between(210, 840), random.between(640, 700), random.between(0.7, 1.25), random)) +
        many(24, () =>
          poly(at2(random, 200, 860, 660, 728), random.pick(['#e9e4d6', '#d6b27a', '#b94a3c', '#7fa0b4'])),
        ),
    ),
  smoke: (random) =>
    page(
      'dusk',
      random,
      street(random, false) +
        at(
          430,
          610,
          1.2,
          shadow(0, 4, 170, 16) +
            rect(-140, -92, 280, 62, '#3a3c3f') +
            rect(-140, -104, 280, 14, '#55585b') +
            many(16, (i) => rect(-128 + i * 17, -108, 8, 8, random.pick(['#e2662b', '#f0a13a', '#c9391f']))) +
            rect(-128, -30, 10, 34, '#2b2d2f') +
            rect(118, -30, 10, 34, '#2b2d2f') +
            many(9, (i) => line(`M${-116 + i * 29} -116 l26 -4`, '#8a5a35', 7)),
        ) +
        many(42, (i) =>
          oval(430 + random.normal(i * 4, 46), 470 - i * 10, 30 + i * 2.4, 22 + i * 1.6, '#e7e2da', 'opacity="0.13"'),
        ) +
        rect(760, 300, 200, 16, '#7b3a30') +
        poly('740,316 980,316 1000,366 720,366', '#b7523f'),
    ),
  sewage: (random) =>
    page(
      daylight(random),
      random,
      rect(0, 0, 1024, 768, 'url(#sky)') +
        many(8, (i) => rect(i * 140 - 30, random.between(120, 190), 100, 240, '#b4bfc6', 'opacity="0.8"')) +
        many(7, (i) => tree(i * 160 + random.between(0, 60), 330, 0.8, random)) +
        poly('0,318 1024,318 1024,470 0,500', '#9a9488') +
        many(9, (i) => line(`M${i * 130 - 20} 318 L${i * 130 + 20} 486`, '#7e786d', 2)) +
        line('M0 372 H1024 M0 424 H1024', '#7e786d', 2) +
        poly('0,500 1024,470 1024,768 0,768', '#6f8d8f') +
        many(30, () =>
          line(
            `M${random.between(0, 980)} ${random.between(510, 756)} h${random.between(20, 90)}`,
            '#b9cfcf',
            2,
            'opacity="0.5"',
          ),
        ) +
        oval(470, 408, 62, 62, '#b4aea2') +
        oval(470, 408, 46, 46, '#141412') +
        path(
          'M434 430 C440 480 400 500 380 540 C330 620 420 690 560 720 C720 746 860 700 800 640 C740 590 560 570 520 500 C514 470 506 440 506 430 Z',
          '#1e211c',
          'opacity="0.86"',
        ) +
        many(12, () =>
          oval(
            random.between(400, 760),
            random.between(570, 700),
            random.between(8, 26),
            random.between(3, 8),
            '#56604a',
            'opacity="0.7"',
          ),
        ),
    ),
  tree: (random) =>
    outdoors(
      random,
      shadow(500, 660, 420, 40) +
        path('M120 650 C300 600 480 596 640 600 L640 632 C470 632 300 648 130 684 Z', '#6b543f') +
        path('M120 650 l-60 -26 l20 34 l-40 10 l50 14 l-20 26 l70 -24 Z', '#8a6a4b') +
        line('M420 606 L520 520 M500 604 L620 540 M560 618 L700 690', '#6b543f', 14) +
        many(46, () =>
          oval(
            random.normal(690, 90),
            random.normal(600, 44),
            random.between(28, 54),
            random.between(20, 40),
            random.pick(['#57793f', '#668a48', '#4b6c38', '#77984f']),
          ),
        ) +
        many(16, () =>
          oval(
            random.normal(680, 100),
            random.normal(570, 40),
            random.between(10, 22),
            random.between(8, 16),
            '#93b066',
            'opacity="0.6"',
          ),
        ),
      random.pick(['rain', 'day'] as const),
    ),
  shed: (random) =>
    outdoors(
      random,
      at(
        random.between(360, 520),
        556,
        1,
        shadow(0, 6, 240, 20) +
          rect(-210, -210, 420, 212, '#7aa2bf') +
          many(21, (i) => rect(-210 + i * 20, -210, 7, 212, '#5f87a5')) +
          poly('-236,-206 236,-206 210,-256 -200,-266', '#4d7592') +
          rect(-60, -150, 120, 152, '#3d4f5c') +
          rect(110, -150, 70, 60, '#cfdbe2'),
      ) +
        at(
          800,
          690,
          1,
          many(6, (i) =>
            poly(
              `${-150 + i * 6},${-i * 12} ${150 + i * 6},${-i * 12 - 8} ${150 + i * 6},${-i * 12 + 2} ${-150 + i * 6},${-i * 12 + 10}`,
              i % 2 ? '#8fb0c6' : '#6e96b3',
            ),
          ),
        ),
    ),
  stall: (random) =>
    outdoors(
      random,
      many(2, (i) =>
        at(
          310 + i * 330,
          650,
          1.05,
          shadow(0, 6, 170, 18) +
            rect(-130, -96, 260, 98, '#8b6a48') +
            rect(-140, -110, 280, 20, '#a8835b') +
            rect(-136, -300, 8, 200, '#74777a') +
            rect(128, -300, 8, 200, '#74777a') +
            many(8, (k) =>
              poly(
                `${-160 + k * 40},-300 ${-120 + k * 40},-300 ${-124 + k * 40},-252 ${-164 + k * 40},-252`,
                (k + i) % 2 ? '#efeae0' : random.pick(['#c2483a', '#3f7f5d']),
              ),
            ) +
            many(44, () =>
              oval(
                random.between(-124, 124),
                random.between(-142, -108),
                12,
                11,
                random.pick(['#d8452f', '#e69a2c', '#8fae3d', '#e5c53c', '#b23a55']),
              ),
            ),
        ),
      ) +
        rect(0, 520, 1024, 20, '#d9b23f', 'opacity="0.75"') +
        many(34, (k) => rect(k * 31, 522, 14, 16, '#b98f2a', 'opacity="0.6"')),
    ),
  corridor: (random) =>
    indoors(
      random,
      at(190, 700, 1.2, boxes(random)) +
        at(300, 590, 0.8, boxes(random)) +
        at(
          820,
          690,
          1.1,
          rect(-90, -190, 180, 190, '#7f5e43') +
            rect(-80, -180, 76, 170, '#94704f') +
            rect(4, -180, 76, 170, '#94704f') +
            oval(-12, -96, 5, 5, '#d8c07a') +
            oval(12, -96, 5, 5, '#d8c07a') +
            poly('-90,-190 90,-190 70,-214 -66,-214', '#6e5039'),
        ) +
        at(
          690,
          600,
          0.75,
          line(
            'M-70 -20 A50 50 0 1 0 -69 -20 M60 -20 A50 50 0 1 0 61 -20 M-70 -30 L-20 -100 L40 -100 L60 -30 M-20 -100 L10 -30 L40 -100',
            '#40464c',
            7,
          ),
        ),
    ),
  cars: (random) =>
    outdoors(
      random,
      rect(0, 516, 1024, 18, '#d9b23f') +
        many(34, (k) => rect(k * 31, 518, 15, 14, '#b58c26')) +
        at(230, 600, 1.1, car(random.pick(['#d8d9da', '#3d4650', '#8c2f2c']))) +
        at(650, 606, 1.15, car(random.pick(['#2f5877', '#e3e1db', '#6b6f73']))) +
        at(960, 720, 1.3, car(random.pick(['#a7adb2', '#54463c']))),
    ),
  bikes: (random) =>
    outdoors(
      random,
      many(9, (i) =>
        at(110 + i * 104, 580 + random.between(-6, 8), 0.92, bike(random.pick(['#e7b92f', '#3d9bd0', '#48a860']))),
      ) + many(6, (i) => at(170 + i * 140, 700 + random.between(-12, 12), 1.1, bike(random.pick(bikeColours)))),
    ),
  site: (random) =>
    outdoors(
      random,
      rect(560, 120, 360, 440, '#a99f92') +
        many(5, (f) => rect(548, 120 + f * 88, 384, 12, '#7c7469')) +
        many(14, (i) => line(`M${540 + i * 30} 100 V560`, '#5e6a4f', 4)) +
        many(6, (i) => line(`M536 ${130 + i * 80} H940`, '#5e6a4f', 4)) +
        many(30, () =>
          oval(
            random.between(380, 1000),
            random.between(420, 640),
            random.between(40, 110),
            random.between(20, 60),
            '#cdbb98',
            'opacity="0.16"',
          ),
        ) +
        path('M240 690 C300 590 360 560 420 570 C500 590 560 660 620 700 Z', '#b59b70') +
        path('M300 690 C350 610 380 590 410 590 L440 690 Z', '#c8ae82') +
        line('M420 40 V560 M420 60 H860 M420 60 L330 110', '#d2a43a', 10),
    ),
  hydrant: (random) =>
    indoors(
      random,
      at(
        190,
        320,
        1.25,
        rect(-110, -130, 220, 250, '#a72c24') +
          rect(-96, -116, 192, 222, '#1f2225') +
          many(7, (i) => oval(-20, 0, 66 - i * 9, 66 - i * 9, 'none', 'stroke="#d8cdb4" stroke-width="6"')) +
          rect(40, -30, 44, 26, '#b99a3e') +
          oval(62, -50, 20, 20, '#c0392f') +
          poly('-96,-116 -20,-116 -60,-40 -96,-60', '#c8dbe4', 'opacity="0.6"') +
          poly('96,106 20,106 60,40 96,50', '#c8dbe4', 'opacity="0.5"') +
          line('M-20 -116 L-44 -60 L-96 -40 M20 106 L50 60 L96 40', '#eef6fa', 3),
      ) +
        many(9, () => poly(at2(random, 90, 330, 560, 720), '#cfe2ea')) +
        at(
          880,
          640,
          1.1,
          shadow(0, 2, 44, 10) +
            rect(-26, -150, 52, 150, '#b8352b', 'rx="20"') +
            rect(-10, -172, 20, 26, '#2a2c2e') +
            rect(-26, -100, 52, 34, '#e8e3d6'),
        ),
    ),
  fireExit: (random) =>
    indoors(
      random,
      rect(428, 168, 170, 34, '#1c8f5a', 'rx="4"') +
        poly('450,185 478,174 478,181 520,181 520,189 478,189 478,196', '#eafaf0') +
        rect(540, 174, 40, 22, '#eafaf0') +
        many(3, (i) => at(330 + i * 150, 590 + i * 6, 0.86, bike(random.pick(bikeColours)))) +
        many(3, (i) => at(210 + i * 270, 720 + random.between(-8, 8), 1.3, bike(random.pick(bikeColours)))),
    ),
  flyWire: (random) =>
    outdoors(
      random,
      line(`M${random.between(180, 260)} 210 C300 380 330 520 470 590`, '#e4e4e0', 6) +
        line('M470 590 q20 10 30 28', '#e4e4e0', 6) +
        rect(484, 612, 56, 24, '#f2f0ea', 'rx="5"') +
        line('M540 624 C580 640 570 570 610 590', '#26282b', 4) +
        at(690, 690, 1.45, bike(random.pick(bikeColours))) +
        at(390, 700, 1.3, bike(random.pick(bikeColours))) +
        line('M512 636 C500 660 460 640 440 610', '#26282b', 4) +
        poly('560,560 548,590 560,590 550,620 580,582 566,582 576,560', '#f2c230'),
    ),
  crack: (random) =>
    page(
      'day',
      random,
      outerWall(random) +
        path(
          'M330 -10 L352 90 L322 170 L372 260 L340 350 L410 450 L370 540 L430 640 L400 780 L386 780 L408 640 L350 545 L388 455 L318 352 L350 262 L304 172 L336 90 L316 -10 Z',
          '#2c2824',
        ) +
        line(
          'M352 90 L430 130 L470 120 M372 260 L470 300 L520 380 M340 350 L230 390 L200 450 M410 450 L520 520',
          '#4a433b',
          4,
        ) +
        path('M120 520 C200 470 320 520 300 600 C280 680 160 690 110 640 C80 600 90 540 120 520 Z', '#a4714f') +
        many(6, (i) =>
          rect(
            120 + (i % 3) * 56,
            540 + Math.floor(i / 3) * 46,
            50,
            38,
            '#b27d58',
            'stroke="#d0b9a0" stroke-width="3"',
          ),
        ) +
        rect(0, 716, 1024, 52, '#9d978a') +
        many(18, () => poly(at2(random, 80, 480, 700, 752), random.pick(['#c9b89e', '#b07f5c', '#8d8375']))),
    ),
  lift: (random) =>
    page(
      'day',
      random,
      rect(0, 0, 1024, 768, '#c9c5ba') +
        many(12, (i) => line(`M${i * 92} 0 V640`, '#b1ac9f', 2)) +
        rect(0, 640, 1024, 128, '#8f8a80') +
        rect(250, 60, 480, 600, '#6f7478') +
        rect(272, 84, 436, 576, '#1b1d20') +
        poly('272,84 458,84 450,660 272,660', '#b8bfc4') +
        poly('540,84 708,84 708,660 548,660', '#a9b1b6') +
        rect(300, 84, 8, 576, '#dfe4e7', 'opacity="0.7"') +
        rect(640, 84, 8, 576, '#dfe4e7', 'opacity="0.6"') +
        rect(800, 250, 70, 150, '#5d6265', 'rx="8"') +
        oval(835, 296, 18, 18, '#d9dcde') +
        oval(835, 352, 18, 18, random.pick(['#d8452f', '#e0862e'])) +
        rect(440, 10, 110, 40, '#16181a') +
        rect(474, 18, 14, 24, '#e2462f') +
        rect(498, 18, 14, 24, '#e2462f') +
        poly('210,640 330,560 352,572 232,660', '#e4c23a') +
        line('M180 560 H760', '#e4c23a', 22) +
        many(12, (i) =>
          poly(`${190 + i * 48},571 ${206 + i * 48},571 ${222 + i * 48},549 ${206 + i * 48},549`, '#26282b'),
        ),
    ),
  signal: (random) =>
    outdoors(
      random,
      line('M720 620 V120 H430', '#5b6166', 16) +
        rect(390, 84, 84, 210, '#26292c', 'rx="14"') +
        many(
          3,
          (i) =>
            oval(432, 122 + i * 66, 25, 25, ['#4a2220', '#4a4120', '#1f3d2b'][i] ?? '#333') +
            oval(424, 114 + i * 66, 8, 6, '#fff', 'opacity="0.12"'),
        ) +
        many(8, (i) =>
          poly(
            `${120 + i * 104},700 ${180 + i * 104},700 ${160 + i * 104},600 ${112 + i * 104},600`,
            '#e9e6dc',
            `opacity="${0.2 + random.next() * 0.4}"`,
          ),
        ) +
        at(random.between(200, 300), 600, 0.9, car('#d6d8da')),
    ),
  ramp: (random) =>
    outdoors(
      random,
      rect(330, 190, 380, 380, '#8a7d6c') +
        rect(350, 210, 340, 360, '#35424c') +
        rect(366, 226, 148, 344, '#4d6676') +
        rect(526, 226, 148, 344, '#4d6676') +
        many(
          4,
          (i) =>
            rect(290 - i * 26, 552 + i * 32, 460 + i * 52, 34, i % 2 ? '#b5ada0' : '#c6beb0') +
            rect(290 - i * 26, 582 + i * 32, 460 + i * 52, 5, '#8c857a'),
        ) +
        line('M270 690 V560 L300 520', '#7a8187', 9) +
        many(8, () =>
          oval(
            random.between(240, 800),
            random.between(570, 680),
            random.between(10, 24),
            5,
            '#8c857a',
            'opacity="0.5"',
          ),
        ),
    ),
  bench: (random) =>
    outdoors(
      random,
      at(
        random.between(400, 520),
        640,
        1.2,
        shadow(0, 6, 240, 18) +
          line('M-150 0 V-120 M150 0 V-120 M-150 -120 H150', '#3f7fae', 16) +
          line('M-60 -120 V-40 M-30 -120 V-40', '#2f6289', 7) +
          poly('-86,-40 -8,-34 -10,-22 -88,-28', '#d2a43a') +
          line('M70 -120 V-74', '#2f6289', 7) +
          line('M66 -12 L110 4', '#2f6289', 7) +
          poly('40,0 118,10 116,22 38,12', '#d2a43a') +
          oval(150, -120, 14, 14, '#b8483a'),
      ) +
        at(
          810,
          640,
          1,
          rect(-90, -62, 180, 14, '#8a6544') +
            rect(-90, -42, 180, 10, '#8a6544') +
            rect(-76, -34, 12, 36, '#5d6063') +
            rect(64, -34, 12, 36, '#5d6063'),
        ),
    ),
  leak: (random) =>
    page(
      'day',
      random,
      rect(0, 0, 1024, 768, '#e6e2d6') +
        poly('0,0 1024,0 860,230 170,230', '#f3f0e7') +
        poly('0,0 170,230 170,768 0,768', '#000', 'opacity="0.06"') +
        many(12, (i) =>
          path(
            `M${random.between(330, 420)} ${60 + i * 4} C${420 + i * 6} ${20 + i * 3} ${600 + i * 4} ${30 + i * 5} ${random.between(620, 700)} ${110 + i * 4} C${650 - i * 6} ${190 - i * 2} ${430 + i * 5} ${200 - i * 2} ${360 + i * 4} 130 Z`,
            '#a98a55',
            'opacity="0.09"',
          ),
        ) +
        path(
          'M330 120 C380 70 640 60 690 130 C720 200 400 210 330 120 Z',
          'none',
          'stroke="#8d6d3a" stroke-opacity="0.5" stroke-width="5"',
        ) +
        path('M470 230 C460 330 500 430 480 560 L560 560 C540 430 570 320 550 230 Z', '#b79a66', 'opacity="0.4"') +
        many(10, () => oval(random.between(420, 620), random.between(190, 600), 3.4, 7, '#9fc3d6')) +
        rect(0, 660, 1024, 108, '#b58f66') +
        many(10, (i) => line(`M${i * 116} 660 l-30 108`, '#96744f', 2)) +
        at(
          510,
          700,
          1.2,
          shadow(0, 4, 110, 14) +
            poly('-84,-66 84,-66 62,0 -62,0', '#3f7fae') +
            oval(0, -66, 84, 18, '#5f9cc6') +
            oval(0, -64, 74, 14, 'url(#water)'),
        ) +
        rect(740, 330, 210, 240, '#efe9db') +
        rect(756, 346, 178, 208, '#9fb6c2') +
        rect(838, 346, 10, 208, '#efe9db'),
    ),
};

/** The corners of a small scrap somewhere in a box. */
function at2(random: Prng, west: number, east: number, top: number, bottom: number): string {
  const [x, y, s] = [random.between(west, east), random.between(top, bottom), random.between(5, 16)];
  return `${x},${y - s * 0.5} ${x + s},${y - s * 0.2} ${x + s * 0.6},${y + s * 0.5} ${x - s * 0.5},${y + s * 0.3}`;
}

/** A street lamp with its arm. */
const lamp = (dx: number, isLit: boolean): string =>
  line(`M${dx} 560 V150 Q${dx} 104 ${dx + 80} 106`, '#3a3f45', 12) +
  path(`M${dx + 62} 98 h74 l-10 22 h-54 Z`, isLit ? '#fff1c4' : '#23272c');

const boxes = (random: Prng): string =>
  shadow(0, 4, 120, 14) +
  many(5, (i) => {
    const [x, y, w] = [[-92, -2, -70, 6, -40][i] ?? 0, [0, 0, -78, -82, -150][i] ?? 0, random.between(80, 98)];
    return (
      rect(x, y - 76, w, 76, random.pick(['#b98d5b', '#c59a68', '#a97e50'])) +
      rect(x + w / 2 - 6, y - 76, 12, 76, '#d8c08f', 'opacity="0.7"') +
      line(`M${x} ${y - 60} h${w}`, '#7d5b37', 1.5)
    );
  });
