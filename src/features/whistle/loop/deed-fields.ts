import type { WhistleAction } from '../../../../core/whistle/actions.ts';
import type { LoopAction } from '../../../../core/whistle/loop-actions.ts';
import { complexities, grades, handBackReasons, opinions } from '../../../../core/whistle/loop.ts';

/** What each deed asks. A choice of one offers tiles; nothing is asked that the whistle says already. */
export type DeedField =
  | { name: string; kind: 'words' | 'line' | 'day' | 'unit' | 'units' | 'cooperators'; isOptional?: boolean }
  | { name: string; kind: 'choice'; choices: readonly string[] }
  | { name: string; kind: 'yes' }
  /** A decision: both ways are named, so that nothing is refused by a box that was overlooked. */
  | { name: 'isAccepted' | 'isAgreed' | 'isSolved'; kind: 'sides' }
  /** Four scores and words for the lead and each cooperator. */
  | { name: 'units'; kind: 'scores' }
  | { name: 'milestones'; kind: 'milestones' }
  | { name: 'photos'; kind: 'photos' }
  /** Six digits that the community shows. */
  | { name: 'code'; kind: 'code' }
  /** Whoever attended, one a line. */
  | { name: 'attendance'; kind: 'list' }
  | { name: 'category'; kind: 'category' }
  /** The open whistle that this one joins. */
  | { name: 'into'; kind: 'target' }
  /** One for each whistle that was merged into it. */
  | { name: 'lines'; kind: 'lines' }
  /** Which of the evaluations: its scores stand in the fields below. */
  | { name: 'corrects'; kind: 'evaluation' };

const words = (name: string, isOptional = false): DeedField => ({ name, kind: 'words', isOptional });
const line = (name: string): DeedField => ({ name, kind: 'line' });
const unit = (name: string, isOptional = false): DeedField => ({ name, kind: 'unit', isOptional });
const units = (name: string): DeedField => ({ name, kind: 'units', isOptional: true });
const choice = (name: string, choices: readonly string[]): DeedField => ({ name, kind: 'choice', choices });
const sides = (name: 'isAccepted' | 'isAgreed' | 'isSolved'): DeedField => ({ name, kind: 'sides' });
const urgency = choice('urgency', ['U1', 'U2', 'U3', 'U4']);
const meeting: readonly DeedField[] = [words('agenda'), { name: 'attendance', kind: 'list' }, words('resolution')];
const reason = [words('reason')];
const photos: DeedField = { name: 'photos', kind: 'photos' };

/** Deeds that have a form here; the other early ones have screens of their own. */
export type FormedAction =
  | LoopAction
  | Extract<WhistleAction, 'takeOn' | 'settle' | 'escalate' | 'ask' | 'comment' | 'merge'>;

export const deedFields: Record<FormedAction, readonly DeedField[]> = {
  comment: [words('text')],
  takeOn: [line('who'), { name: 'promisedOn', kind: 'day' }],
  settle: [words('text')],
  ask: [words('text'), { name: 'units', kind: 'units' }],
  escalate: [words('text'), urgency, choice('complexity', complexities), unit('lead', true), units('cooperators')],
  merge: [{ name: 'into', kind: 'target' }],
  table: [words('text', true)],
  resolveSettle: meeting,
  resolveEscalate: meeting,
  resolveDrop: [...meeting, words('reason')],
  untable: reason,
  resume: reason,
  sendBack: reason,
  callStation: [unit('unit'), choice('urgency', ['U1', 'U2', 'U3']), words('text')],
  sound: [{ name: 'units', kind: 'units' }, words('text')],
  filePapers: [{ name: 'category', kind: 'category' }, words('grounds')],
  opine: [choice('opinion', opinions), unit('whose', true), words('grounds', true)],
  dispatch: [unit('lead'), units('cooperators'), urgency, words('reason', true)],
  escalateCity: [words('record')],
  returnDistrict: reason,
  makeLasting: [unit('lead'), units('cooperators'), words('document')],
  check: [words('finding')],
  windUp: reason,
  sign: [],
  contact: [line('who')],
  handBack: [choice('reason', handBackReasons), unit('whose', true), words('text')],
  decideHandBack: [sides('isAccepted'), unit('owner', true), words('reason')],
  recall: reason,
  reportIn: [
    words('plan'),
    line('leader'),
    line('contact'),
    { name: 'milestones', kind: 'milestones' },
    { name: 'code', kind: 'code' },
  ],
  progress: [words('text', true), photos, { name: 'isDone', kind: 'yes' }],
  askExtension: [{ name: 'until', kind: 'day' }, words('reason')],
  agreeExtension: [sides('isAgreed'), words('reason', true)],
  approveExtension: [sides('isAgreed'), words('reason', true)],
  madeSafe: [words('text'), photos],
  goOn: [choice('urgency', ['U3', 'U4'])],
  changeUnits: [unit('lead'), units('cooperators'), words('reason')],
  claim: [words('text'), photos, { name: 'excused', kind: 'cooperators', isOptional: true }],
  accept: [words('text', true), photos],
  reject: [words('reason'), photos],
  ballot: [choice('grade', grades), words('reason', true)],
  endSurvey: [],
  evaluate: [{ name: 'units', kind: 'scores' }, { name: 'lines', kind: 'lines' }, sides('isSolved')],
  answerEvaluation: [words('text')],
  correctEvaluation: [
    { name: 'corrects', kind: 'evaluation' },
    { name: 'units', kind: 'scores' },
  ],
  reopen: reason,
  rate: [choice('grade', grades), words('reason', true)],
  rest: [],
  split: reason,
  setUrgency: [urgency, words('reason')],
  press: [words('text')],
  supervise: [words('text')],
  park: [words('reason'), { name: 'reviewOn', kind: 'day' }, words('answer')],
  unpark: reason,
  // By time alone.
  recount: [],
};
