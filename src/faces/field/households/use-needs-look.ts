/**
 * Opening the reasons why a household is helped. The look is on this phone's disk before a reason is on its screen, once
 * per household and day; it goes to the server by itself and no list shows it (docs/decisions/007).
 */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { dayOf } from '../../../../core/calendar/day.ts';
import type { HouseholdId } from '../../../../core/lib/id.ts';
import type { Refusal } from '../../../../core/lib/result.ts';
import type { Day } from '../../../../core/lib/time.ts';
import type { PayloadOf } from '../../../../core/protocol/payloads.ts';
import { deviceTime, useToday } from '../../../live/now.ts';
import { usePhone } from '../../../live/rows.ts';

export interface NeedsLook {
  isShown: ComputedRef<boolean>;
  refusal: Readonly<ShallowRef<Refusal | null>>;
  show: () => Promise<void>;
}

/** One household is open at a time; from its needs and back it stays so, at the next door it is folded again. */
const opened = shallowRef<{ household: HouseholdId; today: Day } | null>(null);

export function useNeedsLook(household: () => HouseholdId): NeedsLook {
  const { outbox } = usePhone();
  const today = useToday();
  const refusal = shallowRef<Refusal | null>(null);
  const isShown = computed(() => opened.value?.household === household() && opened.value.today === today.value);

  /** The server puts a clock right that is off; the record tells this phone's own day. */
  async function keep(): Promise<boolean> {
    const said: PayloadOf<'need.look'> = { household: household(), day: dayOf(deviceTime()) };
    const isKept = outbox.all().some(({ type, payload, state }) => {
      if (type !== 'need.look' || state === 'discarded' || state === 'refused') return false;
      const before = payload as PayloadOf<'need.look'>;
      return before.household === said.household && before.day === said.day;
    });
    if (isKept) return true;
    const saved = await outbox.save({ type: 'need.look', payload: said });
    refusal.value = saved.ok ? null : saved.refusal;
    return saved.ok;
  }

  async function show(): Promise<void> {
    const wanted = { household: household(), today: today.value };
    if (await keep()) opened.value = wanted;
  }
  return { isShown, refusal, show };
}
