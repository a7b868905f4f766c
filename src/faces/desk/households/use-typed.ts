import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { FieldValue } from '../../../../core/household/household.ts';
import {
  changedOnly,
  readAll,
  typedOf,
  type FieldProblem,
  type RosterField,
} from '../../../features/household/form-fields.ts';

/** One form as it is typed at the desk: in memory alone, for others sit at this computer too. */
export interface Typed<F extends RosterField> {
  now: Readonly<ShallowRef<Readonly<Record<F, string>>>>;
  /** Beside its field, once saving was tried. */
  problems: ComputedRef<Partial<Record<F, FieldProblem>>>;
  set: (field: F, text: string) => void;
  /** @returns all values; null where something is wrong, which then stands beside its field */
  read: () => Record<F, FieldValue> | null;
  /** Of those values only what differs from what was seen. */
  changed: (values: Readonly<Record<F, FieldValue>>) => { [K in F]?: { from: FieldValue; to: FieldValue } };
}

export function useTyped<F extends RosterField>(
  fields: readonly F[],
  required: readonly F[],
  seen: Readonly<Record<F, FieldValue>>,
): Typed<F> {
  const now: ShallowRef<Readonly<Record<F, string>>> = shallowRef(
    Object.fromEntries(fields.map((field) => [field, typedOf(seen[field])])) as Record<F, string>,
  );
  const isTried = shallowRef(false);
  const checked = computed(() => readAll(now.value, fields, required));
  return {
    now,
    problems: computed(() => (isTried.value ? checked.value.problems : {})),
    set(field, text) {
      now.value = { ...now.value, [field]: text };
    },
    read() {
      isTried.value = true;
      return Object.keys(checked.value.problems).length === 0 ? checked.value.values : null;
    },
    changed: (values) => changedOnly(seen, values),
  };
}
