import { payloads } from '../../../../core/protocol/payloads.ts';
import type { OutboxRecord } from '../../../local/phone.ts';
import { deskActions, emptyFields, type DecisionFields, type DeskAction } from './decision.ts';

/** A record of the outbox, read as the decision that it holds. */
export interface DecisionRecord extends DecisionFields {
  record: OutboxRecord;
  whistle: string;
  action: DeskAction;
}

export function asDecision(record: OutboxRecord): DecisionRecord | null {
  const action = deskActions.find((one) => record.type === `whistle.${one}`);
  if (!action) return null;
  const read = payloads[`whistle.${action}`].safeParse(record.payload);
  return read.success ? { ...emptyFields, ...read.data, record, action } : null;
}

export const decisionsOf = (records: readonly OutboxRecord[]): DecisionRecord[] =>
  records.flatMap((record) => {
    const decision = asDecision(record);
    return decision ? [decision] : [];
  });
