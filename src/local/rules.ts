/** The rules of core as this phone runs them: at once, over what it was told and what it made. */
import type { WorkCalendar } from '../../core/calendar/workdays.ts';
import type { Result } from '../../core/lib/result.ts';
import { isoOf, msOf } from '../../core/lib/time.ts';
import type { LineKind, RowByKind } from '../../core/protocol/rows.ts';
import { commandOf } from '../../core/rules/registry.ts';
import type { Decision, ReadRow } from '../../core/rules/rule.ts';
import { clampMs, type MadeMutation } from './made.ts';
import type { SignedIn } from './phone.ts';

export type ReadLine = <K extends LineKind>(kind: K, of: string) => readonly RowByKind[K][];
/** Rows as a rule reads them: one by its id, or all that hang on a parent. */
export interface Reading {
  read: ReadRow;
  line: ReadLine;
}
export type Decidable = Pick<
  MadeMutation,
  'id' | 'type' | 'v' | 'payload' | 'base' | 'expects' | 'savedAt' | 'correctionMs'
>;

export type Rules = (record: Decidable, reading: Reading) => Result<Decision>;

/** The present is the moment of saving, corrected: the same record gives the same rows whenever it is looked at. */
export function rulesOf(account: SignedIn, calendar: WorkCalendar): Rules {
  return (record, { read, line }) => {
    const command = commandOf(record);
    if (!command.ok) return command;
    const now = isoOf(clampMs(msOf(record.savedAt) + record.correctionMs));
    return command.value.decide({
      // Asked each time: a stand-in may begin or end while the app is open.
      author: { account: account.id, name: account.name, grants: account.grants },
      mutation: record.id,
      at: now,
      now,
      clockErrorMs: record.correctionMs,
      base: record.base,
      expects: record.expects,
      calendar,
      // A phone that lost what it was told has no catalogue: whether a category exists is the server's to say.
      urgencyOf: (category) => (category === null ? '' : (read('category', category)?.urgency ?? 'U3')),
      read,
      line,
      searchKeysOf: () => '',
    });
  };
}
