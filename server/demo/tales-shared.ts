/** One problem of several places: put together inside a street, across streets, and taken apart again. */
import { minuteMs } from '../../core/lib/time.ts';
import { Tale, type Teller } from './tale.ts';
import type { TaleTimes } from './tale-times.ts';

const stenches = [
  ['1-1-2', '{处}下风口夜里有股酸臭味，居民不敢开窗'],
  ['1-2-1', '{处}晚上十点以后有刺鼻味道，连着四天了'],
  ['2-1-1', '{处}半夜有怪味，从江边那一片飘过来的'],
] as const;
const dust = [
  ['1-1-3', '{处}门前每天过渣土车，窗台一层灰'],
  ['1-3-1', '{处}渣土车夜里不盖篷布，路上一路撒'],
  ['2-3-1', '{处}渣土车经过，路面带泥，扫不过来'],
] as const;

/** Three communities of two streets: the street puts its two together, the district the third; one order, one evaluation. */
function acrossStreets(
  teller: Teller,
  times: TaleTimes,
  places: readonly (readonly [string, string])[],
  code: string,
  from: number,
): Tale {
  const on = (step: number, hour: number): number => times.workday(from - step, hour);
  const [target, beside, beyond] = places.map(
    ([grid, text], i) => new Tale(teller, { grid, code, text, at: on(0, 9 + i / 2) }),
  );
  if (!target || !beside || !beyond) throw new Error('three places');
  for (const [i, tale] of [target, beside, beyond].entries())
    tale.up(on(1, 9.5 + i / 3), '不是一个社区的事，邻近的也在反映，请街道统筹。');
  beside.did('whistle.merge', 'street', on(1, 15.3), { into: target.id });
  target.toDistrict(on(2, 10), ['HB', 'CG']);
  beyond.toDistrict(on(2, 11), ['HB']);
  beyond.did('whistle.merge', 'district', on(2, 14.5), { into: target.id });
  return target
    .agreed(on(3, 9.4), ['HB', 'CG'])
    .ordered(on(3, 15), ['HB', 'CG'])
    .onSite(on(3, 15.6), ['HB', 'CG'])
    .did('whistle.progress', 'HB', on(5, 16), { text: '三个社区都去看过，找到了源头，已要求停下来整改。' });
}

export function tellShared(teller: Teller, times: TaleTimes): void {
  acrossStreets(teller, times, stenches, '0205', 70)
    .did('whistle.progress', 'CG', times.workday(63, 15), { text: '夜里巡查了四次，没有再闻到。', isDone: true })
    .claimed(times.workday(61, 15))
    .accepted(times.workday(60, 10))
    .voted(times.workday(59, 9), ['satisfied', 'satisfied', 'fair', 'satisfied'])
    .judged(times.workday(57, 15), 'good');
  acrossStreets(teller, times, dust, '0308', 8);

  // Inside one community: the second report of the same lamp, put together at once; and two lamps that were not one.
  const at = (minutes: number): number => times.workday(40, 9) + minutes * minuteMs;
  const lamp = new Tale(teller, { grid: '2-2-1', code: '0103', text: '{处}前面一排路灯全黑', at: at(0) });
  const same = new Tale(teller, { grid: '2-2-2', code: '0103', text: '{处}往东的路灯不亮，晚上看不见路', at: at(50) });
  same.did('whistle.merge', 'community', at(90), { into: lamp.id });
  const other = new Tale(teller, {
    grid: '2-2-3',
    code: '0103',
    text: '{处}院里的灯不亮',
    at: at(130),
    by: 'community',
  });
  other
    .did('whistle.support', 'worker', at(150), { text: '昨晚路过也看见了' })
    .did('whistle.merge', 'community', at(180), { into: lamp.id })
    .did('whistle.split', 'community', at(300), { reason: '到现场看，是院里自己的线路，不是同一处。' })
    .did('whistle.settle', 'community', at(420), { text: '物业电工换了灯头，晚上看过，亮了。' });
  lamp.did('whistle.settle', 'community', times.workday(39, 15), { text: '市政换了线缆接头，整排都亮了。' });
}
