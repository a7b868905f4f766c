import type { Edit, Edits, FieldValue } from './household.ts';

/** What somebody changed: the value she saw and the one she wants (sync, "Merge by field"). */
export interface FieldChange {
  from: FieldValue;
  to: FieldValue;
}
export type FieldSet<Field extends string> = { readonly [F in Field]?: FieldChange | undefined };

export interface Clash<Field extends string> {
  field: Field;
  /** What this sender wanted. */
  mine: FieldValue;
  /** What stands, and who set it; null where nobody did since the roster was made. */
  theirs: FieldValue;
  theirEdit: Edit | null;
}

export interface Merged<Row, Field extends string> {
  row: Row;
  changed: Field[];
  clashes: Clash<Field>[];
}

/**
 * Fields are merged one by one: where the value still is the one she saw, hers is set; where it already is hers,
 * nothing happens; else what stands stays, and both are kept for a person to choose. Free text is appended, as long as
 * both together may stand in the field.
 * @param freeText the fields of free text, each with the most characters that it holds
 */
export function mergeFields<
  Field extends string,
  Row extends { rev: number; edits: Edits<Field> } & { [F in Field]: FieldValue },
>(
  before: Row,
  set: FieldSet<Field>,
  edit: Edit,
  freeText: { readonly [F in NoInfer<Field>]?: number } = {},
): Merged<Row, Field> {
  const values: { [F in Field]?: FieldValue } = {};
  const edits: Edits<Field> = { ...before.edits };
  const changed: Field[] = [];
  const clashes: Clash<Field>[] = [];
  const put = (field: Field, value: FieldValue): void => {
    values[field] = value;
    edits[field] = edit;
    changed.push(field);
  };
  // The keys of a set are the fields that its validator knows.
  for (const [field, change] of Object.entries(set) as [Field, FieldChange | undefined][]) {
    if (!change) continue;
    const now: FieldValue = before[field];
    if (now === change.to) continue;
    const together = appended(now, change.to);
    if (now === change.from) put(field, change.to);
    else if (field in freeText && together === now) continue;
    else if (lengthOf(together) <= (freeText[field] ?? -1)) put(field, together);
    else clashes.push({ field, mine: change.to, theirs: now, theirEdit: before.edits[field] ?? null });
  }
  if (changed.length === 0) return { row: before, changed, clashes };
  return { row: { ...before, ...values, edits, rev: before.rev + 1 }, changed, clashes };
}

const lengthOf = (text: FieldValue): number => Array.from(String(text ?? '')).length;

const appended = (now: FieldValue, more: FieldValue): FieldValue => {
  const [known, added] = [String(now ?? ''), String(more ?? '')];
  if (known.includes(added)) return now;
  return known === '' ? added : `${known}\n${added}`;
};
