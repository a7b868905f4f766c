/** What stands at each desk at this moment: something that waits, something due soon, something overdue. */
import { addDays, dayOf } from '../../core/calendar/day.ts';
import { dayMs, hourMs, isoOf, minuteMs } from '../../core/lib/time.ts';
import { shippedLoop } from '../../core/whistle/loop-terms.ts';
import { Tale, type Teller } from './tale.ts';
import type { TaleTimes } from './tale-times.ts';

export function tellNow(teller: Teller, times: TaleTimes): void {
  const open = (grid: string, code: string, at: number, text: string): Tale =>
    new Tale(teller, { grid, code, text, at });
  community(open, times);
  street(open, times);
  district(open, times);
  city(open, times);
  atUnits(open, times);
  emergencies(teller, times);
}

type Open = (grid: string, code: string, at: number, text: string) => Tale;

/** Through street and district in the days before, to an order at this moment. */
const ordered = (open: Open, grid: string, code: string, at: number, text: string, units: readonly string[]): Tale =>
  open(grid, code, at - 3.1 * dayMs, text)
    .up(at - 2.9 * dayMs)
    .toDistrict(at - 2 * dayMs, units)
    .agreed(at - 26 * hourMs, units)
    .ordered(at, units);

/** The old estate: an answer late, one due soon; deliveries to look at; a survey; evaluations; the reporter's turn. */
function community(open: Open, { facing, minutesAgo, workday, day }: TaleTimes): void {
  open('1-1-2', '0303', facing('overdue', 'answer', { workdays: 1 }), '{处}楼道里堆着纸箱和旧沙发');
  open('1-1-3', '0106', minutesAgo(104), '{处}电表箱门掉了，线头露在外面');
  open('1-1-1', '0601', workday(2, 9.5), '{处}物业费收了，楼道没人扫').did('whistle.ask', 'community', workday(2, 11), {
    text: '是哪几层没有扫？',
  });
  open('1-1-1', '0304', workday(3, 9.5), '{处}墙上贴满小广告').did('whistle.return', 'community', workday(3, 15), {
    reason: 'noPlace',
    text: '请补一句是哪一面墙，再报上来。',
  });
  open('1-1-2', '0201', workday(6, 9.5), '{处}装修垃圾堆在绿地上').did('whistle.takeOn', 'community', workday(6, 11), {
    who: '社区 小吴',
    promisedOn: dayOf(isoOf(day(1, 9))),
  });
  // Delivered and not looked at in time; delivered just now; both at the doors of the old estate.
  const late = facing('overdue', 'verify', shippedLoop.loop.verify);
  const soon = facing('dueSoon', 'verify', shippedLoop.loop.verify);
  for (const [at, text] of [
    [late, '{处}路灯杆歪了，灯罩快掉了'],
    [soon, '{处}单元门前的台阶裂了'],
  ] as const)
    ordered(open, '1-1-1', '0103', at - 6 * dayMs, text, ['SZ'])
      .onSite(at - 6 * dayMs + 30 * minuteMs, ['SZ'])
      .did('whistle.progress', 'SZ', at - 3 * dayMs, { text: '材料到了，明天开工。' })
      .claimed(at);
  const judged = facing('overdue', 'evaluate', shippedLoop.loop.evaluate);
  ordered(open, '1-1-3', '0102', judged - 9 * dayMs, '{处}人行道塌了一块', ['SZ'])
    .onSite(judged - 9 * dayMs + 30 * minuteMs, ['SZ'])
    .claimed(judged - 3 * dayMs)
    .accepted(judged - 2 * dayMs)
    .voted(judged - hourMs, ['satisfied', 'fair']);
  // Closed, then the same again: the community says what now.
  ordered(open, '1-1-2', '0103', workday(22, 10), '{处}楼后的灯修了又灭', ['SZ'])
    .onSite(workday(22, 10.5), ['SZ'])
    .toEnd((step, hour) => workday(16 - step, hour))
    .did('whistle.reopen', 'worker', minutesAgo(200), { reason: '昨晚又灭了，没有解决。' });
}

/** 桐荫街道: a review late, one due within minutes, one on time. */
function street(open: Open, { facing, minutesAgo }: TaleTimes): void {
  const review = { workdays: 2 };
  const late = facing('overdue', 'review', review);
  open('1-2-1', '0608', late - 5 * hourMs, '{处}门前的公交站没有雨棚').up(late);
  open('1-2-3', '0105', minutesAgo(150), '{处}下水道堵了，污水冒到路面').up(minutesAgo(103));
  const soon = facing('dueSoon', 'review', review);
  open('1-3-3', '0309', soon - 3 * hourMs, '{处}车位上有私装的地锁').up(soon);
}

/** Hand-backs to decide, a silent unit, an extension of a quarter that nears its end. */
function district(open: Open, { facing, day, workday }: TaleTimes): void {
  const decide = facing('overdue', 'decide', shippedLoop.loop.decide);
  const handBack = (tale: Tale, code: string, at: number): Tale =>
    tale.did('whistle.sign', code, at - 40 * minuteMs, {}).did('whistle.handBack', code, at, {
      reason: 'missing',
      whose: null,
      text: '没有写清是哪一段，现场找不到，请补充。',
    });
  handBack(ordered(open, '2-1-1', '0302', decide - hourMs, '{处}门口占道摆摊，轮椅过不去', ['CG']), 'CG', decide);
  const fresh = workday(1, 15);
  handBack(ordered(open, '1-3-1', '0307', fresh - hourMs, '{处}一辆旧面包车停了半年', ['JJ']), 'JJ', fresh);
  const silent = facing('overdue', 'consult', shippedLoop.loop.consult);
  open('2-3-2', '0207', silent - 2 * dayMs, '{处}水塘发绿，有味道')
    .up(silent - dayMs)
    .toDistrict(silent, ['HB']);
  const soon = facing('dueSoon', 'consult', shippedLoop.loop.consult);
  open('2-1-3', '0506', soon - 2 * dayMs, '{处}小店拖欠两个月工资')
    .up(soon - dayMs)
    .toDistrict(soon, ['RS']);
  const objected = workday(2, 10);
  open('1-2-2', '0208', objected - 2 * dayMs, '{处}树根把围墙顶裂了')
    .up(objected - dayMs)
    .toDistrict(objected, ['YL'])
    .did('whistle.opine', 'YL', objected + 3 * hourMs, {
      opinion: 'object',
      grounds: '树在围墙里，属于小区自管绿地。',
    });
  extensionWaits(open('1-2-1', '0603', day(91, 9), '{处}整栋想装电梯'), { day, by: 'district' });
}

/** A quarter of days ago ordered; more time asked, the community agreed, the dispatcher of the level has yet to. */
function extensionWaits(tale: Tale, { day, by }: Pick<TaleTimes, 'day'> & { by: 'district' | 'city' }): void {
  tale.up(day(90, 10)).toDistrict(day(89, 10), ['ZJ'], 'U4');
  if (by === 'city')
    tale
      .did('whistle.escalateCity', 'district', day(88, 16), { record: '区里开过会：要用市级资金，请市里牵头。' })
      .did('whistle.ask', 'city', day(87, 9), { text: '请说一下市里的名额', units: [tale.unit('ZJ')] });
  tale
    .agreed(day(87, 10), ['ZJ'])
    .ordered(day(86, 10), ['ZJ'], { urgency: 'U4', by })
    .onSite(day(86, 10.5), ['ZJ'])
    .did('whistle.progress', 'ZJ', day(75, 15), { text: '方案已经公示，正在办手续。' })
    .did('whistle.askExtension', 'ZJ', day(3, 10), {
      until: addDays(dayOf(isoOf(day(1, 9))), 45),
      reason: '电梯井道要避开燃气管，改图多用一个月。',
    })
    .did('whistle.agreeExtension', 'community', day(2, 10), { isAgreed: true });
}

/** At the city: just come up, asked and silent past the term, an extension. */
function city(open: Open, { facing, day, workday }: TaleTimes): void {
  const record = '区里开过会：路和桥分属两级，区级部门协调不了，请市里牵头。';
  const up = (tale: Tale, at: number, unit: string): Tale =>
    tale
      .up(at - 4 * dayMs)
      .toDistrict(at - 3 * dayMs, [unit])
      .agreed(at - 2 * dayMs, [unit])
      .did('whistle.escalateCity', 'district', at, { record });
  const fresh = workday(1, 14);
  up(open('1-2-3', '0407', fresh - 5 * dayMs, '{处}路口信号灯配时太短，老人过不完'), fresh, 'JJ');
  for (const [face, grid, text] of [
    ['overdue', '2-2-1', '{处}桥下长期积水，两级都说不归自己'],
    ['dueSoon', '2-3-3', '{处}河堤护栏缺了十几米'],
  ] as const) {
    const asked = facing(face, 'consult', shippedLoop.loop.consult);
    const tale = open(grid, '0207', asked - 5.2 * dayMs, text);
    up(tale, asked - 0.1 * dayMs, 'SW').did('whistle.ask', 'city', asked, {
      text: '请说一下归谁管养',
      units: [tale.unit('SW')],
    });
  }
  extensionWaits(open('1-3-2', '0603', day(91, 10), '{处}高层电梯老化，要整梯更换'), { day, by: 'city' });
}

/** 市政 and 消防: asked, ordered just now, in the last days of the term, past it. */
function atUnits(open: Open, { facing, minutesAgo, workday, day }: TaleTimes): void {
  const hands = [
    { code: 'SZ', duty: '0102', grids: ['1-1-1', '1-2-2', '2-1-2', '1-3-4'], seen: '{处}路面破了一大块，骑车容易摔' },
    { code: 'XF', duty: '0401', grids: ['1-3-1', '2-1-4', '1-1-2', '2-2-3'], seen: '{处}消防栓没有水，箱子锁着' },
  ] as const;
  for (const { code, duty, grids, seen } of hands) {
    const asked = workday(1, 10);
    open(grids[0], duty, asked - 26 * hourMs, seen)
      .up(asked - 25 * hourMs)
      .toDistrict(asked, [code]);
    ordered(open, grids[1], duty, minutesAgo(95), seen, [code]);
    const soon = day(13, 10);
    ordered(open, grids[2], duty, soon, seen, [code])
      .onSite(soon + hourMs, [code])
      .did('whistle.progress', code, soon + 4 * dayMs, { text: '已经看过现场，配件在路上。' });
    const late = day(18, 10);
    ordered(open, grids[3], duty, late, seen, [code])
      .onSite(late + hourMs, [code])
      .did('whistle.progress', code, late + 5 * dayMs, { text: '做了一半，等另一家的管线。' })
      .did('whistle.press', 'street', day(2, 10), { text: '已经过了期限，请说明什么时候能完。' });
    const silent = facing('overdue', 'sign', shippedLoop.orders.U3.sign);
    ordered(open, grids[0], duty, silent, seen.replace('，', '，还有，'), [code]);
  }
}

/** Sounded within the last hours: one being made safe, one on its way as a daily one. */
function emergencies(teller: Teller, { minutesAgo, day }: TaleTimes): void {
  new Tale(teller, {
    grid: '2-1-1',
    code: '0404',
    text: '{处}阳台外墙开裂，有碎块掉下来',
    at: minutesAgo(72),
    isEmergency: true,
  })
    .soundedOut(minutesAgo(66), 'community', ['ZJ'])
    .onSite(minutesAgo(60), ['ZJ'], 15 * minuteMs)
    .did('whistle.progress', 'ZJ', minutesAgo(30), { text: '已拉警戒线，正在敲掉松动的地方。' });
  new Tale(teller, {
    grid: '1-3-3',
    code: '0107',
    text: '{处}灶间有煤气味，已关总阀',
    at: day(3, 10),
    isEmergency: true,
  })
    .soundedOut(day(3, 10.1), 'community', ['GQ'])
    .onSite(day(3, 10.2), ['GQ'], 10 * minuteMs)
    .did('whistle.progress', 'GQ', day(3, 11), { text: '查到漏点，正在换管。' })
    .did('whistle.filePapers', 'street', day(3, 12), { category: '0107', grounds: '燃气泄漏属实。' })
    .did('whistle.madeSafe', 'GQ', day(3, 13), { text: '复测正常，恢复供气。' })
    .did('whistle.goOn', 'community', day(3, 14), { urgency: 'U3' });
}
