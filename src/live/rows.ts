import { computed, onScopeDispose, shallowRef, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { assert } from '../../core/lib/assert.ts';
import type { RowByKind, RowKind } from '../../core/protocol/rows.ts';
import type { Phone } from '../local/phone.ts';
import { useSession } from './session.ts';

/** The open phone. Screens that use it stand behind the sign-in, so its absence is a bug. */
export function usePhone(): Phone {
  const phone = useSession().phone;
  assert(phone, 'somebody is signed in on this screen');
  return phone;
}

/** A number that changes with the view; reading it makes a computed look again. */
export function useViewVersion(): () => number {
  const version = shallowRef(0);
  onScopeDispose(usePhone().view.onChange(() => version.value++));
  return () => version.value;
}

/** All rows of a kind: the same array until one of them changes. */
export function useRows<K extends RowKind>(kind: K): ComputedRef<readonly RowByKind[K][]> {
  const { view } = usePhone();
  const version = useViewVersion();
  return computed(() => (version(), view.all(kind)));
}

export function useRow<K extends RowKind>(
  kind: K,
  id: MaybeRefOrGetter<string | null | undefined>,
): ComputedRef<RowByKind[K] | undefined> {
  const { view } = usePhone();
  const version = useViewVersion();
  return computed(() => {
    version();
    const wanted = toValue(id);
    return wanted === null || wanted === undefined ? undefined : view.get(kind, wanted);
  });
}

/** Rows whose member has a value: `useWhere('visit', 'household', () => household.id)`. */
export function useWhere<K extends RowKind>(
  kind: K,
  member: keyof RowByKind[K] & string,
  value: MaybeRefOrGetter<string>,
): ComputedRef<readonly RowByKind[K][]> {
  const { view } = usePhone();
  const version = useViewVersion();
  return computed(() => (version(), view.where(kind, member, toValue(value))));
}

/** Whether own work that the server has not confirmed stands in a row. */
export function useOwnUnsent(kind: RowKind, id: MaybeRefOrGetter<string>): ComputedRef<boolean> {
  const { view } = usePhone();
  const version = useViewVersion();
  return computed(() => (version(), view.isOwnUnsent(kind, toValue(id))));
}
