import { texts } from '../../../live/texts.ts';
import type { SnoozeName } from './snooze-times.ts';

export const snoozeTexts = texts({
  zh: {
    snooze: '挂起',
    until: '挂起到什么时候',
    names: {
      twoHours: '2小时后',
      afternoon: '今天下午',
      nextWorkday: '下个工作日',
      nextMonday: '下周一',
    } satisfies Record<SnoozeName, string>,
    otherDay: '别的日子（当天8:30回来）',
    only: '只有您看得见，时限照走；到时候它自己回到列表。',
    confirm: '挂起',
    bringBack: '现在放回列表',
    aside: (moment: string) => `您挂起到${moment}`,
    unsent: '只在这台电脑上，联网后同步到您的其他电脑。',
    needTime: '请选一个时间。',
    pastTime: '这个时间已经过去了，请选以后的。',
    doneMany: (count: number) => `已挂起${count}件`,
    back: '已放回列表',
  },
  en: {
    snooze: 'Put aside',
    until: 'Put aside until',
    names: {
      twoHours: 'In 2 hours',
      afternoon: 'This afternoon',
      nextWorkday: 'Next working day',
      nextMonday: 'Next Monday',
    },
    otherDay: 'Another day (comes back at 8:30)',
    only: 'Only you see this, and the clocks run on; it comes back to the list by itself.',
    confirm: 'Put aside',
    bringBack: 'Back to the list now',
    aside: (moment: string) => `Put aside by you until ${moment}`,
    unsent: 'Only on this computer so far; your others learn it with the network.',
    needTime: 'Please choose a time.',
    pastTime: 'That time is past; please choose a later one.',
    doneMany: (count: number) => `${count} put aside`,
    back: 'Back in the list',
  },
});
