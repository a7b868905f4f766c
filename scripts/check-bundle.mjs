/**
 * Holds the built app to its budgets (gzip, per face): what the first screen loads, and that no face loads another's
 * kit; and that the service worker is a script of one piece. Reads dist/.vite/manifest.json and
 * dist/.vite/packages.json, which vite.config.ts writes. Exits 1 otherwise.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { cameraBytes } from './camera-bytes.mjs';

const dist = process.argv[2] ?? new URL('../dist', import.meta.url).pathname;
const read = (name) => JSON.parse(readFileSync(join(dist, '.vite', name), 'utf8'));
const manifest = read('manifest.json');
const packages = read('packages.json');
const kb = 1024;
/** It leads to every face, so a face's own chunks are never followed through it. */
const entry = 'index.html';

/** What a face needs for its first screen: the entry, what a signed-in page opens, its routes, its shell and page. */
const signedIn = [entry, 'src/app/SignedInFrame.vue'];
const faces = [
  {
    name: 'start',
    modules: [entry, 'src/app/start/routes.ts'],
    jsLimit: 80 * kb,
    cssLimit: 10 * kb,
    foreignKit: /^(vant|element-plus|dexie|leaflet)$/,
  },
  {
    name: 'field',
    modules: [
      ...signedIn,
      'src/faces/field/routes.ts',
      'src/faces/field/shell/FieldShell.vue',
      'src/faces/field/today/TodayPage.vue',
    ],
    jsLimit: 170 * kb,
    cssLimit: 40 * kb,
    foreignKit: /^element-plus$/,
  },
  {
    name: 'desk',
    modules: [...signedIn, 'src/faces/desk/routes.ts', 'src/faces/desk/inbox/InboxPage.vue'],
    jsLimit: 350 * kb,
    cssLimit: 60 * kb,
    foreignKit: /^vant$/,
  },
];
const mapLimit = 60 * kb;
const cameraLimit = 12 * kb;

const sizeOf = (file) => gzipSync(readFileSync(join(dist, file))).length;
const sum = (files) => [...files].reduce((total, file) => total + sizeOf(file), 0);
const inKb = (bytes) => (bytes / kb).toFixed(1);

/** The chunks of modules with all that they import; lazily imported ones too where asked. */
function chunksOf(keys, withLazy) {
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    const chunk = manifest[key];
    if (!chunk) throw new Error(`not in the build: ${key}`);
    seen.add(key);
    const lazy = withLazy && key !== entry ? (chunk.dynamicImports ?? []) : [];
    for (const next of [...(chunk.imports ?? []), ...lazy]) visit(next);
  };
  for (const key of keys) visit(key);
  return [...seen].map((key) => manifest[key]);
}

const faults = [];
const expect = (holds, words) => {
  if (!holds) faults.push(words);
};

for (const { name, modules, jsLimit, cssLimit, foreignKit } of faces) {
  const chunks = chunksOf(modules, false);
  const js = sum(new Set(chunks.map(({ file }) => file)));
  const css = sum(new Set(chunks.flatMap((chunk) => chunk.css ?? [])));
  console.log(`${name}: first load JS ${inKb(js)} KB of ${inKb(jsLimit)}, CSS ${inKb(css)} KB of ${inKb(cssLimit)}`);
  expect(js <= jsLimit, `${name}: ${inKb(js)} KB of JS at the first load, the limit is ${inKb(jsLimit)}`);
  expect(css <= cssLimit, `${name}: ${inKb(css)} KB of CSS at the first load, the limit is ${inKb(cssLimit)}`);
  // The start page holds nothing but what it loads: who signs in loads a face.
  const own = name === 'start' ? chunks : chunksOf([`src/faces/${name}/routes.ts`, ...signedIn.slice(1)], true);
  for (const { file } of own)
    for (const held of packages[file] ?? [])
      expect(!foreignKit.test(held), `${name}: ${file} holds ${held}, the kit of another face`);
}

const kits = Object.values(packages).flat();
for (const kit of ['vant', 'element-plus'])
  expect(kits.includes(kit), `${kit} is in no chunk: this check no longer sees what it is for`);

const shared = new Set(chunksOf(signedIn, false).map(({ file }) => file));
const map = chunksOf(
  ['src/ui/map/MapView.vue'].filter((key) => manifest[key]),
  false,
).filter(({ file }) => !shared.has(file));
const mapFiles =
  map.length > 0
    ? new Set(map.map(({ file }) => file))
    : new Set(Object.keys(packages).filter((file) => packages[file].includes('leaflet')));
console.log(`map: JS ${inKb(sum(mapFiles))} KB of ${inKb(mapLimit)}`);
expect(
  mapFiles.size > 0 && sum(mapFiles) <= mapLimit,
  `map: ${inKb(sum(mapFiles))} KB of JS, the limit is ${inKb(mapLimit)}`,
);

// Browsers register it as a classic script, which may not import: not at its head, not while it runs.
const worker = readFileSync(join(dist, 'sw.js'), 'utf8');
try {
  // Only read, never run.
  void new Script(worker, { filename: 'sw.js' });
} catch (error) {
  expect(false, `the service worker is no classic script: ${String(error)}`);
}
expect(!/\bimport\s*\(/.test(worker), 'the service worker imports while it runs, which browsers refuse');

const camera = await cameraBytes();
console.log(`camera and voice: JS ${inKb(camera)} KB of ${inKb(cameraLimit)}`);
expect(camera <= cameraLimit, `camera and voice: ${inKb(camera)} KB of JS, the limit is ${inKb(cameraLimit)}`);

for (const fault of faults) console.error(`✗ ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);
