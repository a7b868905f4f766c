/**
 * Walks the audit and holds each entry against what is written in it: every line of a household or whistle is dense from 1,
 * and every entry's hash covers the one before it and itself. What was changed, taken out or put in between shows at
 * the first entry that does not fit.
 */
import type { PoolClient } from 'pg';
import type { AccountId, DeviceId } from '../../core/lib/id.ts';
import type { Json } from '../../core/lib/json.ts';
import { isoOf } from '../../core/lib/time.ts';
import { entryHash } from '../modules/sync/audit-chain.ts';
import type { AuditLine } from '../modules/sync/audit-lines.ts';
import type { AuditEntry } from '../modules/sync/store.ts';

export interface AuditFault {
  district: string;
  /** The household or whistle, or the day of a root. */
  line: string;
  /** Its place in the line. */
  n: number;
  why: 'missing' | 'changed' | 'root-missing' | 'root-changed';
}

export interface Walked {
  lines: number;
  entries: number;
  fault: AuditFault | null;
}

interface AuditRecord {
  kind: AuditLine['kind'];
  id: string;
  n: number;
  rev: number;
  mutation: string;
  type: string;
  payload: string;
  by: AccountId;
  device: DeviceId | null;
  phone_at: Date;
  clock_error_ms: string | null;
  at: Date;
  hash: string;
}

const each = 2_000;

/** In the caller's transaction: one moment. Stops at the first that does not fit. */
export async function walkAudit(client: PoolClient, district: string): Promise<Walked> {
  let line = '';
  let end = { n: 0, hash: '' };
  let [lines, entries] = [0, 0];
  for await (const record of recordsOf(client, district)) {
    const own = `${record.kind} ${record.id}`;
    if (own !== line) {
      [line, end] = [own, { n: 0, hash: '' }];
      lines += 1;
    }
    const n = end.n + 1;
    if (record.n !== n) return { lines, entries, fault: { district, line, n, why: 'missing' } };
    if (hashOf(end.hash, record) !== record.hash)
      return { lines, entries, fault: { district, line, n, why: 'changed' } };
    entries += 1;
    end = { n, hash: record.hash };
  }
  return { lines, entries, fault: null };
}

async function* recordsOf(client: PoolClient, district: string): AsyncGenerator<AuditRecord> {
  await client.query(
    `declare walked no scroll cursor for
     select kind, id, n, rev, mutation, type, payload, by_account as by, device, phone_at, clock_error_ms, at, hash
       from audit where district = $1 order by kind, id, n`,
    [district],
  );
  for (;;) {
    const { rows } = await client.query<AuditRecord>(`fetch ${each} from walked`);
    if (rows.length === 0) break;
    yield* rows;
  }
  await client.query('close walked');
}

/** '' where what is kept is not even readable. */
function hashOf(before: string, record: AuditRecord): string {
  const payload = jsonOf(record.payload);
  if (payload === undefined) return '';
  const entry: AuditEntry = {
    aggregate: { kind: record.kind, id: record.id },
    rev: record.rev,
    mutation: record.mutation,
    type: record.type,
    payload,
    by: record.by,
    device: record.device,
    phoneAt: isoOf(record.phone_at.getTime()),
    clockErrorMs: record.clock_error_ms === null ? null : Number(record.clock_error_ms),
    at: isoOf(record.at.getTime()),
  };
  return entryHash(before, record.n, entry);
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
