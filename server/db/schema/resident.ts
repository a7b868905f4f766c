import { index, integer, pgTable, primaryKey, text, timestamp, unique } from 'drizzle-orm/pg-core';

/*
 * What residents reach without an account: links to one whistle each.
 */

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * A link given to a resident: whoever holds it follows the whistle, or casts one ballot. Only hashes are kept, so whoever
 * reads the table cannot use one; nobody's name stands beside it.
 */
export const whistleLink = pgTable(
  'whistle_link',
  {
    district: text().notNull(),
    tokenHash: text().notNull(),
    /** The voice with which it speaks: a UUIDv7 that says nothing of whoever holds it. */
    voice: text().notNull(),
    whistle: text().notNull(),
    kind: text().$type<'follow' | 'ballot'>().notNull(),
    /** Of a ballot's short code, for those who type it from paper. */
    codeHash: text(),
    by: text('by_account').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.tokenHash] }),
    unique('whistle_link_by_code').on(t.district, t.codeHash),
    index('whistle_link_by_whistle').on(t.district, t.whistle, t.kind),
  ],
);

/** How often something was tried lately, by the hash of who tried what (server/modules/resident/tries.ts). */
export const linkTry = pgTable(
  'link_try',
  {
    district: text().notNull(),
    key: text().notNull(),
    count: integer().notNull(),
    since: at('since').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.key] }), index('link_try_by_time').on(t.district, t.since)],
);
