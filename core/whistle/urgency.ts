/** U1 emergency, U2 urgent livelihood, U3 daily, U4 hard and for several departments (lifecycle, "Clocks"). */
export type Urgency = 'U1' | 'U2' | 'U3' | 'U4';

/**
 * The level of a whistle by its category: of `U1|U3` the first with the emergency switch, the last without. A
 * category that nobody named yet is a daily one.
 */
export function levelOf(categoryUrgency: string, emergency: boolean): Urgency {
  const levels = categoryUrgency.split('|');
  const level = emergency ? levels[0] : levels.at(-1);
  return level === 'U1' || level === 'U2' || level === 'U4' ? level : 'U3';
}

/**
 * The urgency of a category without the emergency switch: of `U1|U3` the first is with the switch, the last without
 * (lifecycle, "Clocks"). U1 and U2 are urgent: their answer clock is two hours.
 */
export const isUrgentByDefault = (urgency: string): boolean => ['U1', 'U2'].includes(urgency.split('|').at(-1) ?? '');
