import type { Pool, PoolClient } from 'pg';
import { withoutLimits } from '../db/connect.ts';
import { inTransaction } from '../db/transaction.ts';
import { checkAuditRoots, rootsOf } from './roots.ts';
import { walkAudit, type AuditFault } from './walk.ts';

export type VerifyFault = Omit<AuditFault, 'why'> & { why: AuditFault['why'] | 'root-differs' };

export interface Verified {
  districts: number;
  lines: number;
  entries: number;
  roots: number;
  /** The first that does not fit. */
  fault: VerifyFault | null;
}

/**
 * Every line and every root of every district, of one moment.
 * @param known roots that were kept elsewhere
 */
export function verifyAudit(
  pool: Pool,
  known: readonly { district: string; day: string; root: string }[],
): Promise<Verified> {
  return inTransaction(
    pool,
    async (client) => {
      await withoutLimits(client);
      const { rows } = await client.query<{ district: string }>(
        'select district from audit union select district from audit_root order by 1',
      );
      const sum: Verified = { districts: 0, lines: 0, entries: 0, roots: 0, fault: null };
      for (const { district } of rows) {
        const walked = await walkAudit(client, district);
        const checked = await checkAuditRoots(client, district);
        sum.districts += 1;
        sum.lines += walked.lines;
        sum.entries += walked.entries;
        sum.roots += checked.roots;
        sum.fault = walked.fault ?? checked.fault;
        if (sum.fault) return sum;
      }
      return { ...sum, fault: await heldAgainst(client, known) };
    },
    'begin isolation level repeatable read read only',
  );
}

async function heldAgainst(
  client: PoolClient,
  known: readonly { district: string; day: string; root: string }[],
): Promise<VerifyFault | null> {
  for (const { district, day, root } of known) {
    const own = (await rootsOf(client, district)).find((one) => one.day === day);
    if (own?.root !== root) return { district, line: day, n: 0, why: 'root-differs' };
  }
  return null;
}
