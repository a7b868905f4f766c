import { index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

/** Bytes that an account sent, under the hash that it named: the account's own claim on them, nobody else's. */
export const media = pgTable(
  'media',
  {
    district: text().notNull(),
    account: text().notNull(),
    sha256: text().notNull(),
    /** `refused`: they were not what they claimed. */
    state: text().$type<'here' | 'refused'>().notNull(),
    type: text().notNull(),
    width: integer(),
    height: integer(),
    at: timestamp('at', { withTimezone: true, precision: 3 }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.account, t.sha256] }), index('media_by_hash').on(t.district, t.sha256)],
);
