import type { Day, Iso } from '../lib/time.ts';
import type { AccountId, BuildingId, ConflictId, EventId, HouseholdId, NeedId, PersonId } from '../lib/id.ts';
import type { GridCode } from '../grid/grid.ts';

/** Doors that are not lived in are held too: they are part of the building, and they change. */
export const householdKinds = ['lived', 'let', 'void', 'shop'] as const;
export type HouseholdKind = (typeof householdKinds)[number];

/** A household exists here to be helped: nothing stands in it that the law or the limits forbid. */
export interface HouseholdRow {
  id: HouseholdId;
  rev: number;
  grid: GridCode;
  building: BuildingId;
  unit: number;
  floor: number;
  /** As it stands on the door: `501`, `1层东`. */
  room: string;
  kind: HouseholdKind;
  /** Whom to ask for; empty where nobody lives. */
  name: string;
  phone: string | null;
  /** What to know at the door (`敲门要大声`); empty where there is nothing. Never why help is needed. */
  note: string;
  /** What a search looks in beside the name: its other script, pinyin, initials. The server fills it in. */
  keys: string;
  /** That help is needed, never why: the desk and the map show this alone. */
  needsHelp: boolean;
  /** Days between visits, from the kind of door and the needs; null: none planned. Not shown to the desk. */
  visitEveryDays: number | null;
  lastVisitAt: Iso | null;
  lastOutcome: 'met' | 'absent' | 'phone' | 'refused' | null;
  /** The day by which the next visit is due; null where none is planned. */
  visitDueOn: Day | null;
  /** The part of that day at which somebody is likely at home. */
  visitDuePart: DayPart | null;
  /** Who set each field last: both names are shown when two edits clash. */
  edits: Edits<HouseholdField>;
}

export const dayParts = ['morning', 'noon', 'afternoon', 'evening'] as const;
export type DayPart = (typeof dayParts)[number];

/** The fields of a door that people correct; merged one by one. */
export const householdFields = ['unit', 'floor', 'room', 'kind', 'name', 'phone', 'note'] as const;
export type HouseholdField = (typeof householdFields)[number];
export const personFields = ['name', 'birthYear', 'sex', 'phone', 'relation'] as const;
export type PersonField = (typeof personFields)[number];
export const needFields = ['note', 'until'] as const;
export type NeedField = (typeof needFields)[number];

/** Who set a field last, and when by server time. */
export interface Edit {
  by: AccountId;
  byName: string;
  at: Iso;
}
export type Edits<Field extends string> = Partial<Record<Field, Edit>>;

export interface PersonRow {
  id: PersonId;
  rev: number;
  grid: GridCode;
  household: HouseholdId;
  name: string;
  birthYear: number | null;
  sex: 'f' | 'm' | null;
  phone: string | null;
  /** To the first person of the household: `本人`, `配偶`, `子女`, ... */
  relation: string;
  keys: string;
  edits: Edits<PersonField>;
}

/** Welfare categories only (lifecycle, "What the product never holds or does"). */
export const needKinds = [
  'livingAlone',
  'disability',
  'lowIncome',
  'maternity',
  'illness',
  'care',
  'childAtRisk',
  'other',
] as const;
export type NeedKind = (typeof needKinds)[number];

export interface Consent {
  how: 'spoken' | 'signed';
  by: string;
  at: Iso;
  wording: string;
}

export interface NeedRow {
  id: NeedId;
  rev: number;
  grid: GridCode;
  household: HouseholdId;
  kind: NeedKind;
  note: string | null;
  /** The last day on which it may be held; then it is deleted. */
  until: Day;
  consent: Consent;
  openedBy: AccountId;
  openedAt: Iso;
  /** How far help has come: the step reached last, and each with who and when (Q3). */
  step: HelpStep;
  steps: readonly HelpTaken[];
  edits: Edits<NeedField>;
}

/** A need becomes help: noted, promised, delivered, and looked at once more (Q3). */
export const helpSteps = ['opened', 'promised', 'delivered', 'checked'] as const;
export type HelpStep = (typeof helpSteps)[number];

export interface HelpTaken {
  step: HelpStep;
  text: string | null;
  /** The day by which help was promised. */
  promisedFor: Day | null;
  at: Iso;
  by: AccountId;
  byName: string;
}

/** Two people set the same field to different values: both stand here until one of them chooses (X3). */
export interface ConflictRow {
  id: ConflictId;
  rev: number;
  grid: GridCode;
  household: HouseholdId;
  on: { kind: 'household'; id: HouseholdId } | { kind: 'person'; id: PersonId } | { kind: 'need'; id: NeedId };
  field: HouseholdField | PersonField | NeedField;
  /** What the later sender wanted; the row holds `theirs`. */
  mine: ConflictSide;
  theirs: ConflictSide;
}

export interface ConflictSide extends Edit {
  value: FieldValue;
}
/** Any value that a field may have. */
export type FieldValue = string | number | null;

/** A worker looked at why this household is helped: who and on which day; no minute, no place (docs/decisions/007). */
export interface SeenRow {
  /** `<household>:<account>:<day>`: nothing in it tells the minute, and the same look is the same row. */
  id: string;
  rev: number;
  grid: GridCode;
  household: HouseholdId;
  on: Day;
  by: AccountId;
  byName: string;
}

/** What was done to the roster of a door: who and when, which fields, never the values (they are in the audit). */
export interface EntryRow {
  id: EventId;
  rev: number;
  grid: GridCode;
  household: HouseholdId;
  at: Iso;
  by: AccountId;
  byName: string;
  what:
    | { type: 'household-added' }
    | { type: 'household-amended'; fields: readonly HouseholdField[] }
    | { type: 'moved-out'; on: Day; people: number; isEmpty: boolean }
    | { type: 'person-added' }
    | { type: 'person-amended'; fields: readonly PersonField[] }
    | { type: 'person-removed' }
    | { type: 'conflict-resolved'; field: HouseholdField | PersonField };
}
