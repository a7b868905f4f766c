import { foreignKey, index, integer, pgTable, primaryKey, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type { Role } from '../../../core/org/role.ts';

/*
 * Reference tables: small, seldom written, the same on every server. No district in their keys.
 */

/** What the database says of itself: `epoch` and its history. */
export const meta = pgTable('meta', {
  key: text().primaryKey(),
  value: text().notNull(),
});

/** The districts that exist here; also the row to lock where a whole district must stand still. */
export const district = pgTable('district', {
  code: text().primaryKey(),
  name: text().notNull(),
});

/** Sign-in directory: in which district a username has its account. */
export const login = pgTable('login', {
  username: text().primaryKey(),
  district: text().notNull(),
  account: text().notNull(),
});

/*
 * Tables of a district: `district` comes first in every key.
 */

export const account = pgTable(
  'account',
  {
    district: text().notNull(),
    id: text().notNull(),
    username: text().notNull(),
    name: text().notNull(),
    /** `argon2id$<memory KiB>$<passes>$<salt>$<hash>`, both base64url. */
    passwordHash: text().notNull(),
    /** The password was made by a desk: it opens nothing but the choice of her own, and until then only. */
    onceUntil: timestamp('once_until', { withTimezone: true, precision: 3 }),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    /** From then on nobody signs in with it; its sessions end with it. */
    closedAt: timestamp({ withTimezone: true, precision: 3 }),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] }), unique().on(t.district, t.username)],
);

/** Who holds which role where, from when to when. Never deleted: what was written under it is judged by it. */
export const grant = pgTable(
  'grant_',
  {
    district: text().notNull(),
    account: text().notNull(),
    role: text().$type<Role>().notNull(),
    area: text().notNull(),
    from: timestamp('from_at', { withTimezone: true, precision: 3 }).notNull(),
    to: timestamp('to_at', { withTimezone: true, precision: 3 }),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.account, t.role, t.area, t.from] }),
    foreignKey({ columns: [t.district, t.account], foreignColumns: [account.district, account.id] }),
    index('grant_by_area').on(t.district, t.area),
  ],
);

/** Sessions: the token's hash alone is kept. */
export const session = pgTable(
  'session',
  {
    district: text().notNull(),
    tokenHash: text().notNull(),
    account: text().notNull(),
    createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    /** Slides while it is used. */
    endsAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    /** What it was started on, so that its owner knows it in a list (server/modules/session/system-of.ts). */
    system: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.tokenHash] }),
    foreignKey({ columns: [t.district, t.account], foreignColumns: [account.district, account.id] }),
    index('session_by_account').on(t.district, t.account),
    index('session_by_end').on(t.district, t.endsAt),
  ],
);

/** Wrong passwords by the hash of name and address (server/modules/session/throttle.ts). */
export const signInFailure = pgTable(
  'sign_in_failure',
  {
    district: text().notNull(),
    key: text().notNull(),
    count: integer().notNull(),
    since: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.key] }), index('sign_in_failure_by_time').on(t.district, t.since)],
);
