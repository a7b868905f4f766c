import type { FieldValue, HouseholdField, PersonField } from '../../../core/household/household.ts';
import { holdsIdentityNumber, isPhoneNumber } from '../../../core/household/limits.ts';
import { isStorable, lengthOf } from '../../../core/protocol/text.ts';

/**
 * The fields of a door and of a person as they are typed: always text. Each is read back into the value that a row
 * holds, or what is wrong with it is said beside it, before anything is saved.
 */
export const doorFields = [
  'kind',
  'unit',
  'floor',
  'room',
  'name',
  'phone',
  'note',
] as const satisfies HouseholdField[];
export const personFields = ['name', 'relation', 'birthYear', 'sex', 'phone'] as const satisfies PersonField[];
export type RosterField = HouseholdField | PersonField;

export type FieldProblem =
  | 'missing'
  | 'too-long'
  | 'not-storable'
  | 'identity-number'
  | 'not-a-number'
  | 'out-of-range'
  | 'not-a-phone';

export type ReadField = { ok: true; value: FieldValue } | { ok: false; problem: FieldProblem };

/** The longest text of each, in characters; the validators of core say the same. */
const longest: Partial<Record<RosterField, number>> = { name: 60, phone: 30, room: 20, note: 500, relation: 20 };

const wrong = (problem: FieldProblem): ReadField => ({ ok: false, problem });

/** @param isRequired a person has a name; a door may stand without one */
export function readField(field: RosterField, typed: string, isRequired: boolean): ReadField {
  const text = field === 'note' ? typed.trimEnd() : typed.trim();
  if (!isStorable(text)) return wrong('not-storable');
  if (holdsIdentityNumber(text)) return wrong('identity-number');
  const max = longest[field];
  if (max !== undefined && lengthOf(text) > max) return wrong('too-long');
  if (text === '' && isRequired) return wrong('missing');
  switch (field) {
    case 'unit':
    case 'floor':
      return readNumber(text, -9, 200);
    case 'birthYear':
      return text === '' ? { ok: true, value: null } : readNumber(text, 1890, 2200);
    case 'phone': {
      if (text === '') return { ok: true, value: null };
      return isPhoneNumber(text) ? { ok: true, value: text.normalize('NFKC') } : wrong('not-a-phone');
    }
    case 'sex':
      return { ok: true, value: text === '' ? null : text };
    case 'kind':
    case 'room':
    case 'name':
    case 'note':
    case 'relation':
      return { ok: true, value: text };
  }
}

function readNumber(text: string, min: number, max: number): ReadField {
  const plain = text.normalize('NFKC');
  if (!/^-?\d{1,4}$/u.test(plain)) return wrong('not-a-number');
  const value = Number(plain);
  return value >= min && value <= max ? { ok: true, value } : wrong('out-of-range');
}

export const typedOf = (value: FieldValue): string => (value === null ? '' : String(value));

/** Everything typed, read: what is wrong with which field, else all values. */
export function readAll<F extends RosterField>(
  now: Readonly<Record<F, string>>,
  fields: readonly F[],
  required: readonly F[],
): { values: Record<F, FieldValue>; problems: Partial<Record<F, FieldProblem>> } {
  const values = {} as Record<F, FieldValue>;
  const problems: Partial<Record<F, FieldProblem>> = {};
  for (const field of fields) {
    const read = readField(field, now[field], required.includes(field));
    if (read.ok) values[field] = read.value;
    else problems[field] = read.problem;
  }
  return { values, problems };
}

/** Only what was changed goes on its way, each with what she saw (sync, "Merge by field"). */
export const changedOnly = <F extends string>(
  seen: Readonly<Record<NoInfer<F>, FieldValue>>,
  values: Readonly<Record<F, FieldValue>>,
): { [K in F]?: { from: FieldValue; to: FieldValue } } =>
  Object.fromEntries(
    (Object.keys(values) as F[])
      // An empty text and none are the same to whoever reads the form.
      .filter((field) => typedOf(seen[field]) !== typedOf(values[field]))
      .map((field) => [field, { from: seen[field], to: values[field] }]),
  ) as { [K in F]?: { from: FieldValue; to: FieldValue } };
