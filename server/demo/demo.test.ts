import { clockAccount } from '../../core/org/role.ts';
import { wang } from '../../core/testing/builders.ts';
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf, startOfDay } from '../../core/calendar/day.ts';
import { canonicalJson, type Json } from '../../core/lib/json.ts';
import { isoOf, type Iso } from '../../core/lib/time.ts';
import { rowShapes } from '../../core/protocol/row-shapes.ts';
import type { KindRow, RowByKind, RowKind } from '../../core/protocol/rows.ts';
import { clockFace } from '../../core/whistle/clock.ts';
import { whistleStages } from '../../core/whistle/stage.ts';
import { loadCatalogue, urgenciesOf } from '../catalogue/catalogue.ts';
import type { DemoAccount } from './accounts.ts';
import { authorOf, demoAccountList } from './accounts.ts';
import { makeDemo, type Demo } from './demo.ts';
import { Ledger } from './ledger.ts';
import { makePeople } from './people.ts';
import { drawPictures, photosFrom } from './pictures.ts';
import { makeTown } from './town.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** The encoder of a machine may round otherwise: here the drawing itself names the picture. */
const drawn = (seed: number) =>
  Promise.resolve(photosFrom(drawPictures(seed).map(({ scene, svg }) => ({ scene, sha256: sha256(svg) }))));
const make = (seed: number, now: Iso): Promise<Demo> => makeDemo(seed, now, drawn(seed));
/** A Friday, 16:30 in Shanghai. */
const now = isoOf(Date.UTC(2026, 10, 20, 8, 30));

let demo: Demo;
/** Generous: the machine may be busy with other tests. */
const patience = 120_000;
beforeAll(async () => {
  demo = await make(20261, now);
}, patience);
const all = <K extends RowKind>(kind: K, from = demo): RowByKind[K][] =>
  from.rows.flatMap((entry) => (entry.kind === kind ? [entry.row as RowByKind[K]] : []));
const countBy = <T>(list: readonly T[], key: (item: T) => string): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(list, key)].map(([name, items]) => [name, items.length]));

it('has rows that are what the description of the API says, and nothing besides', () => {
  const seen = new Set<RowKind>();
  for (const { kind, row } of demo.rows) {
    seen.add(kind);
    // What a shape does not name it drops.
    expect(rowShapes[kind].parse(row)).toEqual(row);
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(['household', 'person', 'need', 'visit', 'whistle', 'event', 'photo']),
  );
});

describe('one seed and one moment', () => {
  it('give the same demo on every machine', () => {
    const whole = sha256(
      canonicalJson({ accounts: demo.accounts, rows: demo.rows, audit: demo.audit } as unknown as Json),
    );
    // It changes with every change of the demo, of a rule or of a row's shape: then this line does too.
    expect(whole).toBe('34b1757e4e29c1635b0a6a173e5a93818e8c1d65bf4bd99eaeafdb0b73806997');
  });

  it('give another town with another seed', () => {
    const since = startOfDay(addDays(dayOf(now), -182));
    const other = makeTown(7, since);
    const people = makePeople(7, other, since, { workerOf: () => wang });
    expect(canonicalJson(other.buildings as unknown as Json)).not.toBe(
      canonicalJson(all('building') as unknown as Json),
    );
    expect(people.households).toHaveLength(4000);
  });

  it.each(['2026-03-01T00:10:00.000Z', '2027-02-14T15:59:00.000Z'] as const)(
    'give this week at any moment: %s',
    async (moment) => {
      const then = await make(20261, moment);
      expect(then.audit.every((entry) => entry.at <= moment && entry.phoneAt <= moment)).toBe(true);
      const due = countBy(dueOf(then, moment), (household) => household.grid);
      expect(Object.values(due).every((count) => count >= 15 && count <= 26)).toBe(true);
      const open = all('whistle', then).filter((whistle) => whistle.stage === 'community');
      expect(
        Object.values(countBy(open, (whistle) => whistle.grid.slice(0, 12))).every(
          (count) => count >= 12 && count <= 40,
        ),
      ).toBe(true);
    },
  );
});

const dueOf = (from: Demo, moment: Iso) =>
  all('household', from).filter((household) => household.visitDueOn !== null && household.visitDueOn <= dayOf(moment));

describe('the people', () => {
  it('are 4,000 households of 150 to 260 a grid and some 9,800 persons', () => {
    expect(all('household')).toHaveLength(4000);
    expect(Math.abs(all('person').length - 9800)).toBeLessThan(120);
    const perGrid = Object.values(countBy(all('household'), (household) => household.grid));
    expect(perGrid).toHaveLength(20);
    expect(perGrid.every((count) => count >= 150 && count <= 260)).toBe(true);
    expect(Object.keys(countBy(all('household'), (household) => household.kind)).toSorted()).toEqual([
      'let',
      'lived',
      'shop',
      'void',
    ]);
  });

  it('are of plausible ages, some 18 % over 65', () => {
    const ages = all('person').map((person) => 2026 - (person.birthYear ?? 2026));
    const share = (from: number, to: number): number =>
      ages.filter((age) => age >= from && age <= to).length / ages.length;
    expect(Math.max(...ages)).toBeLessThan(100);
    expect(share(65, 120)).toBeGreaterThan(0.17);
    expect(share(65, 120)).toBeLessThan(0.195);
    expect(share(0, 14)).toBeGreaterThan(0.1);
  });

  it('have needs by consent alone, each with an end that has not come', () => {
    const kinds = countBy(all('need'), (need) => need.kind);
    expect((kinds.livingAlone ?? 0) / 4000).toBeCloseTo(0.03, 2);
    expect((kinds.lowIncome ?? 0) / 4000).toBeCloseTo(0.02, 2);
    for (const need of all('need')) {
      expect(need.consent.wording).not.toBe('');
      expect(need.consent.by).not.toBe('');
      expect(need.until > dayOf(now)).toBe(true);
    }
  });

  it('hold no identity numbers, and phones that reach nobody', () => {
    const text = JSON.stringify(
      demo.rows.filter(({ kind }) => kind === 'person' || kind === 'household' || kind === 'need'),
    );
    expect(text).not.toMatch(/"\d{17}[\dXx]"/);
    const phones = [...all('person'), ...all('household')].flatMap(({ phone }) => (phone === null ? [] : [phone]));
    expect(phones.length).toBeGreaterThan(3000);
    expect(phones.every((phone) => /^154\d{8}$/.test(phone))).toBe(true);
    const allowed = [
      'birthYear',
      'edits',
      'grid',
      'household',
      'id',
      'keys',
      'name',
      'phone',
      'relation',
      'rev',
      'sex',
    ];
    for (const person of all('person')) expect(Object.keys(person).toSorted()).toEqual(allowed);
  });
});

describe('the half year', () => {
  it('holds some 38,000 visits and 1,200 whistles in every stage', () => {
    expect(Math.abs(all('visit').length - 38_000)).toBeLessThan(1000);
    expect(Math.abs(all('whistle').length - 1200)).toBeLessThan(60);
    expect(new Set(all('whistle').map((whistle) => whistle.stage))).toEqual(new Set(whistleStages));
    const loops = all('whistle').flatMap(({ loop }) => loop ?? []);
    expect(loops.some(({ handBacks }) => handBacks > 0)).toBe(true);
    expect(loops.some(({ extensions }) => extensions > 0)).toBe(true);
    expect(loops.flatMap(({ evaluations }) => evaluations).length).toBeGreaterThan(40);
    expect(all('unit')).toHaveLength(55);
    expect(all('visit').some((visit) => visit.needs.length > 0)).toBe(true);
  });

  it('rests at weekends', () => {
    const weekdays = countBy(all('visit'), (visit) =>
      String(new Date(`${dayOf(visit.occurredAt)}T00:00:00Z`).getUTCDay()),
    );
    expect((weekdays['0'] ?? 0) * 2).toBeLessThan(weekdays['3'] ?? 0);
  });

  it('leaves a day of work in every grid and every inbox, with some that press', () => {
    const due = Object.values(countBy(dueOf(demo, now), (household) => household.grid));
    expect(due).toHaveLength(20);
    expect(due.every((count) => count >= 15 && count <= 26)).toBe(true);
    const open = all('whistle').filter((whistle) => whistle.stage === 'community');
    const perDesk = Object.values(countBy(open, (whistle) => whistle.grid.slice(0, 12)));
    expect(perDesk).toHaveLength(6);
    expect(perDesk.every((count) => count >= 12 && count <= 40)).toBe(true);
    const faces = countBy(open, (whistle) => (whistle.clocks[0] ? clockFace(whistle.clocks[0], now) : 'none'));
    expect(faces.overdue).toBeGreaterThan(3);
    expect(faces.overdue).toBeLessThan(20);
    expect(open.filter((whistle) => whistle.emergency).length).toBeGreaterThan(2);
  });

  it('refers to nothing that is not there', () => {
    const known = new Set(demo.rows.map(({ kind, row }) => `${kind} ${row.id}`));
    const accounts = new Set(demo.accounts.map(({ id }) => id));
    const refs = demo.rows.flatMap(refsOf);
    expect(refs.filter((ref) => !known.has(ref))).toEqual([]);
    for (const visit of all('visit')) expect(accounts.has(visit.by)).toBe(true);
    for (const whistle of all('whistle')) expect(accounts.has(whistle.raisedBy)).toBe(true);
  });

  it('replays: every whistle and visit follows from its audit by the rules', () => {
    const authors = new Map(demo.accounts.map((account: DemoAccount) => [account.id, authorOf(account)]));
    authors.set(clockAccount, { account: clockAccount, name: '时限', grants: [] });
    const made = new Set<RowKind>(['visit', 'whistle', 'event', 'photo', 'reportCode']);
    const opened = new Set(all('visit').flatMap((visit) => visit.needs));
    const before = demo.rows
      .filter(({ kind, row }) => !made.has(kind) && !opened.has(row.id as never))
      .map((entry): KindRow => (entry.kind === 'household' ? { kind: 'household', row: unvisited(entry.row) } : entry));
    const ledger = new Ledger(before, urgenciesOf(loadCatalogue()));
    // A mutation stands in the line of everything that it changed; it was done once.
    const deeds = demo.audit.filter(({ aggregate }) => aggregate.kind !== 'settings');
    const done = new Map(deeds.map((entry) => [entry.mutation, entry]));
    for (const { mutation, type, payload, by, phoneAt, at } of done.values()) {
      const author = authors.get(by);
      if (!author) throw new Error('an author that is not there');
      ledger.do({ mutation, type: type as never, by: author, at: phoneAt, now: at, payload: payload as never });
    }
    for (const { kind, row } of demo.rows)
      if (kind === 'visit' || kind === 'whistle' || kind === 'event') expect(ledger.read(kind, row.id)).toEqual(row);
  });
});

const unvisited = (row: RowByKind['household']): RowByKind['household'] => ({
  ...row,
  rev: 1,
  lastVisitAt: null,
  lastOutcome: null,
  visitDueOn: null,
  visitDuePart: null,
});

function refsOf({ kind, row }: KindRow): string[] {
  switch (kind) {
    case 'area':
      return row.parent === null ? [] : [`area ${row.parent}`];
    case 'category':
    case 'settings':
    case 'unit':
      return [];
    case 'grid':
      return [`area ${row.community}`, `basemap ${row.id}`];
    case 'basemap':
    case 'building':
      return [`grid ${row.grid}`];
    case 'household':
      return [`grid ${row.grid}`, `building ${row.building}`];
    case 'person':
    case 'need':
    case 'conflict':
    case 'entry':
    case 'seen':
      return [`household ${row.household}`];
    case 'visit':
      return [`household ${row.household}`, ...row.needs.map((need) => `need ${need}`)];
    case 'whistle':
      return [
        `grid ${row.grid}`,
        ...(row.household === null ? [] : [`household ${row.household}`]),
        ...(row.category === null ? [] : [`category ${row.category}`]),
        ...row.photos.map((photo) => `photo ${row.id}:${photo}`),
      ];
    case 'event':
    case 'photo':
      return [`whistle ${row.whistle}`];
    case 'reportCode':
      return [`whistle ${row.whistle}`, `unit ${row.unit}`];
  }
}

it('has an account for every role, a worker for every grid and a clerk for every community', () => {
  const list = demoAccountList(demo.accounts);
  const named = ['wangge', 'wangge2', 'shequ', 'jiedao', 'qu', 'shi', 'bumen', 'bumen2', 'lingdao', 'admin'];
  expect(named.every((username) => list.some((account) => account.username === username))).toBe(true);
  expect(new Set(list.map(({ username }) => username)).size).toBe(list.length);
  const areasOf = (role: string): Set<string> =>
    new Set(list.filter((one) => one.role === role).map((one) => one.area));
  expect(areasOf('worker')).toEqual(new Set(all('grid').map((grid) => grid.id)));
  expect(areasOf('community')).toEqual(new Set(all('grid').map((grid) => grid.community)));
});
