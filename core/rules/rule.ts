import type { WorkCalendar } from '../calendar/workdays.ts';
import type { CheckedPayloadOf, MutationType } from '../protocol/payloads.ts';
import type { KindRow, LineKind, LineRef, RowByKind, RowKind, RowRef } from '../protocol/rows.ts';
import type { ConflictId } from '../lib/id.ts';
import type { Result } from '../lib/result.ts';
import type { Iso } from '../lib/time.ts';
import type { Author } from '../org/role.ts';
import type { ReportCodes } from '../whistle/report-code.ts';
import type { DistrictSettings } from '../settings/settings.ts';

/**
 * One rule per mutation type: which rows it touches, and what it makes of them. The same rule runs on the phone
 * at once and on the server with authority; only what is handed in differs.
 */
export interface MutationRule<T extends MutationType> {
  type: T;
  /** Versions of the payload that are served; the newest first. */
  versions: readonly number[];
  /** Every row that `decide` reads: loaded and locked before it runs. `mutation` is its id. */
  touches: (payload: CheckedPayloadOf<T>, mutation: string) => (RowRef | LineRef)[];
  /** What else it reads once those are known: a person's household. Locked in a second round. */
  touchesThen?: (payload: CheckedPayloadOf<T>, read: ReadRow) => (RowRef | LineRef)[];
  decide: (payload: CheckedPayloadOf<T>, context: RuleContext) => Result<Decision>;
}

/** A touched row as it stands, or undefined. */
export type ReadRow = <K extends RowKind>(kind: K, id: string) => RowByKind[K] | undefined;

export interface RuleContext {
  author: Author;
  /** The mutation's own id: ids of what follows from it are made of it. */
  mutation: string;
  /** When the author acted, by the phone's clock corrected by its error at sending. */
  at: Iso;
  /** What the phone's clock is off by, in ms: add it to times in the payload. */
  clockErrorMs: number;
  /** The commit time on the server; on the phone, its own time. */
  now: Iso;
  base: number | null;
  expects: string | null;
  calendar: WorkCalendar;
  /** What the catalogue says of a category's urgency, as `U2` or `U1|U3`; '' where it is not known. */
  urgencyOf: (category: string | null) => string;
  /** Since when the catalogue gives a category to no whistle; null: it is in use. */
  retiredAt: (category: string) => Iso | null;
  /** What the district has set, as it holds now; null where nothing is known of it: the shipped settings hold. */
  settings: DistrictSettings | null;
  read: ReadRow;
  /** The rows of a touched line as they stand, in no order. */
  line: <K extends LineKind>(kind: K, of: string) => readonly RowByKind[K][];
  /** What a search looks in beside a name. The server knows; a phone, which carries no dictionary, answers ''. */
  searchKeysOf: (name: string) => string;
  /** The server makes and judges the codes of orders; a phone leaves it to the server. */
  reportCodes?: ReportCodes;
}

/** Rows as they stand afterwards; whoever stores them also lists them in the feeds of their scopes. */
export interface Decision {
  rows: KindRow[];
  /** Touched rows that are no more: erased, and deleted from every scope that held them. */
  gone?: RowRef[];
  /** Clashes that the sender is told of; their rows are among `rows`. */
  conflicts?: ConflictId[];
}
