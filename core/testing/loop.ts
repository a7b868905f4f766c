import { shippedCalendar } from '../calendar/workdays.ts';
import { makeId } from '../lib/id.ts';
import type { Result } from '../lib/result.ts';
import type { Iso } from '../lib/time.ts';
import { clockAccount, residentAccount, type Author } from '../org/role.ts';
import { shippedSettings } from '../settings/shipped-settings.ts';
import type { UnitRow } from '../org/unit.ts';
import { decideLoop, type LoopContext } from '../whistle/decide-loop.ts';
import type { WhistleOutcome } from '../whistle/decide.ts';
import { freshOrder, type DeedContext } from '../whistle/deeds/deed.ts';
import type { LoopAction } from '../whistle/loop-actions.ts';
import type { LoopSaid } from '../whistle/loop-said.ts';
import { freshLoop, type Order, type UnitId } from '../whistle/loop.ts';
import type { WhistleStage } from '../whistle/stage.ts';
import type { Part } from '../whistle/table.ts';
import type { WhistleRow } from '../whistle/whistle.ts';
import { author, clerk, streetClerk, testGrid, testNow, testUuid, whistle } from './builders.ts';

/** A district with four units and somebody in every part of a whistle. */
export const [leadUnit, cooperatorUnit, askedUnit, stationUnit, goneUnit] = [70, 71, 72, 73, 74].map((n) =>
  makeId('unit', testUuid(n)),
) as [UnitId, UnitId, UnitId, UnitId, UnitId];

const unit = (id: UnitId, set: Partial<UnitRow> = {}): UnitRow => ({
  id,
  rev: 1,
  kind: 'department',
  name: id,
  code: null,
  area: testGrid.slice(0, 6),
  endedAt: null,
  successor: null,
  ...set,
});
export const units: readonly UnitRow[] = [
  unit(leadUnit),
  unit(cooperatorUnit),
  unit(askedUnit),
  unit(stationUnit, { kind: 'station', area: testGrid.slice(0, 9) }),
  unit(goneUnit, { endedAt: testNow, successor: askedUnit }),
];

export const people: Record<Part, Author> = {
  reporter: author(9, 'leader', testGrid.slice(0, 6)),
  supporter: author(12, 'leader', testGrid.slice(0, 6)),
  worker: author(8, 'worker', testGrid),
  community: clerk,
  street: streetClerk,
  dispatcher: author(10, 'district', testGrid.slice(0, 6)),
  asked: author(13, 'unit', askedUnit),
  lead: author(14, 'unit', leadUnit),
  cooperator: author(15, 'unit', cooperatorUnit),
  time: { account: clockAccount, name: '', grants: [] },
  resident: { account: residentAccount, name: '居民', grants: [] },
};

export const loopContext = (by: Author, now: Iso = testNow, n = 50): LoopContext => ({
  author: by,
  at: now,
  now,
  calendar: shippedCalendar,
  event: makeId('event', testUuid(n)),
  urgencyOf: (category) => (category === '0104' ? 'U2' : 'U3'),
  unitOf: (id) => units.find((one) => one.id === id),
  addressOf: () => null,
  codeShownAt: () => null,
  clockErrorMs: 0,
  retiredAt: () => null,
  settings: shippedSettings,
  whistleOf: () => undefined,
});

/** What may be said with each deed; complete by type. */
export const samples: { [A in LoopAction]: LoopSaid<A> } = {
  table: { text: null },
  resolveSettle: { agenda: '议题', attendance: ['社区书记'], resolution: '已解决' },
  resolveEscalate: { agenda: '议题', attendance: ['社区书记'], resolution: '报街道' },
  resolveDrop: { agenda: '议题', attendance: ['社区书记'], resolution: '不办', reason: '不属实' },
  untable: { reason: '已另行处理' },
  resume: { reason: '又坏了' },
  sendBack: { reason: '社区可办' },
  callStation: { unit: stationUnit, urgency: 'U3', text: '请到场' },
  sound: { units: [leadUnit], text: '燃气泄漏' },
  filePapers: { category: '0104', grounds: '燃气泄漏，危及人身安全' },
  opine: { opinion: 'agree', whose: null, grounds: '' },
  dispatch: { lead: leadUnit, cooperators: [cooperatorUnit], urgency: 'U2', reason: null },
  escalateCity: { record: '区联席会记录' },
  returnDistrict: { reason: '区里可办' },
  makeLasting: { lead: leadUnit, cooperators: [], document: '机制文件' },
  check: { finding: '运行正常' },
  windUp: { reason: '已不需要' },
  sign: {},
  contact: { who: '沈书记', when: testNow },
  handBack: { reason: 'notOurs', whose: askedUnit, text: '属水务' },
  decideHandBack: { isAccepted: true, owner: null, reason: '确属水务' },
  recall: { unit: null, reason: '派错了' },
  reportIn: {
    unit: leadUnit,
    plan: '三天内换灯',
    leader: '李科长',
    contact: '小王',
    milestones: [{ what: '换灯', on: '2026-11-25' }],
    code: null,
  },
  progress: { text: '材料已到', photos: [], isDone: false },
  askExtension: { until: '2026-12-10', reason: '材料缺货' },
  agreeExtension: { isAgreed: true, reason: '' },
  approveExtension: { isAgreed: true, reason: '' },
  madeSafe: { text: '已断电', photos: [] },
  goOn: { urgency: 'U3' },
  changeUnits: { lead: askedUnit, cooperators: [], reason: '职责调整' },
  claim: { text: '已换好', photos: [], excused: [cooperatorUnit] },
  accept: { text: '亮了', photos: [] },
  reject: { reason: '还是不亮', photos: [] },
  ballot: { grade: 'satisfied', reason: null, isPaper: false, voice: null },
  endSurvey: {},
  evaluate: {
    units: [leadUnit, cooperatorUnit].map((id) => ({
      unit: id,
      reportIn: 20,
      plan: 20,
      finish: 20,
      result: 40,
      text: '很好',
    })),
    isSolved: true,
    lines: [],
  },
  answerEvaluation: { text: '谢谢' },
  correctEvaluation: {
    corrects: makeId('event', testUuid(50)),
    unit: leadUnit,
    reportIn: 10,
    plan: 20,
    finish: 20,
    result: 40,
    text: '更正',
  },
  reopen: { reason: '没有解决' },
  rate: { grade: 'fair', reason: null, voice: null },
  rest: {},
  split: { reason: '不是一件事' },
  setUrgency: { urgency: 'U2', reason: '影响大' },
  press: { text: '请尽快' },
  supervise: { text: '督办' },
  recount: { moved: [{ clock: 'answer', unit: null, from: testNow, to: testNow }] },
  park: { reason: '规划未定', reviewOn: '2027-03-01', answer: '明年再议' },
  unpark: { reason: '可以办了' },
};

const order = (id: UnitId, isLead: boolean): Order => freshOrder(id, isLead, { now: testNow } as DeedContext);

/** A whistle at a stage with somebody in every part that the stage may know. */
export function whistleAt(stage: WhistleStage, set: Partial<WhistleRow> = {}): WhistleRow {
  return whistle(1, {
    stage,
    urgency: 'U3',
    raisedBy: people.reporter.account,
    supporters: [{ by: people.supporter.account, byName: '邻居', at: testNow }],
    loop: {
      ...freshLoop,
      consults: [{ unit: askedUnit, askedAt: testNow, answer: null }],
      orders: [order(leadUnit, true), order(cooperatorUnit, false)],
    },
    ...set,
  });
}

export function play<A extends LoopAction>(
  before: WhistleRow,
  action: A,
  by: Author = people.community,
  said: LoopSaid<A> = samples[action],
  now: Iso = testNow,
): Result<WhistleOutcome> {
  return decideLoop(before, action, said, { base: null, expects: null }, loopContext(by, now, 50 + before.rev));
}

/** The whistle afterwards. @throws where a rule refuses */
export function played<A extends LoopAction>(...given: Parameters<typeof play<A>>): WhistleRow {
  const outcome = play(...given);
  if (!outcome.ok) throw new Error(`${given[1]}: ${outcome.refusal.code} ${outcome.refusal.detail}`);
  return outcome.value.whistle;
}

export const foreignUnit = author(16, 'unit', makeId('unit', testUuid(79)));
