import type { HouseholdKind, NeedKind } from '../../core/household/household.ts';
import type { VisitOutcome } from '../../core/visit/due.ts';

/** What workers write down at the door: short, kind, nothing that is nobody's business. */
export const visitNotes: Record<VisitOutcome, readonly string[]> = {
  met: [
    '一切都好',
    '提醒用气安全',
    '送了通知单',
    '家里老人精神不错',
    '孩子放假在家',
    '楼道杂物已请其搬走',
    '说水压有点小',
    '新换了电话',
    '问加装电梯的进展',
    '提醒电动车不进楼',
    '感谢上次帮忙修灯',
    '问医保缴费怎么办',
  ],
  absent: ['白天上班，晚上再来', '邻居说回老家了', '敲门无人应', '留了联系卡'],
  phone: ['电话联系，一切都好', '在外地，月底回', '约周末上门'],
  refused: ['说不方便，改日', '隔门说没事'],
};

export const doorNotes: Partial<Record<HouseholdKind, readonly string[]>> = {
  shop: ['灭火器在有效期内', '门前清扫干净', '提醒不占道经营', '液化气瓶已换软管', '店里不住人', '安全出口畅通'],
  let: ['租客未变', '新来一人，已登记', '提醒不飞线充电', '合同到年底'],
  void: ['电话问过房主，仍空着', '门窗完好，房主在外地'],
};

export const needNotes: Record<NeedKind, readonly string[]> = {
  livingAlone: [
    '陪聊一刻钟，血压正常',
    '帮换了灯泡',
    '帮取了药',
    '冰箱里有菜，气色好',
    '教用了视频通话',
    '提醒降温添衣',
  ],
  disability: ['问了辅具，下月到', '坡道清理干净了', '帮约了上门体检'],
  lowIncome: ['材料已备齐', '讲了临时救助怎么申请', '送去招工信息'],
  maternity: ['母子平安', '提醒了产检日期', '讲了疫苗接种'],
  illness: ['透析按时，接送已约', '恢复得不错', '帮代取了药'],
  care: ['护理员每天上门', '家属在，翻身垫好用', '走失手环戴着'],
  childAtRisk: ['孩子在家写作业，状态好', '和老师通了电话'],
  other: ['问题已解决', '帮忙登记了助餐'],
};

/** Needs that came up at a door during the half year. */
export const openedNeeds: readonly { kind: NeedKind; note: string }[] = [
  { kind: 'illness', note: '刚出院，行动不便' },
  { kind: 'maternity', note: '预产期在两个月后' },
  { kind: 'other', note: '希望有人帮忙装扶手' },
  { kind: 'lowIncome', note: '刚失业，想申请临时救助' },
  { kind: 'disability', note: '听力下降，想办辅具' },
];
