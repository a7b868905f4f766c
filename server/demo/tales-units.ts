/** What happens between the district and the units: views, orders taken back, emergencies, work that begins again. */
import { addDays, dayOf } from '../../core/calendar/day.ts';
import type { EventId } from '../../core/lib/id.ts';
import { isoOf, minuteMs } from '../../core/lib/time.ts';
import { Tale, type Teller } from './tale.ts';
import type { TaleTimes } from './tale-times.ts';

export function tellUnits(teller: Teller, times: TaleTimes): void {
  const from = (ago: number) => (step: number, hour: number) => times.workday(ago - step, hour);
  const open = (grid: string, code: string, ago: number, text: string): Tale =>
    new Tale(teller, { grid, code, text, at: times.workday(ago, 9.2) });
  tellViews(open, from);
  tellOrders(open, from);
  tellWork(open, from);
  tellReworks(open, from);
  tellEmergencies(teller, times);
}

type Open = (grid: string, code: string, ago: number, text: string) => Tale;
type From = (ago: number) => (step: number, hour: number) => number;

/** Objections answered with a reason or by another lead; a unit that names another; one that wants to confer. */
function tellViews(open: Open, from: From): void {
  const reasoned = open('1-2-2', '0304', 88, '{处}门楣上的旧灯箱松了，风大时晃');
  const on = from(88);
  reasoned
    .up(on(1, 10))
    .toDistrict(on(1, 15), ['CG'])
    .did('whistle.opine', 'CG', on(2, 10), { opinion: 'object', grounds: '灯箱是商户自己装的，应由产权人拆除。' })
    .ordered(on(3, 9.5), ['CG'], { reason: '产权人已联系不上，设施有坠落危险，按职责清单由你单位牵头处置。' })
    .onSite(on(3, 10), ['CG'])
    .did('whistle.progress', 'CG', on(4, 15), { text: '灯箱已经拆下，留了告知书。' })
    .toEnd(from(82));

  const other = open('2-1-2', '0305', 76, '{处}出口被货车挡住，救护车掉不了头');
  const then = from(76);
  other
    .up(then(1, 10))
    .toDistrict(then(1, 15), ['JJ'])
    .did('whistle.opine', 'JJ', then(2, 10), {
      opinion: 'object',
      grounds: '小区内部道路不属于交通管理的道路，不是我单位职责。',
    })
    .did('whistle.ask', 'district', then(2, 14), { text: '请看看由你们牵头行不行', units: [other.unit('CG')] })
    .agreed(then(3, 10), ['CG'])
    .ordered(then(3, 15), ['CG', 'JJ'])
    .onSite(then(3, 15.5), ['CG', 'JJ'])
    .did('whistle.progress', 'CG', then(5, 10), { text: '划了禁停线，装了两根立柱。' })
    .toEnd(from(69));

  const named = open('1-3-2', '0101', 64, '{处}东侧井盖下沉，车过时响');
  const by = from(64);
  named
    .up(by(0, 11))
    .toDistrict(by(0, 15), ['SZ'])
    .did('whistle.opine', 'SZ', by(1, 9.5), {
      opinion: 'other',
      whose: named.unit('TX'),
      grounds: '这是通信井，井盖上有标识，请通信部门牵头。',
    })
    .did('whistle.ask', 'district', by(1, 10.5), { text: '市政说是通信井，请确认', units: [named.unit('TX')] })
    .agreed(by(1, 15), ['TX'])
    .ordered(by(2, 9), ['TX'])
    .onSite(by(2, 9.5), ['TX'])
    .did('whistle.progress', 'TX', by(3, 15), { text: '井盖已换，井圈重新砌过。' })
    .toEnd(from(59), 'good', ['satisfied', 'fair']);

  const conferred = open('2-3-1', '0207', 52, '{处}旁边的沟里流出白色的水，有味道');
  const at = from(52);
  conferred
    .up(at(1, 10))
    .toDistrict(at(1, 15), ['HB', 'SW'])
    .did('whistle.opine', 'SW', at(2, 10), { opinion: 'confer', grounds: '要先弄清水从哪里来，建议一起到现场看。' })
    .agreed(at(2, 11), ['HB'])
    .did('whistle.setUrgency', 'district', at(2, 14), { urgency: 'U3', reason: '现场看过，没有扩散，按日常办理。' })
    .ordered(at(3, 10), ['HB', 'SW'])
    .onSite(at(3, 10.5), ['HB', 'SW'])
    .did('whistle.progress', 'SW', at(6, 15), { text: '雨污混接的管口已经封堵。', isDone: true })
    .did('whistle.progress', 'HB', at(6, 16), { text: '取样送检，两次都达标。' })
    .toEnd(from(44));
}

/** Hand-backs accepted, recalls, another lead on the way, an extension of the hard ones approved above. */
function tellOrders(open: Open, from: From): void {
  const returned = open('2-2-1', '0208', 96, '{处}路边的树歪了，枝子压着电线');
  const on = from(96);
  returned
    .up(on(0, 14))
    .toDistrict(on(1, 10), ['YL'])
    .agreed(on(2, 9.5), ['YL'])
    .ordered(on(2, 14), ['YL'])
    .did('whistle.sign', 'YL', on(2, 14.4), {})
    .did('whistle.handBack', 'YL', on(2, 16), {
      reason: 'notOurs',
      whose: returned.unit('GD'),
      text: '压住的是供电线路，断电以前我们不能上树。',
    })
    .did('whistle.decideHandBack', 'district', on(3, 10), {
      isAccepted: true,
      owner: returned.unit('GD'),
      reason: '先断电再修枝，由供电牵头，园林配合。',
    })
    .agreed(on(3, 15), ['GD'])
    .ordered(on(4, 9.5), ['GD', 'YL'])
    .onSite(on(4, 10), ['GD', 'YL'])
    .did('whistle.progress', 'GD', on(5, 11), { text: '已经停电修枝，下午恢复供电。' })
    .toEnd(from(89));

  const recalled = open('1-1-1', '0103', 90, '{处}后面的小路没有灯，老人不敢走');
  const then = from(90);
  recalled
    .toOrder(then, ['GD'])
    .did('whistle.recall', 'district', then(3, 9.5), { reason: '灯杆是市政的，派错了单位，撤回重派。' })
    .did('whistle.ask', 'district', then(3, 10), { text: '请确认由你们装灯', units: [recalled.unit('SZ')] })
    .agreed(then(3, 15), ['SZ'])
    .ordered(then(4, 9.5), ['SZ'])
    .onSite(then(4, 10), ['SZ'])
    .did('whistle.progress', 'SZ', then(6, 15), { text: '装了三盏壁灯，晚上亮到天明。' })
    .toEnd(from(82), 'good', ['satisfied', 'satisfied']);

  const replaced = open('2-3-2', '0201', 80, '{处}田埂边堆了一车渣土');
  const by = from(80);
  replaced
    .toWork(by, ['HW'])
    .did('whistle.changeUnits', 'district', by(4, 10), {
      lead: replaced.unit('CG'),
      cooperators: [replaced.unit('HW')],
      reason: '查到是偷倒，要立案，改由城管执法牵头，环卫清运。',
    })
    .onSite(by(4, 14), ['CG'])
    .did('whistle.progress', 'HW', by(6, 10), { text: '渣土已经清运，地面平整好了。', isDone: true })
    .toEnd(from(72));

  const hard = open('1-2-3', '0603', 112, '{处}居民想加装电梯，管线不知道怎么挪');
  const at = from(112);
  hard
    .toWork(at, ['ZJ', 'GD'], 'U4')
    .did('whistle.progress', 'ZJ', at(12, 15), { text: '管线图已经摸清，方案公示了七天。' })
    .did('whistle.askExtension', 'ZJ', at(40, 10), {
      until: addDays(dayOf(isoOf(at(109, 10))), 7),
      reason: '一楼住户还有意见，要再开两次协商会。',
    })
    .did('whistle.agreeExtension', 'community', at(41, 10), { isAgreed: true })
    .did('whistle.approveExtension', 'district', at(42, 10), { isAgreed: true })
    .did('whistle.progress', 'ZJ', at(70, 15), { text: '一楼同意了，基坑已经开挖。' });
}

/** Late, never quite done, or made to last. */
function tellWork(open: Open, from: From): void {
  open('2-1-3', '0306', 58, '{处}人行道上堆满单车，轮椅过不去')
    .toOrder(from(58), ['CG'])
    .onSite(from(58)(7, 10), ['CG'])
    .did('whistle.progress', 'CG', from(58)(8, 15), { text: '清走了一批，正在划停车位。' })
    .did('whistle.press', 'community', from(58)(15, 10), { text: '居民又来问，请说一声什么时候能好。' })
    .did('whistle.supervise', 'district', from(58)(16, 10), { text: '已经过了期限，请本周内办完并说明原因。' })
    .toEnd(from(40), 'late', ['fair', 'unsatisfied', 'satisfied'])
    .did('whistle.answerEvaluation', 'CG', from(36)(0, 10), { text: '停车位要三家会签，多用了八天，下次会提前说明。' });

  const lasting = open('1-3-3', '0302', 108, '{处}早市散场后满地菜叶，几家轮流说要管');
  lasting
    .toWork(from(108), ['CG'])
    .did('whistle.progress', 'CG', from(108)(5, 15), { text: '定点定时，每天九点收摊。' })
    .did('whistle.makeLasting', 'district', from(108)(8, 10), {
      lead: lasting.unit('CG'),
      cooperators: [lasting.unit('HW')],
      document: '早市管理约定：九点收摊，环卫九点半清扫，社区每季度看一次。',
    })
    .did('whistle.check', 'community', from(45)(0, 10), { finding: '连看三天，收摊准时，地面干净。' });

  const wound = open('2-2-3', '0202', 116, '{处}垃圾桶总是满，周末没有人收');
  wound
    .toWork(from(116), ['HW'])
    .did('whistle.makeLasting', 'district', from(116)(6, 10), {
      lead: wound.unit('HW'),
      cooperators: [],
      document: '周末加收一次，社区每季度查看一次。',
    })
    .did('whistle.check', 'community', from(62)(0, 10), { finding: '周末加收一直在做，没有满溢。' })
    .did('whistle.windUp', 'district', from(60)(0, 10), { reason: '周末加收已写进年度合同，不用再单独约定。' });
}

/** An evaluation that sends the work back: once it ends well, once it does not. A wrong mark is put right. */
function tellReworks(open: Open, from: From): void {
  const redone = open('1-1-2', '0102', 86, '{处}门口的路修过又塌，坑比以前还大');
  redone
    .toWork(from(86), ['SZ'])
    .did('whistle.progress', 'SZ', from(86)(5, 15), { text: '已经回填，等沉降。' })
    .toEnd(from(78), 'poor', ['unsatisfied', 'unsatisfied', 'fair'])
    .did('whistle.progress', 'SZ', from(74)(0, 10), { text: '挖开重做，换了级配砂石。' })
    .toEnd(from(71), 'good', ['satisfied', 'fair', 'satisfied']);

  open('2-1-4', '0206', 74, '{处}楼下烧烤店的风机半夜还在响')
    .toWork(from(74), ['GA'])
    .did('whistle.progress', 'GA', from(74)(4, 15), { text: '已经上门警告。' })
    .toEnd(from(68), 'poor', ['unsatisfied', 'unsatisfied', 'unsatisfied'])
    .toEnd(from(62), 'poor', ['unsatisfied', 'fair', 'unsatisfied'])
    .did('whistle.answerEvaluation', 'GA', from(57)(0, 10), { text: '罚过两次，店家换了风机，我们会继续夜查。' });

  const corrected = open('1-3-4', '0101', 66, '{处}车库入口的井盖翘起一角');
  corrected.toWork(from(66), ['SZ']).toEnd(from(61), 'late');
  const first = corrected.row.loop?.evaluations[0];
  if (!first) throw new Error('it was evaluated');
  corrected.did('whistle.correctEvaluation', 'community', from(55)(0, 10), {
    // The first of an evaluation bears the id of its event.
    corrects: first.id as EventId,
    unit: first.unit,
    reportIn: 20,
    plan: 18,
    finish: 20,
    result: 37,
    text: '查了记录，是按期办好的，上次把日子看错了，现更正。',
  });

  // Closed, and the same again after a fortnight.
  open('2-3-3', '0105', 50, '{处}门前的沟又堵了，水漫到路上')
    .toWork(from(50), ['SW'], 'U2')
    .did('whistle.progress', 'SW', from(50)(3, 10), { text: '疏通车到了，清出三车淤泥。' })
    .toEnd(from(46))
    .did('whistle.reopen', 'worker', from(36)(0, 9), { reason: '下了一场雨又堵了，没有解决。' })
    .did('whistle.resume', 'community', from(36)(0, 11), { reason: '同一段沟，请原单位接着办。' })
    .did('whistle.progress', 'SW', from(34)(0, 15), { text: '换了一段管子，坡度重新找过。' })
    .claimed(from(32)(0, 10))
    .did('whistle.reject', 'worker', from(31)(0, 9.5), { reason: '出水口还有半边没有清。' })
    .toEnd(from(30));
}

/** Straight to the units by community, street or dispatcher; then on as a daily one. A station is on the spot in half an hour. */
function tellEmergencies(teller: Teller, times: TaleTimes): void {
  const sounded = [
    {
      grid: '1-2-1',
      code: '0404',
      text: '{处}外墙有砖往下掉，已拉警戒线',
      ago: 92,
      by: 'community',
      units: ['ZJ', 'YJ'],
    },
    { grid: '2-2-2', code: '0107', text: '{处}楼道里煤气味很重，已开窗疏散', ago: 54, by: 'street', units: ['GQ'] },
    { grid: '1-3-1', code: '0402', text: '{处}消防通道被堵，楼上有人烧电瓶车', ago: 28, by: 'district', units: ['XF'] },
  ] as const;
  for (const { grid, code, text, ago, by, units } of sounded) {
    const at = (minutes: number): number => times.workday(ago, 9) + minutes * minuteMs;
    const on = (step: number, hour: number): number => times.workday(ago - 1 - step, hour);
    new Tale(teller, { grid, code, text, at: at(0), isEmergency: true })
      .soundedOut(at(by === 'district' ? 17 : 6), by, units)
      .onSite(at(by === 'district' ? 20 : 9), units, 14 * minuteMs)
      .did('whistle.progress', units[0], at(70), { text: '人已撤开，正在排除。' })
      .did('whistle.filePapers', 'street', at(200), { category: code, grounds: '险情属实，先处置，后补手续。' })
      .did('whistle.madeSafe', units[0], at(300), { text: '险情已经排除，现场有人看守。' })
      .did('whistle.goOn', by === 'street' ? 'community' : 'district', at(360), { urgency: 'U3' })
      .did('whistle.progress', units[0], on(1, 15), { text: '后续修复已经开工。' })
      .toEnd((step, hour) => on(4 + step, hour), 'good', ['satisfied', 'satisfied', 'fair']);
  }
  for (const [grid, ago, text] of [
    ['1-1-3', 98, '{处}两家为漏水动了手，邻居劝不开'],
    ['2-1-2', 34, '{处}租客和房东吵起来，门被堵住了'],
  ] as const) {
    const at = (minutes: number): number => times.workday(ago, 10) + minutes * minuteMs;
    const quarrel = new Tale(teller, { grid, code: '0605', text, at: at(0) });
    quarrel
      .up(at(10), '劝不开，请街道派站所到场。')
      .did('whistle.setUrgency', 'street', at(14), { urgency: 'U1', reason: '有人可能受伤。' })
      .did('whistle.callStation', 'street', at(15), {
        unit: quarrel.unit('station'),
        urgency: 'U1',
        text: '请三十分钟内到场，先把人分开。',
      })
      .onSite(at(20), ['station'], 15 * minuteMs)
      .did('whistle.progress', 'station', at(60), { text: '已经到场，两家分开谈。' })
      .did('whistle.madeSafe', 'station', at(150), { text: '双方都冷静下来，各自回家。' })
      .did('whistle.goOn', 'community', at(200), { urgency: 'U3' })
      .toEnd((step, hour) => times.workday(ago - 3 - step, hour));
  }
}
