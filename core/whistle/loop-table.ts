import type { ClockName } from './clock.ts';
import type { LoopAction } from './loop-actions.ts';
import { openStages, type WhistleStage } from './stage.ts';
import type { Part, WhistleActionRules, WhistleRule } from './table.ts';

/**
 * The transitions of lifecycle.md from the community's first answer on; table.ts has those before. Complete by type, and
 * whatever is not listed is refused. Clocks of one unit are started and met by its deeds: here stand the whistle's own.
 */

interface Effects {
  meets?: readonly ClockName[];
  starts?: readonly ClockName[];
  clocks?: WhistleRule['clocks'];
}

const can = (
  at: readonly WhistleStage[],
  who: readonly Part[],
  to: WhistleRule['to'],
  { meets = [], starts = [], clocks = 'run' }: Effects = {},
): WhistleRule => ({ at, who, to, meets, starts, clocks });

type Rules = WhistleActionRules['rules'];
/** A decision that rests on what was seen: a stale one is refused. */
const decision = (zh: string, en: string, ...rules: Rules): WhistleActionRules => ({
  zh,
  en,
  whenStale: 'refused',
  disturbs: true,
  rules,
});
/** A deed that needs the stage alone, like verifying on the spot; what rests on the whistle has not seen it. */
const deed = (zh: string, en: string, ...rules: Rules): WhistleActionRules => ({
  ...decision(zh, en, ...rules),
  whenStale: 'joins',
});
/** What a unit owes by its own order: a colleague's step to the next stage does not undo that it came. */
const owed = (zh: string, en: string, ...rules: Rules): WhistleActionRules => ({
  ...deed(zh, en, ...rules),
  whenStale: 'stands',
});
/** Said beside the matter: nobody's decision rests on it. */
const remark = (zh: string, en: string, ...rules: Rules): WhistleActionRules => ({
  ...deed(zh, en, ...rules),
  disturbs: false,
});

const units: readonly Part[] = ['lead', 'cooperator'];

export const loopTable: Record<LoopAction, WhistleActionRules> = {
  table: decision(
    '提交联席会',
    'put before the joint meeting',
    can(['community'], ['community'], 'meeting', { meets: ['answer', 'finish'], starts: ['meeting'] }),
  ),
  resolveSettle: decision(
    '会议办结',
    'settle by resolution',
    can(['meeting'], ['community'], 'settled', { meets: ['meeting'] }),
  ),
  resolveEscalate: decision(
    '会议上报',
    'raise by resolution',
    can(['meeting'], ['community'], 'street', { meets: ['meeting'], starts: ['review'] }),
  ),
  resolveDrop: decision(
    '会议不予办理',
    'decline by resolution',
    can(['meeting'], ['community'], 'settled', { meets: ['meeting'] }),
  ),
  untable: decision(
    '撤出议题',
    'take off the agenda',
    can(['meeting'], ['community'], 'community', { starts: ['answer'], clocks: 'stop' }),
  ),
  resume: decision(
    '重新交办',
    'hand to the lead again',
    can(['community'], ['community'], 'working', { meets: ['answer'] }),
  ),
  sendBack: decision(
    '退回下级',
    'send back down',
    can(['street'], ['street'], 'community', { meets: ['review'], starts: ['answer'] }),
    can(['consulting'], ['dispatcher'], 'street', { starts: ['review'], clocks: 'stop' }),
  ),
  callStation: decision(
    '站所到场',
    'call a station to the spot',
    can(['street'], ['street'], 'dispatched', { meets: ['review'] }),
  ),
  sound: decision(
    '应急直派',
    'sound an emergency',
    can(['community'], ['community', 'street', 'dispatcher'], 'dispatched', { meets: ['answer'], starts: ['papers'] }),
    can(['street'], ['street', 'dispatcher'], 'dispatched', { meets: ['review'], starts: ['papers'] }),
  ),
  filePapers: remark(
    '补应急手续',
    'file the papers of an emergency',
    can(['dispatched', 'working', 'verifying', 'surveying', 'evaluating'], ['street'], 'same', { meets: ['papers'] }),
  ),
  opine: deed('答复征询', 'give a view', can(['consulting'], ['asked'], 'same')),
  dispatch: decision('派单', 'dispatch', can(['consulting'], ['dispatcher'], 'dispatched', { clocks: 'stop' })),
  escalateCity: decision(
    '报市',
    'raise to the city',
    can(['consulting', 'dispatched'], ['dispatcher'], 'consulting', { clocks: 'stop' }),
  ),
  returnDistrict: decision(
    '退回区县',
    'return to the district',
    can(['consulting', 'dispatched'], ['dispatcher'], 'consulting', { clocks: 'stop' }),
  ),
  makeLasting: decision(
    '立长效',
    'make it lasting',
    can(['consulting', 'working'], ['dispatcher'], 'lasting', { clocks: 'stop', starts: ['check'] }),
  ),
  check: deed(
    '长效检查',
    'check the mechanism',
    can(['lasting'], ['community'], 'same', { meets: ['check'], starts: ['check'] }),
  ),
  windUp: decision('结束长效', 'wind up the mechanism', can(['lasting'], ['dispatcher'], 'closed', { clocks: 'stop' })),
  sign: owed('签收', 'sign for it', can(['dispatched', 'working'], units, 'same')),
  contact: owed('联系社区', 'contact the community', can(['dispatched', 'working'], units, 'same')),
  handBack: deed('退单', 'hand back', can(['dispatched'], units, 'same', { starts: ['decide'] })),
  decideHandBack: decision(
    '裁定退单',
    'decide the hand-back',
    // The lead may have begun its work meanwhile.
    can(['dispatched', 'working'], ['dispatcher'], ['consulting', 'dispatched', 'working'], { meets: ['decide'] }),
  ),
  recall: decision('撤单', 'recall', can(['dispatched'], ['dispatcher'], 'consulting', { clocks: 'stop' })),
  reportIn: owed(
    '报到',
    'report in',
    can(['dispatched'], [...units, 'community'], ['working', 'dispatched']),
    can(['working'], ['cooperator', 'community'], 'same'),
  ),
  progress: remark('进展', 'progress', can(['working'], units, 'same')),
  askExtension: deed('申请延期', 'ask for more time', can(['working'], ['lead'], 'same')),
  agreeExtension: decision('社区同意延期', 'agree to more time', can(['working'], ['community'], 'same')),
  approveExtension: decision('批准延期', 'approve more time', can(['working'], ['dispatcher'], 'same')),
  madeSafe: deed('险情排除', 'made safe', can(['working'], ['lead'], 'same')),
  goOn: decision('转入常规处置', 'go on as usual', can(['working'], ['community', 'dispatcher'], 'same')),
  changeUnits: decision(
    '变更责任单位',
    'change units',
    can(['dispatched', 'working'], ['dispatcher', 'time'], ['dispatched', 'working', 'consulting']),
  ),
  claim: deed('申请核查', 'claim it is done', can(['working'], ['lead'], 'verifying', { starts: ['verify'] })),
  accept: deed(
    '核查通过',
    'accept',
    can(['verifying'], ['community', 'worker'], 'surveying', { meets: ['verify'], starts: ['survey'] }),
  ),
  reject: deed('核查不通过', 'reject', can(['verifying'], ['community', 'worker'], 'working', { meets: ['verify'] })),
  ballot: remark('满意度投票', 'vote', can(['surveying'], ['reporter', 'supporter', 'community', 'resident'], 'same')),
  endSurvey: decision(
    '结束测评',
    'end the survey',
    can(['surveying'], ['community', 'time'], 'evaluating', { meets: ['survey'], starts: ['evaluate'] }),
  ),
  evaluate: decision(
    '一哨一评',
    'evaluate',
    can(['evaluating'], ['community'], ['closed', 'working'], { meets: ['evaluate'] }),
  ),
  answerEvaluation: remark('对评价的说明', 'answer the evaluation', can(['closed'], units, 'same')),
  correctEvaluation: decision('更正评价', 'correct an evaluation', can(['closed'], ['community'], 'same')),
  reopen: deed(
    '未解决',
    'not solved',
    can(['closed', 'settled'], ['reporter', 'supporter', 'community', 'resident'], 'community', { starts: ['answer'] }),
    // What it was merged into has ended, and it is not solved here.
    can(['merged'], ['reporter', 'supporter', 'community', 'resident'], 'community', { starts: ['answer'] }),
  ),
  rate: remark('评价', 'rate', can(['closed', 'settled'], ['reporter', 'supporter', 'resident'], 'same')),
  rest: deed('不再坚持', 'let it rest', can(['returned'], ['reporter', 'time'], 'withdrawn', { clocks: 'stop' })),
  split: decision(
    '分案',
    'take apart again',
    can(['merged'], ['community', 'street', 'dispatcher'], ['community', 'street', 'consulting']),
  ),
  setUrgency: decision(
    '定紧急程度',
    'set the urgency',
    can(['community', 'meeting', 'street', 'consulting'], ['street', 'dispatcher'], 'same'),
  ),
  press: remark('催办', 'press', can(openStages, ['community', 'street', 'dispatcher', 'time'], 'same')),
  /** The published year gives it another day, or the same for certain. */
  recount: remark('重算时限', 'count the terms again', can([...openStages, 'lasting'], ['time'], 'same')),
  supervise: remark('督办', 'supervise', can(openStages, ['dispatcher', 'time'], 'same')),
  park: decision(
    '挂账',
    'park',
    can(['community'], ['community'], 'parked', { clocks: 'stop' }),
    can(['street'], ['street'], 'parked', { clocks: 'stop' }),
    can(['consulting'], ['dispatcher'], 'parked', { clocks: 'stop' }),
  ),
  unpark: decision(
    '恢复办理',
    'take up again',
    can(['parked'], ['community', 'street', 'dispatcher', 'time'], ['community', 'street', 'consulting']),
  ),
};
