import type { ConflictRow } from '../../../../core/household/household.ts';
import type { OutboxRecord } from '../../../local/phone.ts';

/** The clashes of a received record between which nobody has chosen yet: a settled one has no row any more. */
export function openClashes(record: OutboxRecord, conflicts: readonly ConflictRow[]): ConflictRow[] {
  const { result } = record;
  if (result?.outcome !== 'applied' || !result.conflicts) return [];
  const { conflicts: named } = result;
  return conflicts.filter(({ id }) => named.includes(id));
}
