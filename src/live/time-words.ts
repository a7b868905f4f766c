import { dayOf, daysBetween } from '../../core/calendar/day.ts';
import type { Day, Iso } from '../../core/lib/time.ts';
import { hourMs, isoOf, minuteMs, msOf } from '../../core/lib/time.ts';
import { language, texts } from './texts.ts';

/** Days and hours in words. All of it is Shanghai time, whatever zone the device is set to. */
export const timeTexts = texts({
  zh: {
    today: '今天',
    tomorrow: '明天',
    yesterday: '昨天',
    inDays: (days: number) => `${days}天后`,
    daysAgo: (days: number) => `${days}天前`,
    weekday: (day: number) => `周${'日一二三四五六'.charAt(day)}`,
    date: (month: number, day: number, weekday: string) => `${month}月${day}日（${weekday}）`,
    moment: (date: string, time: string) => `${date}${time}`,
    dateOfYear: (year: number, month: number, day: number) => `${year}年${month}月${day}日`,
    justNow: '刚刚',
    minutesAgo: (minutes: number) => `${minutes}分钟前`,
    hoursAgo: (hours: number) => `${hours}小时前`,
    daysLeft: (days: number) => `还剩${days}天`,
    hoursLeft: (hours: number) => `还剩${hours}小时`,
    minutesLeft: (minutes: number) => `还剩${minutes}分钟`,
    daysOver: (days: number) => `已超${days}天`,
    hoursOver: (hours: number) => `已超${hours}小时`,
    minutesOver: (minutes: number) => `已超${minutes}分钟`,
  },
  en: {
    today: 'today',
    tomorrow: 'tomorrow',
    yesterday: 'yesterday',
    inDays: (days: number) => `in ${days} days`,
    daysAgo: (days: number) => `${days} days ago`,
    weekday: (day: number) => ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][day] ?? '',
    date: (month: number, day: number, weekday: string) => `${weekday} ${day} ${monthName(month)}`,
    moment: (date: string, time: string) => `${date} ${time}`,
    dateOfYear: (year: number, month: number, day: number) => `${day} ${monthName(month)} ${year}`,
    justNow: 'just now',
    minutesAgo: (minutes: number) => `${minutes} min ago`,
    hoursAgo: (hours: number) => `${hours} h ago`,
    daysLeft: (days: number) => (days === 1 ? '1 day left' : `${days} days left`),
    hoursLeft: (hours: number) => `${hours} h left`,
    minutesLeft: (minutes: number) => `${minutes} min left`,
    daysOver: (days: number) => (days === 1 ? '1 day over' : `${days} days over`),
    hoursOver: (hours: number) => `${hours} h over`,
    minutesOver: (minutes: number) => `${minutes} min over`,
  },
});

function monthName(month: number): string {
  return ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month - 1] ?? '';
}

const words = () => timeTexts[language.value];

/** `今天`, `明天`, `昨天`, `3天前`, `5天后`. */
export function relativeDay(day: Day, today: Day): string {
  const days = daysBetween(today, day);
  if (days === 0) return words().today;
  if (days === 1) return words().tomorrow;
  if (days === -1) return words().yesterday;
  return days > 0 ? words().inDays(days) : words().daysAgo(-days);
}

/** `周五`. */
export const weekdayWords = (day: Day): string => words().weekday(new Date(`${day}T00:00:00.000Z`).getUTCDay());

/** `11月27日（周五）`. */
export const dateWords = (day: Day): string =>
  words().date(Number(day.slice(5, 7)), Number(day.slice(8, 10)), weekdayWords(day));

/** `2027年11月21日`. */
export const fullDateWords = (day: Day): string =>
  words().dateOfYear(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10)));

/** `08:41`. */
export const clockTime = (at: Iso): string => isoOf(msOf(at) + 8 * hourMs).slice(11, 16);

/** `11月27日（周五）08:41`. */
export const momentWords = (at: Iso): string => words().moment(dateWords(dayOf(at)), clockTime(at));

/** `刚刚`, `5分钟前`, `3小时前`, then days. */
export function agoWords(at: Iso, now: Iso): string {
  const ms = msOf(now) - msOf(at);
  if (ms < minuteMs) return words().justNow;
  if (ms < hourMs) return words().minutesAgo(Math.floor(ms / minuteMs));
  if (dayOf(at) === dayOf(now)) return words().hoursAgo(Math.floor(ms / hourMs));
  return relativeDay(dayOf(at), dayOf(now));
}

/** What is left of a term, or by how much it is over: days from two days on, then hours, then minutes. */
export function remainingWords(dueAt: Iso, now: Iso): string {
  const ms = msOf(dueAt) - msOf(now);
  const span = Math.abs(ms);
  const isOver = ms <= 0;
  if (span >= 48 * hourMs) {
    const days = Math.floor(span / (24 * hourMs));
    return isOver ? words().daysOver(days) : words().daysLeft(days);
  }
  if (span >= hourMs) {
    const hours = Math.floor(span / hourMs);
    return isOver ? words().hoursOver(hours) : words().hoursLeft(hours);
  }
  const minutes = Math.floor(span / minuteMs);
  return isOver ? words().minutesOver(minutes) : words().minutesLeft(minutes);
}
