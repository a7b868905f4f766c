/** The rules of core as this phone runs them: at once, over what it was told and what it made. */
import type { WorkCalendar } from '../../core/calendar/workdays.ts';
import { districtOf } from '../../core/grid/grid.ts';
import { ok, type Result } from '../../core/lib/result.ts';
import { isoOf, msOf } from '../../core/lib/time.ts';
import type { LineKind, RowByKind } from '../../core/protocol/rows.ts';
import type { Grant } from '../../core/org/role.ts';
import { holdsScopes } from '../../core/org/scope.ts';
import { commandOf, firstBook, type RuleBook } from '../../core/rules/registry.ts';
import type { Decision, ReadRow } from '../../core/rules/rule.ts';
import { versionAt } from '../../core/settings/settings.ts';
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

let book: RuleBook = firstBook;
/** Changes when rules were learned: what was laid over without them is laid over again. */
let learned = 0;
export const rulesLearned = (): number => learned;

/**
 * The deeds of the loop come with the pages on which they can be done: whoever raises and answers does without them. Until
 * then a record of theirs waits unshown, and the server decides it all the same.
 */
export function learnRules(whole: RuleBook): void {
  if (book === whole) return;
  book = whole;
  learned += 1;
}

const isLoopType = (type: string): boolean => type.startsWith('whistle.');

/** The present is the moment of saving, corrected: the same record gives the same rows whenever it is looked at. */
export function rulesOf(account: SignedIn, calendar: WorkCalendar): Rules {
  return (record, { read, line }) => {
    if (!Object.hasOwn(book.rules, record.type) && isLoopType(record.type)) return ok({ rows: [] });
    const command = commandOf(record, book);
    if (!command.ok) return command;
    // Whoever holds no rows on her device leaves it to the server, which does.
    const post = account.grants.find(({ role }) => holdsScopes(role));
    if (!post) return ok({ rows: [] });
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
      retiredAt: (category) => read('category', category)?.retiredAt ?? null,
      settings: versionAt(read('settings', districtOfPost(post, read)), now)?.settings ?? null,
      read,
      line,
      searchKeysOf: () => '',
    });
  };
}

/** A unit's area is its id; its row says in which district it is. */
const districtOfPost = ({ role, area }: Grant, read: ReadRow): string =>
  districtOf(role === 'unit' ? (read('unit', area)?.area ?? '') : area);
