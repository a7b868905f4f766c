/**
 * `npm run bench [-- name ...]`: one JSON line per figure, `{bench, value, unit, ratioTo, ratio, ...}`. Only ratios within
 * one run mean something: what a figure is compared with was measured in the same run, in turns.
 */
import type { Figure } from './figures.ts';
import { firstSync } from './first-sync.ts';
import { lists } from './lists.ts';
import { load } from './load.ts';
import { map } from './map.ts';
import { peers } from './peers.ts';
import { storm } from './storm.ts';
import { w4 } from './w4.ts';

const benches: Record<string, () => Promise<Figure[]>> = {
  w4,
  map,
  storm,
  'first-sync': firstSync,
  lists,
  load,
  peers,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const figure of await run()) console.log(JSON.stringify(figure));
}
process.exit(0);
