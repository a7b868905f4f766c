import { isoOf, minuteMs, dayMs, msOf, type Iso } from '../../core/lib/time.ts';
import type { Consent, HouseholdKind, NeedKind } from '../../core/household/household.ts';
import type { Prng } from './prng.ts';

export interface Resident {
  name: string;
  sex: 'f' | 'm';
  age: number;
  /** To the first person of the household. */
  relation: string;
}

export interface FoundNeed {
  kind: NeedKind;
  note: string | null;
  /** Index of the resident whom it concerns: who agreed. */
  who: number;
}

const notes: Record<NeedKind, readonly string[]> = {
  livingAlone: [
    '子女在外地，每周敲门看一看',
    '早上要看窗帘是否拉开',
    '耳背，敲门要久一点',
    '不会用智能手机，打座机',
    '有血压计，帮着看读数',
  ],
  disability: ['轮椅出行，楼道口需要坡道', '视力不好，通知要当面念', '听力障碍，来访先发短信', '每月帮领一次辅具'],
  lowIncome: ['低保续期材料提前一个月提醒', '孩子上学，关注助学申请', '找零工，有招工信息请告知'],
  maternity: ['产后，关注产检和疫苗通知', '预产期临近，家里只有两人', '新生儿，帮问预约接种'],
  illness: ['定期透析，接送有困难', '术后恢复，行动不便', '长期服药，帮代取药'],
  care: ['卧床，家人白天上班', '失能，申请了上门护理', '记性不好，出门要有人看着'],
  childAtRisk: ['父母在外地，由祖辈照看'],
  other: ['希望有人帮忙换灯泡', '想参加助餐', '需要帮忙调电视和手机'],
};

/** What a household asked to be helped with; empty for most. */
export function needsOf(residents: readonly Resident[], kind: HouseholdKind, random: Prng): FoundNeed[] {
  if (kind !== 'lived' && kind !== 'let') return [];
  const found: FoundNeed[] = [];
  const add = (need: NeedKind, probability: number, who: number): void => {
    if (who >= 0 && random.chance(probability))
      found.push({ kind: need, note: random.chance(0.7) ? random.pick(notes[need]) : null, who });
  };
  const oldest = residents.reduce((best, { age }, i) => (age > (residents[best]?.age ?? -1) ? i : best), 0);
  const isOld = (residents[oldest]?.age ?? 0) >= 66;
  add('livingAlone', 0.74, residents.length === 1 && isOld ? 0 : -1);
  add('care', isOld && residents.length > 1 ? 0.045 : 0, oldest);
  add('disability', 0.026, random.int(0, Math.max(0, residents.length - 1)));
  add('illness', isOld ? 0.04 : 0.008, oldest);
  add('lowIncome', 0.022, residents.length === 0 ? -1 : 0);
  add(
    'maternity',
    0.06,
    residents.findIndex(({ sex, age, relation }) => sex === 'f' && age >= 23 && age <= 33 && relation !== '子女'),
  );
  const child = residents.findIndex(({ age }) => age < 14);
  add('childAtRisk', isOld ? 0.03 : 0.002, child < 0 ? -1 : 0);
  add('other', found.length === 0 ? 0.007 : 0, residents.length === 0 ? -1 : 0);
  return found;
}

/** What the resident agreed to, as it was read out. */
export const consentWording = '我同意网格员登记这一情况，只用于上门帮助，一年后删除，随时可以收回。';

/** Given within the five months before the history begins. */
export function consentOf(random: Prng, since: Iso, by: string): Consent {
  const at = isoOf(msOf(since) - random.int(2, 150) * dayMs - random.int(0, 400) * minuteMs);
  return {
    how: random.weighted([
      ['spoken', 3],
      ['signed', 2],
    ] as const),
    by,
    at,
    wording: consentWording,
  };
}
