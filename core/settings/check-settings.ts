import type { OfficeHours } from '../calendar/workdays.ts';
import type { Pressure, Term } from '../whistle/clock.ts';
import { bodies, loopClocks, orderTerm, type OrderClock } from '../whistle/loop-terms.ts';
import { scoreParts } from '../whistle/loop.ts';
import type { Urgency } from '../whistle/urgency.ts';
import type { DistrictSettings } from './settings.ts';

/** Why settings are not taken; each has words (setting-words.ts) and a test that breaks it. */
export const settingRules = [
  'term-range', // not a whole number of at least one, or longer than a year
  'term-kind', // the end of the quarter is a term of the joint meeting alone
  'finish-first', // a unit's clock would end after the finish
  'sign-first', // the report-in would be due before the order is signed
  'report-in-quarter', // M6, M7: a unit reports in within a quarter
  'emergency-clock', // an emergency counts hours and minutes, by the wall clock
  'emergency-extension', // U1 is never extended
  'count-range', // not a whole number within its bounds
  'share-range', // not between 0 and 1
  'weights-sum', // the weights are not a hundred together
  'hours-form', // not HH:MM
  'hours-order', // spans overlap, are turned round, or there is none
  'name-needed', // a body or a category without a name
  'from-past', // in force from a moment that is over
  'urgency-form', // neither U1 to U4, nor two of them as U1|U3
  'code-form', // a code of a category is 2 to 12 digits or capitals
] as const;
export type SettingRule = (typeof settingRules)[number];

export interface SettingFault {
  /** Path of the member, as `orders.U4.reportIn`. */
  field: string;
  rule: SettingRule;
  /** What is possible, where it is a range. */
  between?: readonly [number, number];
}

const levels: readonly Urgency[] = ['U1', 'U2', 'U3', 'U4'];
const pressures: readonly Pressure[] = ['usual', 'urgent', 'emergency'];
const dayMinutes = 24 * 60;
/** The shortest quarter has 90 days. */
const quarterDays = 90;

/** Everything that is wrong with settings of the right form, in the order of a form; empty: they may be taken. */
export function checkSettings(settings: DistrictSettings): SettingFault[] {
  return [
    ...pressures.flatMap((one) => [
      ...termFaults(`answer.${one}`, settings.answer[one]),
      ...termFaults(`review.${one}`, settings.review[one]),
    ]),
    ...levels.flatMap((level) => orderFaults(settings, level)),
    ...loopClocks.flatMap((one) => termFaults(`loop.${one}`, settings.loop[one], one === 'meeting')),
    ...hoursFaults(settings.officeHours),
    ...countFaults(settings),
    ...weightFaults(settings),
    ...bodies.flatMap((one): SettingFault[] =>
      settings.bodies[one].trim() === '' ? [{ field: `bodies.${one}`, rule: 'name-needed' }] : [],
    ),
  ];
}

function termFaults(field: string, term: Term, mayEndWithQuarter = false): SettingFault[] {
  if ('quarterEnd' in term) return mayEndWithQuarter ? [] : [{ field, rule: 'term-kind' }];
  const [count, most] =
    'workdays' in term
      ? [term.workdays, 250]
      : 'days' in term
        ? [term.days, 366]
        : 'quarters' in term
          ? [term.quarters, 4]
          : 'minutes' in term
            ? [term.minutes, 366 * dayMinutes]
            : [term.workMinutes, 250 * 8 * 60];
  return rangeFaults(field, count, 1, most, 'term-range');
}

function rangeFaults(
  field: string,
  count: number,
  least: number,
  most: number,
  rule: 'term-range' | 'count-range' = 'count-range',
): SettingFault[] {
  return Number.isSafeInteger(count) && count >= least && count <= most
    ? []
    : [{ field, rule, between: [least, most] }];
}

function orderFaults(settings: DistrictSettings, level: Urgency): SettingFault[] {
  const fieldOf = (clock: OrderClock): string => (clock === 'finish' ? `finish.${level}` : `orders.${level}.${clock}`);
  const clocks = ['sign', 'contact', 'reportIn', 'feedback', 'finish'] as const;
  const terms = clocks.map((clock) => ({ clock, field: fieldOf(clock), term: orderTerm(settings, level, clock) }));
  const wrong = terms.flatMap(({ field, term }) => termFaults(field, term));
  if (wrong.length > 0) return wrong;
  const minutesOf = (clock: OrderClock): number =>
    roughMinutes(orderTerm(settings, level, clock), settings.officeHours);
  const faults: SettingFault[] = [];
  for (const { clock, field, term } of terms) {
    if (level === 'U1' && !('minutes' in term)) faults.push({ field, rule: 'emergency-clock' });
    if (minutesOf(clock) > minutesOf('finish')) faults.push({ field, rule: 'finish-first' });
  }
  if (minutesOf('sign') > minutesOf('reportIn')) faults.push({ field: fieldOf('sign'), rule: 'sign-first' });
  if (minutesOf('reportIn') > quarterDays * dayMinutes)
    faults.push({ field: fieldOf('reportIn'), rule: 'report-in-quarter' });
  return faults;
}

/** How long a term is as the wall clock goes, in a week without holidays: enough to hold two terms against each other. */
function roughMinutes(term: Term, hours: OfficeHours): number {
  if ('minutes' in term) return term.minutes;
  if ('workMinutes' in term) return (term.workMinutes / minutesADay(hours)) * (7 / 5) * dayMinutes;
  if ('workdays' in term) return term.workdays * (7 / 5) * dayMinutes;
  return dayMinutes * ('days' in term ? term.days : quarterDays * ('quarters' in term ? term.quarters : 1));
}

const clockPattern = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
/** At least a minute, so that hours that are refused anyway divide nothing by zero. */
const minutesADay = (hours: OfficeHours): number =>
  Math.max(1, hours.reduce((sum, [opens, closes]) => sum + minuteOf(closes) - minuteOf(opens), 0) || 1);

function hoursFaults(hours: OfficeHours): SettingFault[] {
  const field = 'officeHours';
  if (hours.length > 6) return [{ field, rule: 'count-range', between: [1, 6] }];
  if (!hours.flat().every((clock) => clockPattern.test(clock))) return [{ field, rule: 'hours-form' }];
  // Text order is time order for `HH:MM`.
  const isOrdered = hours.every(([opens, closes], i) => opens < closes && (hours[i - 1]?.[1] ?? '00:00') <= opens);
  return hours.length > 0 && isOrdered ? [] : [{ field, rule: 'hours-order' }];
}

function countFaults(settings: DistrictSettings): SettingFault[] {
  const { extensions, leastBallots, passShare } = settings;
  return [
    ...levels.flatMap((level) => rangeFaults(`extensions.${level}`, extensions[level], 0, 4)),
    ...(extensions.U1 === 0 ? [] : [{ field: 'extensions.U1', rule: 'emergency-extension' as const }]),
    ...rangeFaults('leastWorkdays', settings.leastWorkdays, 1, 20),
    ...rangeFaults('handBackWorkdays', settings.handBackWorkdays, 0, 10),
    ...(passShare >= 0 && passShare <= 1 ? [] : [{ field: 'passShare', rule: 'share-range' as const }]),
    ...levels.flatMap((level) => rangeFaults(`leastBallots.${level}`, leastBallots[level], 1, 1000)),
    ...rangeFaults('ballotsThatCount', settings.ballotsThatCount, 1, 1000),
    ...rangeFaults('reopenDays', settings.reopenDays, 1, 366),
    ...rangeFaults('restDays', settings.restDays, 1, 366),
  ];
}

function weightFaults({ weights }: DistrictSettings): SettingFault[] {
  const wrong = scoreParts.flatMap((part) => rangeFaults(`weights.${part}`, weights[part], 0, 100));
  const sum = scoreParts.reduce((all, part) => all + weights[part], 0);
  return wrong.length > 0 || sum === 100 ? wrong : [{ field: 'weights', rule: 'weights-sum' }];
}
