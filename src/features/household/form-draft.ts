import type { FieldValue } from '../../../core/household/household.ts';

/**
 * A form that is being filled in, kept from its first letter on. What she saw is kept with what she typed: a correction
 * that is taken up after a kill still says what it changes from. The id of what it adds is given at once: whatever dies
 * in between, saving it a second time is the same thing.
 */
export interface FormDraft<F extends string = string> {
  /** The path of the form, to come back to. */
  path: string;
  /** Of what is added; null where something is corrected. */
  id: string | null;
  seen: Readonly<Record<F, FieldValue>>;
  now: Readonly<Record<F, string>>;
}

const prefix = 'form:';
export const formKey = (path: string): string => `${prefix}${path}`;
export const isFormKey = (key: string): boolean => key.startsWith(prefix);

const isRecordOf = (value: unknown, fields: readonly string[], isFit: (one: unknown) => boolean): boolean =>
  typeof value === 'object' &&
  value !== null &&
  fields.every((field) => isFit((value as Record<string, unknown>)[field]));

const isValue = (one: unknown): boolean => one === null || typeof one === 'string' || typeof one === 'number';

/** A draft as it was kept, or null where there is none or an older app wrote another shape. */
export function asFormDraft<F extends string>(value: unknown, fields: readonly F[]): FormDraft<F> | null {
  if (typeof value !== 'object' || value === null) return null;
  const draft = value as Partial<FormDraft<F>>;
  const isWhole =
    typeof draft.path === 'string' &&
    (draft.id === null || typeof draft.id === 'string') &&
    isRecordOf(draft.now, fields, (one) => typeof one === 'string') &&
    isRecordOf(draft.seen, fields, isValue);
  return isWhole ? (draft as FormDraft<F>) : null;
}
