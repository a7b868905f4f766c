import type { Pool } from 'pg';

/**
 * The one seam to PostgreSQL. Today every district lies in one server; growing, districts spread over several, and
 * nothing but this changes: so a transaction touches one district, and `district = $1` stands in every statement.
 */
export interface Database {
  kind: 'embedded' | 'postgres';
  poolFor: (district: string) => Pool;
  /** Reference tables (meta, login, district): small, seldom written, the same everywhere. */
  reference: Pool;
  /** Reads on somebody's behalf have their second wall (server/db/read-limits.ts). */
  isWalled: boolean;
  /** The epoch that stands in `meta` now. */
  epoch: () => Promise<string>;
  close: () => Promise<void>;
}
