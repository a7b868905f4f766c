/** What is said with each deed: sometimes what moves the whistle on, sometimes what a rule must refuse. */
import { addDays, dayOf } from '../../core/calendar/day.ts';
import type { Iso } from '../../core/lib/time.ts';
import type { PayloadOf } from '../../core/protocol/payloads.ts';
import type { WhistleAction } from '../../core/whistle/actions.ts';
import type { LoopAction } from '../../core/whistle/loop-actions.ts';
import { grades, handBackReasons, leadOf, opinions, standing, type UnitId } from '../../core/whistle/loop.ts';
import type { Part } from '../../core/whistle/table.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import type { Dice } from './dice.ts';
import { grids, streetLight } from './town.ts';

/** Somebody before a whistle. */
export interface Bench {
  whistle: WhistleRow;
  parts: readonly Part[];
  /** The unit for which she acts. */
  unit: UnitId | null;
  /** All units; the last one is the street's station. */
  units: readonly UnitId[];
  others: readonly WhistleRow['id'][];
  now: Iso;
  dice: Dice;
}

type Words<A extends WhistleAction | LoopAction> = (bench: Bench) => Omit<PayloadOf<`whistle.${A}`>, 'whistle'>;

const tomorrow = ({ now, dice }: Bench) => addDays(dayOf(now), dice.pick([1, 1, 3, 8]));
const anyUnit = ({ units, dice }: Bench): UnitId => dice.pick(units);

function team(bench: Bench): { lead: UnitId; cooperators: UnitId[] } {
  const lead = bench.whistle.loop?.proposal?.lead ?? anyUnit(bench);
  const cooperators = bench.dice.chance(0.3) ? bench.units.filter((one) => one !== lead).slice(0, 1) : [];
  return { lead, cooperators: bench.dice.chance(0.02) ? [lead] : cooperators };
}

/** The views of units begin with whose they are, so that one told to another is seen in any reply. */
export const viewMark = (unit: number | string): string => `看法${unit}：`;
const viewOf = ({ unit, units, dice }: Bench): string =>
  `${viewMark(unit === null ? 0 : units.indexOf(unit) + 1)}${dice.between(1, 999)}`;

const meeting = { agenda: '路灯', attendance: ['社区', '物业', '居民代表'], resolution: '一致同意' };

function scores({ dice }: Bench) {
  const poor = dice.chance(0.12);
  return {
    reportIn: 20,
    plan: poor ? 5 : 15,
    finish: poor ? 5 : 20,
    result: poor ? 10 : dice.pick([30, 40]),
    text: '核实',
  };
}

/** An extension ends after the day that stands, and not beyond one more term. */
function laterDay(bench: Bench) {
  const lead = leadOf(bench.whistle.loop)?.unit;
  const finish = bench.whistle.clocks.findLast(({ name, unit }) => name === 'finish' && unit === lead);
  return addDays(dayOf(finish?.dueAt ?? bench.now), bench.dice.pick([1, 2, 2, 200]));
}

export const loopWords: { [A in LoopAction]: Words<A> } = {
  table: () => ({ text: '请联席会议研究' }),
  recount: ({ now }) => ({ moved: [{ clock: 'finish', unit: null, from: now, to: now }] }),
  resolveSettle: () => meeting,
  resolveEscalate: () => meeting,
  resolveDrop: () => ({ ...meeting, reason: '不属实' }),
  untable: () => ({ reason: '已另行处理' }),
  resume: () => ({ reason: '又坏了' }),
  sendBack: () => ({ reason: '下面可办' }),
  callStation: (bench) => ({
    unit: bench.dice.chance(0.9) ? (bench.units.at(-1) ?? anyUnit(bench)) : anyUnit(bench),
    urgency: bench.dice.pick(['U2', 'U3'] as const),
    text: '请到场',
  }),
  sound: (bench) => ({ units: [anyUnit(bench)], text: '漏电' }),
  opine: (bench) => ({
    opinion: bench.dice.pick([...opinions, 'agree', 'agree'] as const),
    whose: anyUnit(bench),
    grounds: viewOf(bench),
  }),
  dispatch: (bench) => ({
    ...team(bench),
    urgency: bench.dice.pick(['U2', 'U3', 'U3', 'U4', 'U4'] as const),
    reason: bench.dice.chance(0.8) ? '职责明确' : null,
  }),
  escalateCity: () => ({ record: '区里研究记录' }),
  returnDistrict: () => ({ reason: '区里可办' }),
  makeLasting: (bench) => ({ ...team(bench), document: '路灯巡修机制' }),
  check: () => ({ finding: '运行正常' }),
  windUp: () => ({ reason: '不再需要' }),
  sign: () => ({}),
  contact: ({ now }) => ({ who: '社区书记', when: now }),
  handBack: (bench) => ({
    reason: bench.dice.pick(handBackReasons),
    whose: bench.dice.chance(0.8) ? anyUnit(bench) : null,
    text: '不在职责内',
  }),
  decideHandBack: (bench) => ({
    isAccepted: bench.dice.chance(0.5),
    owner: bench.dice.chance(0.6) ? anyUnit(bench) : null,
    reason: '研究决定',
  }),
  recall: () => ({ unit: null, reason: '派错了' }),
  reportIn: (bench) => ({
    unit: bench.parts.includes('community')
      ? (standing(bench.whistle.loop).find(({ reported, confirmedAt }) => reported && !confirmedAt)?.unit ??
        anyUnit(bench))
      : bench.unit,
    plan: bench.dice.chance(0.97) ? '三天内换灯' : '',
    leader: '李科长',
    contact: '小王',
    milestones: bench.dice.chance(0.9) ? [{ what: '换灯', on: tomorrow(bench) }] : [],
  }),
  progress: ({ dice }) => ({ text: dice.chance(0.97) ? '材料已到' : '', photos: [], isDone: dice.chance(0.7) }),
  askExtension: (bench) => ({ until: laterDay(bench), reason: '缺料' }),
  agreeExtension: ({ dice }) => ({ isAgreed: dice.chance(0.85), reason: '' }),
  approveExtension: ({ dice }) => ({ isAgreed: dice.chance(0.8), reason: '' }),
  madeSafe: () => ({ text: '已断电', photos: [] }),
  goOn: ({ dice }) => ({ urgency: dice.pick(['U3', 'U4'] as const) }),
  changeUnits: (bench) => ({ ...team(bench), lead: anyUnit(bench), reason: '职责调整' }),
  claim: ({ whistle, dice }) => ({
    text: '已换好',
    photos: [],
    excused: dice.chance(0.5)
      ? standing(whistle.loop)
          .filter(({ isLead }) => !isLead)
          .map(({ unit }) => unit)
      : [],
  }),
  accept: () => ({ text: '亮了', photos: [] }),
  reject: () => ({ reason: '还是不亮', photos: [] }),
  ballot: ({ dice, parts }) => ({
    grade: dice.pick([...grades, 'satisfied', 'satisfied', 'satisfied'] as const),
    reason: null,
    isPaper: parts.includes('community'),
  }),
  endSurvey: () => ({}),
  evaluate: (bench) => ({
    units: standing(bench.whistle.loop).map(({ unit }) => ({ unit, ...scores(bench) })),
    isSolved: bench.dice.chance(0.95),
    lines: (bench.whistle.loop?.joined ?? []).map(({ whistle }) => ({ whistle, isSolved: true, text: '这里也好了' })),
  }),
  filePapers: ({ whistle }) => ({ category: whistle.category ?? streetLight.id, grounds: '险情属实' }),
  answerEvaluation: () => ({ text: '收到' }),
  correctEvaluation: (bench) => {
    const wrong = bench.whistle.loop?.evaluations[0];
    const [corrects] = (wrong?.id ?? 'ev_00000000-0000-7000-8000-000000000000').split(':') as [`ev_${string}`];
    return { corrects, unit: wrong?.unit ?? anyUnit(bench), ...scores(bench) };
  },
  reopen: () => ({ reason: '没有解决' }),
  rate: ({ dice }) => ({ grade: dice.pick(grades), reason: null }),
  rest: () => ({}),
  split: () => ({ reason: '不是一件事' }),
  setUrgency: ({ dice }) => ({ urgency: dice.pick(['U1', 'U2', 'U3', 'U4'] as const), reason: '影响大' }),
  press: () => ({ text: '请尽快' }),
  supervise: () => ({ text: '督办' }),
  park: (bench) => ({ reason: '规划未定', reviewOn: tomorrow(bench), answer: '到时再议' }),
  unpark: () => ({ reason: '可以办了' }),
};

/** The early deeds that offices and the community do; photos, supporting and the reporter's own are elsewhere. */
export type EarlyAction = Exclude<WhistleAction, 'amend' | 'withdraw' | 'addPhoto' | 'support' | 'resend' | 'tell'>;
export const earlyWords: { [A in EarlyAction]: Words<A> } = {
  comment: ({ dice }) => ({ text: `留言 ${dice.between(1, 999)}` }),
  takeOn: (bench) => ({ who: '社区电工', promisedOn: tomorrow(bench) }),
  settle: () => ({ text: '已换灯' }),
  return: () => ({ reason: 'noPlace', text: '请补充位置' }),
  ask: (bench) => ({ text: '请说明', units: bench.whistle.stage === 'consulting' ? [anyUnit(bench)] : [] }),
  regrid: ({ dice }) => ({ grid: dice.pick(grids) }),
  recategorise: ({ dice }) => ({ category: dice.pick(['0101', '0104']) }),
  merge: ({ others, whistle, dice }) => ({ into: others.length > 0 ? dice.pick(others) : whistle.id }),
  escalate: (bench) => ({
    category: bench.dice.chance(0.9) ? '0101' : '0104',
    text: '需上级处理',
    proposal:
      bench.whistle.stage === 'community' || bench.dice.chance(0.03)
        ? null
        : {
            urgency: bench.dice.pick(['U3', 'U4'] as const),
            complexity: 'several',
            ...team({ ...bench, whistle: { ...bench.whistle, loop: null } }),
          },
  }),
};
