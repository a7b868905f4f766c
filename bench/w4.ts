/**
 * W4, the store on the phone: the app's own beside the floor (memory, a text a grid, a journal) and a row a record in
 * Dexie, all durable in the same way, in turns, in Chromium; plain and with the CPU made 4 times slower.
 */
import type { Page } from '@playwright/test';
import { Profile, servePage, type ServedPage } from './browser.ts';
import { comparedFigure, type Figure } from './figures.ts';
import type { Opening } from './pages/w4-store.ts';
import type { StoreName, W4Page } from './pages/w4.ts';

const runs = Number(process.env['ROUNDS'] ?? 3);
const saves = 500;
const slowdowns = [1, 4];
const stores: readonly StoreName[] = ['ours', 'floor', 'dexieRows'];
const doorsOfGrid = 250;
const few = 5_000 / doorsOfGrid;
const many = 100_000 / doorsOfGrid;
const gridsOfOthers = 20;

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const inPage = <K extends keyof W4Page>(page: Page, part: K, ...given: Parameters<W4Page[K]>) =>
  page.evaluate(
    ([name, values]) => {
      const parts = globalThis.bench as Record<string, (...values: unknown[]) => Promise<unknown>>;
      return parts[name]?.(...values);
    },
    [part, given] as const,
  ) as ReturnType<W4Page[K]>;

/**
 * A phone with `grids` grids in all. Ours keeps a database an account: beside the worker's own grid lie those of others
 * who use the phone, and one account that holds them all; the other two keep one set, of which a part is asked for.
 */
async function filled(name: StoreName, url: string, kind: 'small' | 'large'): Promise<Profile> {
  const profile = new Profile();
  const grids = kind === 'small' ? few : many;
  const owners =
    name === 'ours' ? [...othersOf(grids), { owner: 'own', grids: [0] }] : [{ owner: 'own', grids: range(0, grids) }];
  if (kind === 'small') {
    owners.push({ owner: 'all 4,000', grids: range(0, 4_000 / doorsOfGrid) });
    if (name === 'ours') owners.push({ owner: 'all', grids: range(0, grids) });
  }
  await profile.visit(url, 1, (page) => inPage(page, 'fill', name, owners, kind));
  // What the browser still tidies after so much writing is not what an opening costs.
  await profile.visit(url, 1, (page) => inPage(page, 'open', name, ownOf(name, grids)));
  return profile;
}

const othersOf = (grids: number): { owner: string; grids: number[] }[] =>
  range(0, Math.ceil((grids - 1) / gridsOfOthers)).map((n) => ({
    owner: `other ${n}`,
    grids: range(1 + n * gridsOfOthers, Math.min(grids, 1 + (n + 1) * gridsOfOthers)),
  }));

type Values = Map<string, Map<string, number[]>>;
function note(values: Values, figure: string, store: StoreName, value: number): void {
  const of = values.get(figure) ?? new Map<string, number[]>();
  values.set(figure, of);
  of.set(store, [...(of.get(store) ?? []), value]);
}

const ownOf = (name: StoreName, grids: number): Opening => ({
  owner: 'own',
  grids: name === 'ours' ? 1 : grids,
  own: '990106001001001',
});
const allOf = (name: StoreName): Opening => ({ owner: name === 'ours' ? 'all' : 'own', grids: few, own: null });
const all4000: Opening = { owner: 'all 4,000', grids: 4_000 / doorsOfGrid, own: null };

async function measure(name: StoreName, profiles: Profiles, url: string, slowdown: number, values: Values) {
  const { small, large } = profiles;
  const on = <T>(profile: Profile, run: (page: Page) => Promise<T>): Promise<T> => profile.visit(url, slowdown, run);
  const add = (figure: string, value: number | undefined): void =>
    note(values, `${figure} ×${slowdown}`, name, value ?? Number.NaN);

  const coldFew = await on(small, (page) => inPage(page, 'open', name, ownOf(name, few)));
  add('cold open, own grid of 5,000', coldFew.openMs);
  const coldMany = await on(large, (page) => inPage(page, 'open', name, ownOf(name, many)));
  add('cold open, own grid of 100,000', coldMany.openMs);
  const coldAll = await on(small, (page) => inPage(page, 'open', name, allOf(name)));
  add('cold open, all 5,000', coldAll.openMs);
  const own = await on(small, (page) => inPage(page, 'questions', name, ownOf(name, few)));
  add('due query, own grid', own['dueMs']);
  const asked = await on(small, (page) => inPage(page, 'questions', name, allOf(name)));
  add('due query, all 5,000', asked['dueMs']);
  add('search, all 5,000', asked['searchMs']);
  const filtered = await on(small, (page) => inPage(page, 'questions', name, all4000));
  add('filter of 4,000', filtered['filterMs']);
  const written = await on(small, (page) => inPage(page, 'writes', name, ownOf(name, few), saves));
  add('durable save', written['saveMs']);
  add('durable save p99', written['saveP99Ms']);
  add('durable save, 450 unsent before it', written['lastSavesMs']);
  add('1,000 visits', written['thousandMs']);
  if (coldFew.due !== coldMany.due) throw new Error(`${name}: ${coldFew.due} and ${coldMany.due} doors due`);
  return { due: asked['due'], own: coldFew.due, filtered: filtered['filtered'] };
}

interface Profiles {
  small: Profile;
  large: Profile;
}

export async function w4(): Promise<Figure[]> {
  const page: ServedPage = await servePage('w4');
  const values: Values = new Map();
  const large = new Map<StoreName, Profile>();
  try {
    for (const name of stores) large.set(name, await filled(name, page.url, 'large'));
    for (let run = 0; run < runs; run++)
      for (const slowdown of slowdowns) {
        const counts = new Map<StoreName, string>();
        for (const name of stores) {
          const small = await filled(name, page.url, 'small');
          const kept = large.get(name);
          if (kept)
            counts.set(name, JSON.stringify(await measure(name, { small, large: kept }, page.url, slowdown, values)));
          small.remove();
        }
        if (new Set(counts.values()).size > 1) throw new Error(`the stores disagree: ${JSON.stringify([...counts])}`);
      }
  } finally {
    for (const profile of large.values()) profile.remove();
    page.close();
  }
  return [...values].map(([figure, measured]) =>
    comparedFigure(`W4 ${figure}`, 'ms', measured, 'ours', 'floor', goalOf(figure)),
  );
}

/** G8 and G9 of the plan, for the machine as it is. */
const goals: readonly (readonly [string, number, number])[] = [
  ['durable save p99', 8, 8],
  ['durable save', 2, 1.3],
  ['1,000 visits', 40, 12],
  ['due query', 1, 0.1],
  ['search', 3, 0.5],
  ['cold open, own grid', 80, 40],
];
function goalOf(figure: string): Record<string, unknown> {
  const goal = figure.endsWith('×1') && goals.find(([name]) => figure.startsWith(name));
  return goal ? { must: goal[1], aim: goal[2] } : {};
}
