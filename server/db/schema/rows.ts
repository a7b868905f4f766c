import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { RowByKind, RowKind } from '../../../core/protocol/rows.ts';
import { readConflicts, readInDistrict, readInGrids, readNeeds, readWhistles } from './policies.ts';

/*
 * One table a kind of row, all of the same shape: the row itself as JSON, and beside it the columns by which lists
 * and rights look. Those are generated from the row, so they cannot disagree with it, and every table is written by
 * the same statement. Instants stay text: ISO 8601 in UTC, whose order is time's.
 */

const member = (name: string) => text().generatedAlwaysAs(sql.raw(`"row"->>'${name}'`));

const base = <K extends RowKind>() => ({
  district: text().notNull(),
  id: text().notNull(),
  rev: integer().notNull(),
  row: jsonb().$type<RowByKind[K]>().notNull(),
});

/** Of tables that no list looks up by grid. */
const rowGrid = `("row"->>'grid')`;

export const area = pgTable('area', { ...base<'area'>(), parent: member('parent'), level: member('level') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInDistrict(),
]);

export const category = pgTable('category', base<'category'>(), (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInDistrict(),
]);

export const unit = pgTable('unit', base<'unit'>(), (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInDistrict(),
]);

/** What a district has set: the version that holds, and those to come. All versions are in the audit. */
export const settings = pgTable('settings', base<'settings'>(), (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInDistrict(),
]);

export const grid = pgTable('grid', { ...base<'grid'>(), community: member('community') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInGrids('id'),
  index('grid_by_community').on(t.district, t.community),
]);

export const basemap = pgTable('basemap', { ...base<'basemap'>(), grid: member('grid') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInGrids('grid'),
]);

export const building = pgTable('building', { ...base<'building'>(), grid: member('grid') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInGrids('grid'),
  index('building_by_grid').on(t.district, t.grid),
]);

export const household = pgTable('household', { ...base<'household'>(), grid: member('grid') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInGrids('grid'),
  index('household_by_grid').on(t.district, t.grid),
]);

export const person = pgTable('person', { ...base<'person'>(), household: member('household') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInGrids(rowGrid),
  index('person_by_household').on(t.district, t.household),
]);

export const need = pgTable('need', { ...base<'need'>(), household: member('household') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readNeeds(rowGrid),
  index('need_by_household').on(t.district, t.household),
]);

export const conflict = pgTable('conflict', { ...base<'conflict'>(), household: member('household') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readConflicts(rowGrid),
  index('conflict_by_household').on(t.district, t.household),
]);

export const entry = pgTable('entry', { ...base<'entry'>(), household: member('household') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readInGrids(rowGrid),
  index('entry_by_household').on(t.district, t.household),
]);

/** Who looked at needs on a phone; `look` holds the clerks' looks. */
export const seen = pgTable('seen', { ...base<'seen'>(), household: member('household') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  index('seen_by_household').on(t.district, t.household),
]);

export const visit = pgTable(
  'visit',
  {
    ...base<'visit'>(),
    grid: member('grid'),
    household: member('household'),
    occurredAt: text('occurred_at').generatedAlwaysAs(sql.raw(`"row"->>'occurredAt'`)),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    readInGrids('grid'),
    index('visit_by_grid').on(t.district, t.grid, t.occurredAt),
    index('visit_by_household').on(t.district, t.household),
  ],
);

/**
 * By what a whistle is found, each key with its month before it (`2026-11电梯`): the pairs of neighbouring characters of
 * its text, its category, street and community, as `searchKeysOf` has them. A search asks month by month, newest first,
 * so that it reads a page's worth and not all that ever matched. Characters are doubled and cut in twos: pairs, by
 * functions that the database has.
 */
export const whistleSearchKeys = `(string_to_array(regexp_replace(substr(regexp_replace(regexp_replace(lower(
  coalesce("row"->>'text', '')), '[ \\t\\r\\n　]', '', 'g'), '(.)', '\\1\\1', 'g'), 2), '(..)', left("row"->>'raisedAt', 7) || '\\1 ', 'g'), ' ')
  || array[left("row"->>'raisedAt', 7) || 'c:' || coalesce("row"->>'category', ''),
    left("row"->>'raisedAt', 7) || 'a:' || left("row"->>'grid', 9),
    left("row"->>'raisedAt', 7) || 'a:' || left("row"->>'grid', 12)])`;

export const whistle = pgTable(
  'whistle',
  {
    ...base<'whistle'>(),
    grid: member('grid'),
    stage: member('stage'),
    raisedAt: text('raised_at').generatedAlwaysAs(sql.raw(`"row"->>'raisedAt'`)),
    raisedBy: text('raised_by').generatedAlwaysAs(sql.raw(`"row"->>'raisedBy'`)),
    street: text().generatedAlwaysAs(sql.raw(`left("row"->>'grid', 9)`)),
    community: text().generatedAlwaysAs(sql.raw(`left("row"->>'grid', 12)`)),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    readWhistles('grid'),
    index('whistle_by_time').on(t.district, t.raisedAt, t.id),
    index('whistle_by_stage').on(t.district, t.stage, t.raisedAt, t.id),
    index('whistle_by_street').on(t.district, t.street, t.raisedAt, t.id),
    index('whistle_by_community').on(t.district, t.community, t.raisedAt, t.id),
    index('whistle_by_search').using('gin', sql.raw(whistleSearchKeys)).with({ gin_pending_list_limit: 2048 }),
  ],
);

export const event = pgTable('event', { ...base<'event'>(), whistle: member('whistle') }, (t) => [
  primaryKey({ columns: [t.district, t.id] }),
  readWhistles(rowGrid),
  index('event_by_whistle').on(t.district, t.whistle, t.rev),
]);

export const photo = pgTable(
  'photo',
  {
    ...base<'photo'>(),
    grid: member('grid'),
    whistle: member('whistle'),
    sha256: member('sha256'),
    state: member('state'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    readWhistles('grid'),
    index('photo_by_whistle').on(t.district, t.whistle),
    index('photo_by_hash').on(t.district, t.sha256),
  ],
);

/** Read under the community's mask alone. */
export const reportCode = pgTable(
  'reportcode',
  { ...base<'reportCode'>(), grid: member('grid'), whistle: member('whistle') },
  (t) => [
    primaryKey({ columns: [t.district, t.id] }),
    readInGrids('grid'),
    index('reportcode_by_whistle').on(t.district, t.whistle),
  ],
);

/** The table of each kind: complete by type. */
export const rowTables = {
  area,
  category,
  unit,
  settings,
  grid,
  basemap,
  building,
  household,
  person,
  need,
  conflict,
  entry,
  seen,
  visit,
  whistle,
  event,
  photo,
  reportCode,
} satisfies Record<RowKind, unknown>;
