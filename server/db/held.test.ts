/**
 * What must not be held (lifecycle, last section), read from the schema itself: every member of every row, column and
 * payload stands on a list that somebody wrote, and none of them is one of the things that are refused.
 */
import { createHash } from 'node:crypto';
import { getTableColumns, getTableName } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { allPayloads as payloads } from '../../core/protocol/all-payloads.ts';
import type { AnyRow, RowByKind, RowKind } from '../../core/protocol/rows.ts';
import { isoOf } from '../../core/lib/time.ts';
import { makeDemo } from '../demo/demo.ts';
import { drawPictures, photosFrom } from '../demo/pictures.ts';
import * as desk from './schema/desk.ts';
import * as media from './schema/media.ts';
import * as org from './schema/org.ts';
import * as rows from './schema/rows.ts';
import * as sync from './schema/sync.ts';

type AboutPeople = 'household' | 'person' | 'need' | 'conflict' | 'entry' | 'seen' | 'visit';
/** Complete by type: a member that is added to a row does not compile until it stands here, and somebody has thought. */
const held: { [K in AboutPeople]: Record<keyof RowByKind[K], true> } = {
  household: {
    id: true,
    rev: true,
    grid: true,
    building: true,
    unit: true,
    floor: true,
    room: true,
    kind: true,
    name: true,
    phone: true,
    note: true,
    keys: true,
    needsHelp: true,
    visitEveryDays: true,
    lastVisitAt: true,
    lastOutcome: true,
    visitDueOn: true,
    visitDuePart: true,
    edits: true,
  },
  person: {
    id: true,
    rev: true,
    grid: true,
    household: true,
    name: true,
    birthYear: true,
    sex: true,
    phone: true,
    relation: true,
    keys: true,
    edits: true,
  },
  need: {
    id: true,
    rev: true,
    grid: true,
    household: true,
    kind: true,
    note: true,
    until: true,
    consent: true,
    openedBy: true,
    openedAt: true,
    step: true,
    steps: true,
    edits: true,
  },
  conflict: { id: true, rev: true, grid: true, household: true, on: true, field: true, mine: true, theirs: true },
  entry: { id: true, rev: true, grid: true, household: true, at: true, by: true, byName: true, what: true },
  seen: { id: true, rev: true, grid: true, household: true, on: true, by: true, byName: true },
  visit: {
    id: true,
    rev: true,
    grid: true,
    household: true,
    outcome: true,
    note: true,
    needs: true,
    occurredAt: true,
    recordedAt: true,
    by: true,
    byName: true,
    isAmended: true,
  },
};
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const isAboutPeople = (kind: RowKind): kind is AboutPeople => kind in held;

/** Members that a household's payloads may have, beside what names a row or a time. */
const said: Record<string, readonly string[]> = {
  'household.add': ['household', 'grid', 'building', 'unit', 'floor', 'room', 'kind', 'name', 'phone', 'note'],
  'household.amend': ['household', 'set', 'unit', 'floor', 'room', 'kind', 'name', 'phone', 'note', 'from', 'to'],
  'household.moveOut': ['household', 'people', 'on', 'kind'],
  'household.remove': ['household', 'reason'],
  'household.resolve': ['conflict', 'keep'],
  'person.add': ['person', 'household', 'name', 'birthYear', 'sex', 'phone', 'relation'],
  'person.amend': ['person', 'set', 'name', 'birthYear', 'sex', 'phone', 'relation', 'from', 'to'],
  'person.remove': ['person'],
  'need.open': ['household', 'need', 'kind', 'note', 'until', 'consent', 'how', 'by', 'at', 'wording', 'occurredAt'],
  'need.amend': ['need', 'set', 'note', 'until', 'from', 'to'],
  'need.follow': ['need', 'step', 'text', 'promisedFor'],
  'need.end': ['need'],
  'need.look': ['household', 'day'],
  'visit.record': [
    'visit',
    'household',
    'outcome',
    'note',
    'needs',
    'next',
    'on',
    'part',
    'occurredAt',
    'need',
    'kind',
    'until',
    'consent',
    'how',
    'by',
    'at',
    'wording',
  ],
  'visit.amend': ['visit', 'household', 'set', 'outcome', 'note', 'next', 'on', 'part'],
};

/** Words of a name, as `idCard`, `id_card` and `ID card` have them. */
const wordsOf = (name: string): string =>
  ` ${name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replaceAll(/[_\-.]/gu, ' ')
    .toLowerCase()} `;
const forbidden =
  /\b(id ?card|identity|id ?number|id ?no|passport|national ?id|ssn|religio\w*|faith|belief|church|ethnic\w*|minzu|nationality|race|politic\w*|party|member|membership|petition\w*|xinfang|criminal|crime|convict\w*|offen[cs]e|prison|psychiatr\w*|mental|face ?(id|print|recognition|data|template|embedding)|biometric\w*|fingerprint|track|trail|trajectory|route|footprints|heading|speed|punch|check ?in|rank|ranking|score|online ?(time|minutes|seconds))\b/u;
const refusedIn = (names: Iterable<string>): string[] => [...names].filter((name) => forbidden.test(wordsOf(name)));

/** Every member of a value at any depth. */
function membersOf(value: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) membersOf(one, into);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      into.add(name);
      membersOf(one, into);
    }
  return into;
}

interface Shape {
  _zod: { def: Record<string, unknown> };
}
const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null && '_zod' in value;

/** Every member of a validator at any depth: through what may be left out, lists, unions and what is made of it. */
function membersOfShape(shape: Shape, into = new Set<string>()): Set<string> {
  const { shape: members, ...rest } = shape._zod.def;
  for (const [name, one] of Object.entries((members ?? {}) as Record<string, unknown>)) {
    into.add(name);
    if (isShape(one)) membersOfShape(one, into);
  }
  for (const one of Object.values(rest).flat()) if (isShape(one)) membersOfShape(one, into);
  return into;
}

describe('the words that are refused', () => {
  it('are noticed as people would write them', () => {
    const bad = ['idCard', 'id_card', 'identityNumber', 'religion', 'ethnicGroup', 'partyMember', 'petitioner'];
    const worse = ['criminalRecord', 'psychiatric', 'faceId', 'walkTrack', 'onlineMinutes', 'rank', 'checkIn'];
    expect(refusedIn([...bad, ...worse])).toEqual([...bad, ...worse]);
    expect(refusedIn(['idle', 'surface', 'particle', 'department', 'interface', 'facet'])).toEqual([]);
  });
});

describe('rows about people', () => {
  const found = new Map<RowKind, Set<string>>();
  const deep = new Set<string>();
  beforeAll(async () => {
    const photos = photosFrom(drawPictures(20261).map(({ scene, svg }) => ({ scene, sha256: sha256(svg) })));
    const demo = await makeDemo(20261, isoOf(Date.UTC(2026, 10, 20, 8, 30)), Promise.resolve(photos));
    for (const { kind, row } of demo.rows) {
      const names = found.get(kind) ?? new Set<string>();
      found.set(kind, names);
      for (const name of Object.keys(row satisfies AnyRow)) names.add(name);
      if (isAboutPeople(kind)) membersOf(row, deep);
    }
  }, 120_000);

  it.each(Object.keys(held) as AboutPeople[])('hold nothing that is not on the list: %s', (kind) => {
    expect([...(found.get(kind) ?? [])].filter((name) => !(name in held[kind]))).toEqual([]);
  });

  it('hold nothing that is refused, at any depth', () => {
    expect(found.get('household')?.size).toBe(Object.keys(held.household).length);
    expect(refusedIn([...deep, ...Object.values(held).flatMap((row) => Object.keys(row))])).toEqual([]);
  });

  it('of every kind hold no track and no rank', () => {
    expect(refusedIn([...found.values()].flatMap((names) => [...names]))).toEqual([]);
  });
});

describe('payloads', () => {
  const about = Object.entries(payloads).filter(([type]) => /^(household|person|need|visit)\./u.test(type));

  it('about people are all on the list', () => {
    expect(about.map(([type]) => type).toSorted()).toEqual(Object.keys(said).toSorted());
  });

  it.each(about)('%s says nothing that is not on the list', (type, shape) => {
    const members = [...membersOfShape(shape as unknown as Shape)];
    expect(members.length).toBeGreaterThan(0);
    expect(members.filter((name) => !said[type]?.includes(name))).toEqual([]);
  });

  it('of every type ask for nothing that is refused', () => {
    for (const shape of Object.values(payloads))
      expect(refusedIn(membersOfShape(shape as unknown as Shape))).toEqual([]);
  });
});

describe('the database', () => {
  const tables = [desk, media, org, rows, sync].flatMap((schema) =>
    Object.values<unknown>({ ...schema }).filter((one) => one instanceof PgTable),
  );

  it('has no table and no column for what is refused', () => {
    expect(tables.length).toBeGreaterThan(20);
    const names = tables.flatMap((table) => [getTableName(table), ...Object.keys(getTableColumns(table))]);
    expect(refusedIn(names)).toEqual([]);
  });
});
