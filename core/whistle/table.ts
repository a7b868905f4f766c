import { whistleActions, type WhistleAction } from './actions.ts';
import type { ClockName } from './clock.ts';
import { openStages, type WhistleStage } from './stage.ts';

/**
 * The transition table of lifecycle.md, as far as it exists. Buttons, authority, tests and the printed table all
 * come from here. Whatever is not listed is refused: a cell is allowed only where a rule of the action holds the
 * stage in `at` and a part of the author in `who`.
 *
 * It is complete by type: an action without a rule does not compile. A new stage or action of the life is a line
 * here, a happening in whistle.ts and a case in decide.ts.
 */

/** In which part a person acts on a whistle; found from grants and from the whistle by `partsOf`. */
export const allParts = [
  'reporter',
  'supporter',
  'worker',
  'community',
  'street',
  'dispatcher',
  'asked',
  'lead',
  'cooperator',
  'time',
  'resident',
] as const;
export type Part = (typeof allParts)[number];

export interface WhistleRule {
  at: readonly WhistleStage[];
  who: readonly Part[];
  /** The stage after it; `same` keeps it; of several the deed itself takes one. */
  to: WhistleStage | 'same' | readonly WhistleStage[];
  meets: readonly ClockName[];
  starts: readonly ClockName[];
  /** What becomes of the running clocks besides: all stop, wait for an answer, or go on after it. */
  clocks: 'stop' | 'pause' | 'resume' | 'run';
}

export interface WhistleActionRules {
  zh: string;
  en: string;
  /**
   * What a stale `base` means: `refused` where the decision rests on what the clerk saw; `joins` where the action
   * needs only the stage (comments, additions); `stands` where it is about one's own order, whatever became of the
   * others' meanwhile: wherever it is still possible, it is done.
   */
  whenStale: 'refused' | 'joins' | 'stands';
  /** A decision made without having seen this one rests on something that is no more. */
  disturbs: boolean;
  rules: readonly [WhistleRule, ...WhistleRule[]];
}

/**
 * Whoever was only asked is told apart: she has a part while units are consulted. Time and residents with a link do what
 * is named for them alone.
 */
const everybody: readonly Part[] = allParts.filter(
  (part) => part !== 'asked' && part !== 'time' && part !== 'resident',
);

export const whistleTable: Record<WhistleAction, WhistleActionRules> = {
  amend: {
    zh: '更正',
    en: 'amend',
    whenStale: 'joins',
    disturbs: true,
    rules: [
      {
        at: ['community'],
        who: ['reporter'],
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'run',
      },
    ],
  },
  withdraw: {
    zh: '撤回',
    en: 'withdraw',
    whenStale: 'joins',
    disturbs: true,
    rules: [
      {
        at: ['community', 'returned'],
        who: ['reporter'],
        to: 'withdrawn',
        meets: [],
        starts: [],
        clocks: 'stop',
      },
    ],
  },
  comment: {
    zh: '留言',
    en: 'comment',
    whenStale: 'joins',
    disturbs: false,
    rules: [
      { at: ['consulting'], who: ['asked'], to: 'same', meets: [], starts: [], clocks: 'run' },
      {
        at: openStages,
        who: everybody,
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'run',
      },
    ],
  },
  addPhoto: {
    zh: '补照片',
    en: 'add a photo',
    whenStale: 'joins',
    disturbs: false,
    rules: [
      { at: ['consulting'], who: ['asked'], to: 'same', meets: [], starts: [], clocks: 'run' },
      {
        at: openStages,
        who: everybody,
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'run',
      },
    ],
  },
  support: {
    zh: '我也遇到',
    en: 'I met with it too',
    whenStale: 'joins',
    disturbs: false,
    rules: [
      {
        at: openStages,
        who: ['worker'],
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'run',
      },
    ],
  },
  takeOn: {
    zh: '自办',
    en: 'take on',
    whenStale: 'refused',
    disturbs: true,
    rules: [
      {
        at: ['community'],
        who: ['community'],
        to: 'same',
        meets: ['answer'],
        starts: ['finish'],
        clocks: 'run',
      },
      { at: ['street'], who: ['street'], to: 'same', meets: ['review'], starts: ['finish'], clocks: 'run' },
    ],
  },
  settle: {
    zh: '就地办结',
    en: 'settle',
    whenStale: 'refused',
    disturbs: true,
    rules: [
      {
        at: ['community'],
        who: ['community'],
        to: 'settled',
        meets: ['answer', 'finish'],
        starts: [],
        clocks: 'run',
      },
      { at: ['street'], who: ['street'], to: 'settled', meets: ['review', 'finish'], starts: [], clocks: 'run' },
    ],
  },
  return: {
    zh: '退回',
    en: 'return',
    whenStale: 'refused',
    disturbs: true,
    rules: [
      {
        at: ['community'],
        who: ['community'],
        to: 'returned',
        meets: ['answer', 'finish'],
        starts: [],
        clocks: 'run',
      },
    ],
  },
  resend: {
    zh: '补正重报',
    en: 'send again',
    whenStale: 'joins',
    disturbs: true,
    rules: [
      {
        at: ['returned'],
        who: ['reporter'],
        to: 'community',
        meets: [],
        starts: ['answer'],
        clocks: 'run',
      },
    ],
  },
  ask: {
    zh: '请补充',
    en: 'ask for more',
    whenStale: 'joins',
    disturbs: true,
    rules: [
      {
        at: ['community', 'street'],
        who: ['community', 'street'],
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'pause',
      },
      { at: ['consulting'], who: ['dispatcher'], to: 'same', meets: [], starts: [], clocks: 'run' },
    ],
  },
  tell: {
    zh: '补充',
    en: 'tell more',
    whenStale: 'joins',
    disturbs: true,
    rules: [
      {
        at: ['community', 'street'],
        who: ['reporter', 'resident'],
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'resume',
      },
    ],
  },
  regrid: {
    zh: '移到别的网格',
    en: 'move to another grid',
    whenStale: 'refused',
    disturbs: true,
    rules: [
      {
        at: ['community'],
        who: ['community', 'street'],
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'run',
      },
      // What lies elsewhere after all is the business of the community there, and its clock begins anew.
      {
        at: ['street'],
        who: ['street'],
        to: 'community',
        meets: ['review'],
        starts: ['answer'],
        clocks: 'run',
      },
    ],
  },
  recategorise: {
    zh: '改类别',
    en: 're-categorise',
    whenStale: 'refused',
    disturbs: true,
    rules: [
      {
        at: ['community'],
        who: ['community', 'street'],
        to: 'same',
        meets: [],
        starts: [],
        clocks: 'run',
      },
      {
        at: ['street'],
        who: ['street'],
        to: 'community',
        meets: ['review'],
        starts: ['answer'],
        clocks: 'run',
      },
    ],
  },
  merge: {
    zh: '并案',
    en: 'merge',
    whenStale: 'refused',
    disturbs: true,
    rules: [
      {
        at: ['community', 'street'],
        who: ['community', 'street'],
        to: 'merged',
        meets: [],
        starts: [],
        clocks: 'stop',
      },
      { at: ['consulting'], who: ['dispatcher'], to: 'merged', meets: [], starts: [], clocks: 'stop' },
    ],
  },
  escalate: {
    zh: '上报街道',
    en: 'raise to the street',
    whenStale: 'refused',
    disturbs: true,
    rules: [
      {
        at: ['community'],
        who: ['community'],
        to: 'street',
        meets: ['answer', 'finish'],
        starts: ['review'],
        clocks: 'run',
      },
      { at: ['street'], who: ['street'], to: 'consulting', meets: ['review', 'finish'], starts: [], clocks: 'run' },
    ],
  },
};

/** The rule by which somebody in these parts may do it at that stage; null: nobody of them may. */
export const ruleIn = (
  { rules }: Pick<WhistleActionRules, 'rules'>,
  stage: WhistleStage,
  parts: readonly Part[],
): WhistleRule | null =>
  rules.find(({ at, who }) => at.includes(stage) && who.some((part) => parts.includes(part))) ?? null;

export const ruleFor = (action: WhistleAction, stage: WhistleStage, parts: readonly Part[]): WhistleRule | null =>
  ruleIn(whistleTable[action], stage, parts);

/** The actions that a stage knows for somebody in these parts: what the screen offers. */
export const actionsFor = (stage: WhistleStage, parts: readonly Part[]): WhistleAction[] =>
  whistleActions.filter((action) => ruleFor(action, stage, parts) !== null);
