import { sql } from 'drizzle-orm';
import {
  bigint,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { session } from './org.ts';
import { readInScopes, readSnapshots } from './policies.ts';
import type { Mask } from '../../../core/org/scope.ts';
import type { Outcome } from '../../../core/protocol/push.ts';
import type { AuditLine } from '../../modules/sync/audit-lines.ts';
import type { EffectKind } from '../../modules/sync/effect.ts';

/*
 * The bookkeeping of sync (server/modules/sync). Nothing here refers to the rows of a kind by a foreign key: a
 * result or an audit entry outlives them.
 */

const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** A copy of the app that sends: its numbers are dense and belong to one account. */
export const device = pgTable(
  'device',
  {
    district: text().notNull(),
    id: text().notNull(),
    account: text().notNull(),
    lastSeq: bigint('last_seq', { mode: 'number' }).notNull(),
    clockErrorMs: bigint('clock_error_ms', { mode: 'number' }),
    seenAt: at('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] }), index('device_by_account').on(t.district, t.account)],
);

/** The answer to each mutation, kept 18 months. */
export const mutationResult = pgTable(
  'mutation_result',
  {
    district: text().notNull(),
    device: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    id: text().notNull(),
    hash: text().notNull(),
    outcome: jsonb().$type<Outcome>().notNull(),
    /** 1 where the id was answered for the first time, 0 where a later number named it again. */
    isFirst: integer('is_first').notNull(),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.device, t.seq] }),
    uniqueIndex('mutation_result_by_id')
      .on(t.district, t.id)
      .where(sql`is_first = 1`),
  ],
);

/** How far each scope's feed goes. Its row is locked last, so versions come in the order of commits. */
export const scopeHead = pgTable(
  'scope_head',
  {
    district: text().notNull(),
    scope: text().notNull(),
    head: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.scope] }), readInScopes()],
);

/** The last change of each row in each scope. */
export const feed = pgTable(
  'feed',
  {
    district: text().notNull(),
    scope: text().notNull(),
    kind: text().notNull(),
    id: text().notNull(),
    version: bigint({ mode: 'number' }).notNull(),
    op: text().$type<'put' | 'leave' | 'delete'>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.scope, t.kind, t.id] }),
    unique('feed_by_version').on(t.district, t.scope, t.version),
    readInScopes(),
  ],
);

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

/** The newest snapshot of each scope and mask: made from the rows, thrown away at will, never in a backup. */
export const snapshot = pgTable(
  'snapshot',
  {
    district: text().notNull(),
    scope: text().notNull(),
    mask: text().$type<Mask>().notNull(),
    epoch: text().notNull(),
    version: bigint({ mode: 'number' }).notNull(),
    rows: integer().notNull(),
    /** Of the text that a phone reads; the body is that text, compressed. */
    bytes: integer().notNull(),
    sha256: text().notNull(),
    body: bytea().notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.scope, t.mask] }), readSnapshots()],
);

/** Who did what, never changed. `hash` covers the entry and the hash before it in the same line. */
export const audit = pgTable(
  'audit',
  {
    district: text().notNull(),
    /** The household, whistle, category or settings whose line it is, and its place in that line: 1, 2, 3 ... */
    kind: text().$type<AuditLine['kind']>().notNull(),
    id: text().notNull(),
    n: integer().notNull(),
    rev: integer().notNull(),
    mutation: text().notNull(),
    type: text().notNull(),
    /** Canonical JSON as text: what was hashed stays what is kept, and every character can be. */
    payload: text().notNull(),
    by: text('by_account').notNull(),
    device: text(),
    phoneAt: at('phone_at').notNull(),
    clockErrorMs: bigint('clock_error_ms', { mode: 'number' }),
    at: at('at').notNull(),
    hash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.kind, t.id, t.n] }), index('audit_by_time').on(t.district, t.at)],
);

/** The district's number of the day. */
export const receiptCounter = pgTable(
  'receipt_counter',
  {
    district: text().notNull(),
    day: text().notNull(),
    last: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.day] })],
);

/** Mutations on which a rule failed, kept for the operators as they came. */
export const quarantine = pgTable(
  'quarantine',
  {
    district: text().notNull(),
    device: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    account: text().notNull(),
    /** The mutation as JSON text. */
    body: text().notNull(),
    fault: text().notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.device, t.seq] })],
);

/**
 * What is still to be done because something happened: written in the same transaction as what happened, deleted in
 * the one in which it is done (server/jobs/effects.ts).
 */
export const effect = pgTable(
  'effect',
  {
    district: text().notNull(),
    id: text().notNull(),
    kind: text().$type<EffectKind>().notNull(),
    /** What it needs to be done, by its kind. */
    payload: jsonb().notNull(),
    at: at('at').notNull(),
    /** Not before then: later after each try that failed. */
    dueAt: at('due_at').notNull(),
    tries: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.id] }), index('effect_by_due').on(t.district, t.dueAt, t.id)],
);

/** What somebody is told in the app; made by an effect, whose id it carries. Those of one whistle are shown as one. */
export const notice = pgTable(
  'notice',
  {
    district: text().notNull(),
    id: text().notNull(),
    account: text().notNull(),
    kind: text().$type<EffectKind>().notNull(),
    payload: jsonb().notNull(),
    /** The whistle that it is about; null: it is about none. */
    whistle: text(),
    at: at('at').notNull(),
    /** Null while its reader has not seen it. */
    seenAt: at('seen_at'),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.id, t.account] }),
    index('notice_by_account').on(t.district, t.account, t.at),
    index('notice_by_time').on(t.district, t.at),
  ],
);

/** Up to when the clocks of a district were looked at for reminders (server/jobs/reminders.ts). */
export const reminded = pgTable('reminded', {
  district: text().primaryKey(),
  upTo: at('up_to').notNull(),
});

/** One hash a day over the ends of all lines of the audit, tied to the day before (server/audit). */
export const auditRoot = pgTable(
  'audit_root',
  {
    district: text().notNull(),
    day: text().notNull(),
    /** How many lines there were, and how many entries in them. */
    lines: integer().notNull(),
    entries: integer().notNull(),
    before: text('before_root').notNull(),
    root: text().notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.day] })],
);

/** Files of what a phone could not send, each a device of its own: from which phone, and who took it in. */
export const unsentIntake = pgTable(
  'unsent_intake',
  {
    district: text().notNull(),
    device: text().notNull(),
    account: text().notNull(),
    fileDevice: text('file_device').notNull(),
    takenBy: text('taken_by').notNull(),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.device] })],
);

/** Under which sessions a device asked: one browser has one session, and one device unless its storage was emptied. */
export const sessionDevice = pgTable(
  'session_device',
  {
    district: text().notNull(),
    session: text().notNull(),
    device: text().notNull(),
    at: at('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.district, t.session, t.device] }),
    foreignKey({ columns: [t.district, t.session], foreignColumns: [session.district, session.tokenHash] }).onDelete(
      'cascade',
    ),
  ],
);

/** Phones that were emptied: the device that came back, and the one that it was before. */
export const emptied = pgTable(
  'emptied',
  {
    district: text().notNull(),
    device: text().notNull(),
    account: text().notNull(),
    former: text().notNull(),
    lastSeq: bigint('last_seq', { mode: 'number' }).notNull(),
    seenAt: at('seen_at').notNull(),
    noticedAt: at('noticed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.district, t.device] }), index('emptied_by_account').on(t.district, t.account)],
);
