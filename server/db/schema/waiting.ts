import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { readInGrids } from './policies.ts';

/**
 * What waits for whom (core/whistle/waiting.ts), written with the whistle in one transaction: a line a holder under
 * the key '' and one under each key by which it is found. Each key's lines stand in the order in which clocks end,
 * so that a page of a list or of a search is one short walk along the index, however many whistles there are.
 * Whistles at the community and ended ones have no lines.
 */
export const waiting = pgTable(
  'waiting',
  {
    district: text().notNull(),
    /** An area's code or a unit's id. */
    holder: text().notNull(),
    key: text().notNull(),
    /** Of the clock that ends first, `9999` where none runs: ISO 8601 in UTC, as everything here. */
    dueAt: text('due_at').notNull(),
    whistle: text().notNull(),
    /** When the last fifth of that clock begins. */
    soonAt: text('soon_at').notNull(),
    stage: text().notNull(),
    category: text(),
    grid: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.holder, t.key, t.dueAt, t.whistle] }),
    readInGrids('grid'),
    index('waiting_by_whistle').on(t.district, t.whistle),
  ],
);
