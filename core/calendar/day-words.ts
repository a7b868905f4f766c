import type { Day, Iso } from '../lib/time.ts';
import { hourMs, isoOf, msOf } from '../lib/time.ts';
import { dayOf, startOfDay } from './day.ts';

/** What is said to a person, in both languages of the product. */
export interface BothWords {
  zh: string;
  en: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `2026年11月27日（周五）`, `Fri 27 Nov 2026`: with the year, for a page may be read long afterwards. */
export function dayWords(day: Day): BothWords {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay();
  return {
    zh: `${year}年${month}月${date}日（周${'日一二三四五六'.charAt(weekday)}）`,
    en: `${weekdays[weekday]} ${date} ${months[month - 1]} ${year}`,
  };
}

/** The last moment of a term: its last day where it ends at 24:00, else the day and the minute. */
export function untilWords(dueAt: Iso): BothWords {
  const day = dayOf(dueAt);
  if (startOfDay(day) === dueAt) return dayWords(dayOf(isoOf(msOf(dueAt) - 1)));
  const { zh, en } = dayWords(day);
  const time = isoOf(msOf(dueAt) + 8 * hourMs).slice(11, 16);
  return { zh: `${zh}${time}`, en: `${en}, ${time}` };
}
