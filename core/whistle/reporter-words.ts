import { dayWords, type BothWords } from '../calendar/day-words.ts';
import type { LoopAction } from './loop-actions.ts';
import type { LoopSaid } from './loop-said.ts';
import type { UnitId } from './loop.ts';
import type { WhistleHappening } from './whistle.ts';

/**
 * What a reporter without an account is told of each happening (lifecycle, "Told at every transition"). Complete by type: each
 * is said in her words, or deliberately not shown. Never shown: what desks and units say among themselves, who of them it was,
 * free text that was not written for her, other residents, how anybody voted, an evaluation before it is closed.
 */
export interface ReporterNames {
  /** Null: not known here. */
  unit: (id: UnitId) => string | null;
}

type Happened = Exclude<WhistleHappening, { type: 'whistle-did' }>;
type Told<H> = (happened: H, names: ReporterNames) => BothWords | null;

const say = (zh: string, en: string) => (): BothWords => ({ zh, en });
/** Not hers to know, or of no use to her. */
const unsaid = (): null => null;

const happened: { [T in Happened['type']]: Told<Extract<Happened, { type: T }>> } = {
  'whistle-raised': say('已收到，交社区研究。', 'Received; the community is looking at it.'),
  'whistle-amended': say('反映的内容有更正。', 'What was reported was corrected.'),
  'whistle-withdrawn': say('报的人已撤回。', 'Whoever reported it took it back.'),
  'whistle-commented': unsaid,
  'whistle-settled': say('已办结，请看答复。', 'It is settled; please read the answer.'),
  'whistle-returned': say('社区没有受理，请看说明。', 'The community did not take it on; please read why.'),
  'whistle-escalated': say('社区或街道办不了，已向上一级报告。', 'Reported to the next level, which can do more.'),
  'whistle-taken-on': ({ promisedOn }) => {
    const day = dayWords(promisedOn);
    return { zh: `已有人接办，承诺${day.zh}前办好。`, en: `Taken on; promised to be done by ${day.en}.` };
  },
  'whistle-asked': say('想请您补充情况。', 'You are asked to tell more.'),
  'whistle-told': say('已收到补充的情况。', 'What was added has arrived.'),
  'whistle-moved': say('已转到所在的网格办理。', 'Moved to the grid where it lies.'),
  'whistle-recategorised': say('已重新归类。', 'Put into another category.'),
  'whistle-merged': say(
    '与另一件同样的事合在一起办，下面接着是那件事的进展。',
    'Joined with another report of the same; its progress follows here.',
  ),
  'whistle-joined': unsaid,
  'whistle-parted': unsaid,
  'whistle-answered': say(
    '合在一起办的那件事有了结果，请看答复。',
    'There is an outcome of the report that it joined; please read the answer.',
  ),
  'whistle-supported': unsaid,
  'whistle-photographed': unsaid,
  'whistle-resent': say('补充后已重新报给社区。', 'Sent to the community again, with more.'),
};

const did: { [A in LoopAction]: Told<LoopSaid<A>> } = {
  table: say('已列入社区联席会议题。', 'On the agenda of the joint meeting.'),
  resolveSettle: say('联席会议已办结，请看答复。', 'Settled by the joint meeting; please read the answer.'),
  resolveEscalate: say('联席会议决定报街道办理。', 'The joint meeting passed it to the street.'),
  resolveDrop: say('联席会议决定不办理，请看说明。', 'The joint meeting decided against it; please read why.'),
  untable: say('不再等联席会议，回到社区研究。', 'No longer waiting for the meeting; back with the community.'),
  resume: say('已交给原来的责任单位重新办理。', 'Handed to the same unit again.'),
  sendBack: say('已交回下一级办理。', 'Handed back to the level below.'),
  callStation: ({ unit }, names) => toUnit(unit, names),
  sound: ({ units: [lead] }, names) => (lead ? toUnit(lead, names) : null),
  filePapers: unsaid,
  opine: unsaid,
  dispatch: ({ lead }, names) => toUnit(lead, names),
  escalateCity: say('已报市里协调。', 'Passed to the city.'),
  returnDistrict: say('市里已交回区里办理。', 'Handed back by the city to the district.'),
  makeLasting: ({ lead }, names) => {
    const name = names.unit(lead);
    return name
      ? {
          zh: `已列为长期办理的事，由${name}负责，每季检查。`,
          en: `Made a lasting task of ${name}, checked each quarter.`,
        }
      : { zh: '已列为长期办理的事，每季检查。', en: 'Made a lasting task, checked each quarter.' };
  },
  check: say('社区做了一次长期检查。', 'The community checked the lasting task.'),
  windUp: say('长期办理已结束，请看说明。', 'The lasting task has ended; please read why.'),
  sign: say('责任单位已签收。', 'The unit has signed for it.'),
  contact: say('责任单位已与社区联系。', 'The unit has contacted the community.'),
  handBack: unsaid,
  decideHandBack: unsaid,
  recall: say('正在重新确定责任单位。', 'The unit is being decided anew.'),
  reportIn: ({ plan }) =>
    plan.trim() === ''
      ? { zh: '社区确认责任单位已到场。', en: 'The community confirmed that the unit came.' }
      : { zh: '责任单位已报到，定了办理计划。', en: 'The unit reported in with a plan.' },
  progress: say('责任单位报告了进展。', 'The unit reported progress.'),
  askExtension: unsaid,
  agreeExtension: ({ isAgreed }) =>
    isAgreed ? { zh: '社区同意了责任单位的延期。', en: 'The community agreed to more time.' } : null,
  approveExtension: ({ isAgreed }) => (isAgreed ? { zh: '延期已批准。', en: 'More time was approved.' } : null),
  madeSafe: say('险情已排除。', 'The danger is over.'),
  goOn: say('险情之后，转入常规处置。', 'After the danger, the usual work goes on.'),
  changeUnits: ({ lead }, names) =>
    lead === null ? { zh: '正在重新确定责任单位。', en: 'The unit is being decided anew.' } : toUnit(lead, names),
  claim: say('责任单位说已办好，等社区到现场核查。', 'The unit says it is done; the community will check on the spot.'),
  accept: say('社区已现场核查，通过。', 'The community checked on the spot: done.'),
  reject: say('社区现场核查没有通过，责任单位继续办。', 'The check on the spot failed; the unit goes on.'),
  ballot: unsaid,
  endSurvey: say('满意度测评已结束。', 'The survey has ended.'),
  evaluate: say('社区已对办理情况作出评价。', 'The community has judged how it was handled.'),
  answerEvaluation: unsaid,
  correctEvaluation: unsaid,
  reopen: say('有人反映没有解决，已重新打开。', 'Somebody said that it is not solved; it is open again.'),
  rate: unsaid,
  rest: say('报的人不再坚持。', 'Whoever reported it let it rest.'),
  split: say('已分开单独办理。', 'Taken apart again, and handled by itself.'),
  setUrgency: unsaid,
  press: say('已催办。', 'Those responsible were pressed.'),
  recount: say(
    '工作日历已公布，时限按它重新算过。',
    'The calendar of working days was published; the terms were counted again.',
  ),
  supervise: say('已督办。', 'It is under supervision.'),
  park: ({ reviewOn }) => {
    const day = dayWords(reviewOn);
    return { zh: `现在还办不了，${day.zh}再议。请看说明。`, en: `Not possible now; looked at again on ${day.en}.` };
  },
  unpark: say('已恢复办理。', 'Taken up again.'),
};

function toUnit(unit: UnitId, names: ReporterNames): BothWords {
  const name = names.unit(unit);
  return name
    ? { zh: `已交给${name}办理。`, en: `Handed to ${name}.` }
    : { zh: '已交给责任单位办理。', en: 'Handed to the responsible unit.' };
}

/** @returns the reporter's words for it; null: not shown to her */
export function reporterWords(happening: WhistleHappening, names: ReporterNames): BothWords | null {
  // The mapped types pair a happening with its words; the compiler cannot follow that through a variable.
  return happening.type === 'whistle-did'
    ? (did[happening.action] as Told<typeof happening.said>)(happening.said, names)
    : (happened[happening.type] as Told<typeof happening>)(happening, names);
}
