import { index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/*
 * What the desks and the app itself keep beside the rows of sync.
 */

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Who looked at why a household is helped, and what for; can be shown to the household. */
export const look = pgTable(
  'look',
  {
    district: text().notNull(),
    id: text().notNull(),
    household: text().notNull(),
    by: text('by_account').notNull(),
    byName: text('by_name').notNull(),
    reason: text().notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] }), index('look_by_household').on(t.district, t.household, t.at)],
);

/** A clerk put a whistle aside for herself: no event, no pause, nobody else sees it. */
export const snooze = pgTable(
  'snooze',
  {
    district: text().notNull(),
    account: text().notNull(),
    whistle: text().notNull(),
    until: at('until').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.account, t.whistle] })],
);

/** A complaint about the app itself, from any face; read by the admin. */
export const complaint = pgTable(
  'complaint',
  {
    district: text().notNull(),
    id: text().notNull(),
    by: text('by_account').notNull(),
    byName: text('by_name').notNull(),
    face: text().notNull(),
    body: text().notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] }), index('complaint_by_time').on(t.district, t.at)],
);
