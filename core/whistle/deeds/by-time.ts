/** What a person may do at any time, and time itself when a clock was missed; and what time alone does. */
import { ok, refuse } from '../../lib/result.ts';
import { nextPress, supervisedFrom } from '../pressing.ts';
import { recountsOf } from '../recount.ts';
import { against, type Deed } from './deed.ts';

/** A person presses as often as she has words; time once for each step of each missed clock. */
export const press: Deed<'press'> = (_, { of }, { parts, clocks, now }) => {
  if (!parts.includes('time')) return of === undefined ? ok({}) : refuse('invalid', 'of: time alone names a clock');
  const missed = clocks.find(
    (clock) => clock.name === of?.clock && clock.unit === of.unit && clock.dueAt === of.dueAt && nextPress(clock),
  );
  const due = missed && nextPress(missed);
  if (!missed || !due || due.step !== of?.step || due.at > now) return against('not-yet');
  const pressed = [...(missed.pressed ?? []), { at: now, dueAt: missed.dueAt }];
  return ok({ clocks: clocks.map((clock) => (clock === missed ? { ...clock, pressed } : clock)) });
};

export const supervise: Deed<'supervise'> = (whistle, _, { parts, loop, now }) =>
  parts.includes('time') && (loop.isSupervised || supervisedFrom(whistle.clocks, now) === null)
    ? against('not-yet')
    : ok({ loop: { isSupervised: true } });

/** The event names the day that was and the day that is: exactly what the calendar says. */
export const recount: Deed<'recount'> = (_, { moved }, { clocks, calendar }) => {
  const due = recountsOf(clocks, calendar);
  const isSame = ({ clock, dueAt }: (typeof due)[number]): boolean =>
    moved.some(
      (one) => one.clock === clock.name && one.unit === clock.unit && one.from === clock.dueAt && one.to === dueAt,
    );
  if (due.length === 0 || due.length !== moved.length || !due.every(isSame)) return against('not-yet');
  return ok({
    clocks: clocks.map((clock) => {
      const to = due.find((one) => one.clock === clock)?.dueAt;
      if (to === undefined) return clock;
      const certain = { ...clock, dueAt: to, isProvisional: false };
      return to === clock.dueAt ? certain : { ...certain, movedFrom: [...(clock.movedFrom ?? []), clock.dueAt] };
    }),
  });
};
