import { shippedWorkHours } from '../calendar/work-hours.ts';
import type { OfficeHours } from '../calendar/workdays.ts';
import type { EarlyClockName, Pressure, Term } from './clock.ts';
import type { Urgency } from './urgency.ts';

/** What a district sets of a whistle's first stages; the rest of its settings comes with the loop. */
export interface EarlySettings {
  answer: Record<Pressure, Term>;
  review: Record<Pressure, Term>;
  finish: Record<Urgency, Term>;
  /** Half a working day is 240 minutes of these. */
  officeHours: OfficeHours;
}

/** Defaults of lifecycle.md, for a district that set nothing. */
export const shippedEarly: EarlySettings = {
  answer: { usual: { workdays: 1 }, urgent: { minutes: 120 }, emergency: { minutes: 15 } },
  review: { usual: { workdays: 2 }, urgent: { minutes: 120 }, emergency: { minutes: 120 } },
  finish: { U1: { minutes: 24 * 60 }, U2: { days: 3 }, U3: { days: 15 }, U4: { quarters: 1 } },
  officeHours: shippedWorkHours.spans,
};

/** How long a clock of a whistle runs: studying goes by its pressure, finishing by its level. */
export const termOf = (
  settings: Pick<EarlySettings, 'answer' | 'review' | 'finish'>,
  name: EarlyClockName,
  pressure: Pressure,
  level: Urgency,
): Term => (name === 'finish' ? settings.finish[level] : settings[name][pressure]);
