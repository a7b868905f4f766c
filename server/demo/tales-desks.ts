/** Community, street and city: joint meetings, what is put aside, what reporters do, what goes up to the city and back. */
import { dayOf } from '../../core/calendar/day.ts';
import { isoOf, minuteMs } from '../../core/lib/time.ts';
import { Tale, type Teller } from './tale.ts';
import type { TaleTimes } from './tale-times.ts';

type Open = (grid: string, code: string, ago: number, text: string, by?: 'worker' | 'community') => Tale;

export function tellDesks(teller: Teller, times: TaleTimes): void {
  const open: Open = (grid, code, ago, text, by = 'worker') =>
    new Tale(teller, { grid, code, text, at: times.workday(ago, 9.2), by });
  tellMeetings(open, times);
  tellParked(open, times);
  tellReporters(teller, open, times);
  tellCity(open, times);
}

/** Each way that a joint meeting ends, and one that still waits for it. */
function tellMeetings(open: Open, { workday }: TaleTimes): void {
  const attendance = ['社区', '物业', '居民代表九人'];
  open('1-1-1', '0608', 84, '{处}想增设电动车棚，大家意见不一')
    .did('whistle.table', 'community', workday(83, 10), { text: '放到本季度联席会上商量。' })
    .did('whistle.resolveSettle', 'community', workday(70, 16), {
      agenda: '车棚建在哪里',
      attendance,
      resolution: '建在东墙边，物业月底前搭好。',
    });
  open('2-1-1', '0602', 78, '{处}屋面漏雨，修一次要动用维修资金')
    .did('whistle.table', 'community', workday(77, 10), { text: null })
    .did('whistle.resolveEscalate', 'community', workday(66, 16), {
      agenda: '屋面维修资金',
      attendance,
      resolution: '三分之二住户同意，请街道协助申请维修资金。',
    })
    .did('whistle.takeOn', 'street', workday(65, 10), { who: '街道物业办', promisedOn: dayOf(isoOf(workday(55, 9))) })
    .did('whistle.settle', 'street', workday(57, 15), { text: '资金已批，屋面做完防水，雨后看过不漏。' });
  open('1-3-2', '0608', 60, '{处}有人想把草坪改成停车位')
    .did('whistle.table', 'community', workday(59, 10), { text: null })
    .did('whistle.resolveDrop', 'community', workday(48, 16), {
      agenda: '草坪改车位',
      attendance,
      resolution: '二十六票反对，四票赞成，不改。',
      reason: '多数居民不同意改草坪，附近另有临时车位可以登记。',
    });
  open('2-2-2', '0604', 44, '{处}业委会换届，名单有人不认')
    .did('whistle.table', 'community', workday(43, 10), { text: null })
    .did('whistle.untable', 'community', workday(40, 10), { reason: '两家当面说开了，不用上会。' })
    .did('whistle.settle', 'community', workday(40, 15), { text: '名单重新公示七天，没有异议。' });
  open('1-1-2', '0608', 12, '{处}晾衣杆和停车位抢地方，想一起商量', 'community').did(
    'whistle.table',
    'community',
    workday(11, 10),
    {
      text: '下次联席会的议题。',
    },
  );
}

/** Put aside until a day: taken up by who did it, by time, one with its day to come, one with its day just past. */
function tellParked(open: Open, times: TaleTimes): void {
  const { workday, day, now } = times;
  const park = (tale: Tale, by: 'community' | 'street' | 'district', at: number, reviewAt: number): Tale =>
    tale.did('whistle.park', by, at, {
      reason: '要等整片管网改造，眼下单独修不了。',
      reviewOn: dayOf(isoOf(reviewAt)),
      answer: '这件事眼下办不成，排在管网改造里，到日子再看，会告诉您。',
    });
  park(open('1-2-2', '0105', 100, '{处}院子比路低，大雨就进水'), 'community', workday(99, 15), workday(70, 9))
    .did('whistle.unpark', 'community', workday(72, 10), { reason: '管网改造提前开工，可以一起做。' })
    .did('whistle.settle', 'community', workday(72, 15), { text: '并进改造工程，院子已经接上新管。' });
  park(
    open('2-3-1', '0104', 90, '{处}老水管水压低，早上没水').up(workday(90, 10.5)),
    'street',
    workday(89, 15),
    workday(60, 0),
  )
    .did('whistle.unpark', 'time', workday(60, 0.2), { reason: '到了再议的日子' })
    .did('whistle.settle', 'street', workday(59, 15), { text: '加了一台增压泵，早上水压够了。' });
  park(open('1-3-4', '0608', 24, '{处}想增设公交站'), 'community', workday(23, 15), now + 40 * 86_400_000);
  park(
    open('2-1-3', '0607', 30, '{处}老房的产权名字对不上').up(workday(29, 10)),
    'street',
    workday(28, 15),
    now + 25 * 86_400_000,
  );
  park(open('1-1-3', '0602', 26, '{处}外墙渗水，要等整栋一起做'), 'community', workday(25, 15), day(1, 0));
}

/** What reporters do: correct, add, answer a question, send again, say that it is not solved. */
function tellReporters(teller: Teller, open: Open, { workday }: TaleTimes): void {
  const added = open('2-1-1', '0103', 47, '{处}楼道灯不亮');
  added
    .did('whistle.amend', 'worker', workday(47, 9.4), { set: { text: '三楼到五楼的楼道灯都不亮' } })
    .did('whistle.addPhoto', 'worker', workday(47, 9.6), { photos: added.photo('lamp') })
    .did('whistle.ask', 'community', workday(47, 10), { text: '是声控的还是开关的？' })
    .did('whistle.tell', 'worker', workday(47, 11), { text: '声控的，拍手也不亮。' })
    .did('whistle.settle', 'community', workday(47, 16), { text: '换了三个声控开关，都亮了。' })
    .did('whistle.rate', 'worker', workday(46, 9), { grade: 'satisfied' });
  open('1-3-3', '0303', 38, '{处}楼道口堆着旧家具')
    .did('whistle.return', 'community', workday(38, 14), { reason: 'unclear', text: '请说一下是几单元，是谁家的。' })
    .did('whistle.resend', 'worker', workday(37, 9), { text: '二单元一楼，搬走的租客留下的。', set: {} })
    .did('whistle.settle', 'community', workday(37, 16), { text: '联系房东清走了。' });
  new Tale(teller, {
    grid: '2-2-1',
    code: '0203',
    text: '{处}对面的路口洒了沙子',
    at: workday(33, 9),
    isOutOfGrid: true,
  })
    .did('whistle.regrid', 'community', workday(33, 10), { grid: '990106002002002' })
    .did('whistle.recategorise', 'community', workday(33, 10.2), { category: '0201' })
    .did('whistle.takeOn', 'community', workday(33, 11), { who: '社区保洁', promisedOn: dayOf(isoOf(workday(32, 9))) })
    .did('whistle.settle', 'community', workday(32, 15), { text: '沙子扫净，路面冲过。' });
  open('1-2-3', '0605', 25, '{处}楼上空调滴水到楼下雨棚，整夜响', 'community')
    .did('whistle.support', 'worker', workday(25, 10), { text: null })
    .did('whistle.settle', 'community', workday(25, 16), { text: '接了一根滴水管。' })
    .did('whistle.reopen', 'worker', workday(21, 9), { reason: '管子掉了，又滴。' })
    .did('whistle.settle', 'community', workday(21, 15), { text: '重新固定，水引到下水口。' })
    .did('whistle.rate', 'community', workday(20, 10), { grade: 'fair', reason: '第二次才弄好' });
  open('2-3-2', '0209', 31, '{处}水沟里有死鸡')
    .up(workday(31, 11))
    .did('whistle.sendBack', 'street', workday(30, 10), { reason: '环卫就在社区，请直接联系清走。' })
    .did('whistle.settle', 'community', workday(30, 15), { text: '已经清走，沟里撒了消毒粉。' });
  open('1-1-1', '0203', 19, '{处}门口有一滩油').did('whistle.withdraw', 'worker', workday(19, 10), {});
}

/** Over the district's head with the record of its meeting: dispatched by the city, and one handed down again. */
function tellCity(open: Open, { workday }: TaleTimes): void {
  const record = '区里开过会：涉及跨区管线，区级部门协调不了，请市里牵头。';
  const dispatched = open('1-3-1', '0207', 102, '{处}临江的排口有黑水，上游在邻区');
  dispatched
    .up(workday(101, 10))
    .toDistrict(workday(100, 10), ['HB', 'SW'])
    .agreed(workday(99, 10), ['HB', 'SW'])
    .did('whistle.escalateCity', 'district', workday(97, 15), { record })
    .did('whistle.ask', 'city', workday(96, 10), {
      text: '请两家说一下能不能一起查上游',
      units: [dispatched.unit('HB'), dispatched.unit('SW')],
    })
    .agreed(workday(95, 10), ['HB', 'SW'])
    .ordered(workday(95, 15), ['HB', 'SW'], { by: 'city' })
    .onSite(workday(95, 15.5), ['HB', 'SW'])
    .did('whistle.progress', 'HB', workday(91, 15), { text: '和邻区一起查到两处偷排，已经封堵。' })
    .toEnd((step, hour) => workday(87 - step, hour), 'good', ['satisfied', 'satisfied', 'fair', 'satisfied']);
  const down = open('2-2-3', '0305', 72, '{处}桥头货车乱停，两个区都说不归自己');
  down
    .up(workday(71, 10))
    .toDistrict(workday(70, 10), ['JJ'])
    .agreed(workday(69, 10), ['JJ'])
    .did('whistle.escalateCity', 'district', workday(68, 15), { record })
    .did('whistle.returnDistrict', 'city', workday(66, 10), { reason: '桥头在你区界内，请区里派单，市里已告知邻区。' })
    .did('whistle.sendBack', 'district', workday(65, 10), { reason: '请街道写明是桥的哪一头，再报。' })
    .toDistrict(workday(64, 10), ['JJ'])
    .agreed(workday(63, 10), ['JJ'])
    .ordered(workday(63, 11), ['JJ'])
    .onSite(workday(63, 14), ['JJ'])
    .did('whistle.progress', 'JJ', workday(60, 10), { text: '补了禁停牌，早晚各巡一次。' })
    .toEnd((step, hour) => workday(57 - step, hour));
}

/** Some reporters say how it was, soon after it ended. */
export function rateEnded({ ledger, random, staff, now }: Teller, since: number): void {
  const ended = ledger
    .rows()
    .flatMap((entry) =>
      entry.kind === 'whistle' && ['settled', 'closed'].includes(entry.row.stage) ? [entry.row] : [],
    )
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const row of ended) {
    const at = Math.round(Date.parse(row.changed.at) + random.between(20, 900) * minuteMs);
    const worker = staff.worker(row.grid);
    const hour = new Date(at + 8 * 3_600_000).getUTCHours();
    if (row.raisedBy !== worker.account || at > now - minuteMs || at < since || hour < 8 || hour > 20) continue;
    if ((row.loop?.rates.length ?? 0) > 0 || !random.chance(row.stage === 'closed' ? 0.7 : 0.16)) continue;
    const grade = random.weighted([
      ['satisfied', 74],
      ['fair', 20],
      ['unsatisfied', 6],
    ] as const);
    ledger.do({
      mutation: random.uuid(at),
      type: 'whistle.rate',
      by: worker,
      at: isoOf(at - 900),
      now: isoOf(at),
      payload: { whistle: row.id, grade, reason: grade === 'unsatisfied' ? '拖得太久了' : null },
    });
  }
}
