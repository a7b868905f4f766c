import type { GridCode } from '../grid/grid.ts';
import type { AccountId, IdOf, WhistleId } from '../lib/id.ts';
import type { Day, Iso } from '../lib/time.ts';
import type { WhistleStage } from './stage.ts';
import type { Urgency } from './urgency.ts';

/** What a whistle carries from the street's report on: who was asked, who was ordered, what came of it. */

export type UnitId = IdOf<'unit'>;
export type LoopLevel = 'district' | 'city';

/** Who said it, and when the server took it. */
export interface Said {
  by: AccountId;
  byName: string;
  at: Iso;
}

/** What the street proposes with its report. */
export interface Proposal extends Said {
  urgency: Urgency;
  complexity: Complexity;
  lead: UnitId | null;
  cooperators: readonly UnitId[];
  why: string;
}
export const complexities = ['one', 'several', 'hard'] as const;
export type Complexity = (typeof complexities)[number];

export const opinions = ['agree', 'other', 'confer', 'object'] as const;
export type Opinion = (typeof opinions)[number];

/** A unit that was asked for its view before the dispatch. Silence stays silence. */
export interface Consult {
  unit: UnitId;
  askedAt: Iso;
  answer: (Said & { opinion: Opinion; whose: UnitId | null; grounds: string }) | null;
}

/** An order to one unit. One that ended stays, with the reason. */
export interface Order {
  unit: UnitId;
  isLead: boolean;
  orderedAt: Iso;
  signed: Said | null;
  contacted: (Said & { who: string; when: Iso }) | null;
  reported: (Said & Plan) | null;
  /** The community saw them on the spot: by its code, or in its own words. */
  confirmedAt: Iso | null;
  /** Wrong codes that were entered. */
  codeTries: number;
  /** When the right code was shown. */
  codeAt: Iso | null;
  /** The community said so itself: when, by its own clock, and whether that clock can be trusted. */
  seen: Seen | null;
  progressAt: Iso | null;
  /** A cooperator's part is finished, or the dispatcher excused it. */
  done: (Said & { isExcused: boolean }) | null;
  ended: (Said & { how: 'handedBack' | 'recalled' | 'replaced'; reason: string }) | null;
}

/** The community's own word that a unit was there. */
export interface Seen extends Said {
  isClockGood: boolean;
}

export interface Plan {
  plan: string;
  leader: string;
  contact: string;
  milestones: readonly Milestone[];
}
export interface Milestone {
  what: string;
  on: Day;
}

export const handBackReasons = ['notOurs', 'missing', 'duplicate', 'inHand', 'outside'] as const;
export type HandBackReason = (typeof handBackReasons)[number];

export interface HandBack extends Said {
  unit: UnitId;
  reason: HandBackReason;
  whose: UnitId | null;
  text: string;
}

export interface Extension extends Said {
  until: Day;
  reason: string;
  agreed: Said | null;
}

export interface Claim extends Said {
  text: string;
  /** SHA-256 of each. */
  photos: readonly string[];
}

export const grades = ['satisfied', 'fair', 'unsatisfied'] as const;
export type Grade = (typeof grades)[number];

/**
 * Whose voice it is among residents, who all come as one account: the id of her link, which says nothing of her. Null: said
 * by whoever signed in.
 */
type Voice = { voice: string | null };

/** One voice. Paper ballots are counted by the clerk who holds them. */
export interface Ballot extends Said, Voice {
  grade: Grade;
  reason: string | null;
  isPaper: boolean;
}

export interface Rate extends Said, Voice {
  grade: Grade;
}
/** Points for each part of an evaluation; together a hundred. */
export const scoreParts = ['reportIn', 'plan', 'finish', 'result'] as const;
type ScorePart = (typeof scoreParts)[number];
export type ScoreWeights = Record<ScorePart, number>;

export interface Evaluation extends Said {
  id: string;
  unit: UnitId;
  reportIn: number;
  plan: number;
  finish: number;
  result: number;
  text: string;
  /** The weights by which it was made. Absent: made before they were a setting, by the shipped ones. */
  weights?: ScoreWeights;
  answer: (Said & { text: string }) | null;
  /** The evaluation that this one puts right. */
  corrects: string | null;
}

/** Why it rests, and when it is looked at again. */
export interface Parking extends Said {
  reason: string;
  reviewOn: Day;
  cameFrom: WhistleStage;
}

/** What the street filed after an emergency went straight to the units. */
export interface Papers extends Said {
  category: string;
  grounds: string;
}

/** A whistle that was merged into this one: it has a line of its own in the evaluation. */
export interface Joined {
  whistle: WhistleId;
  grid: GridCode;
}

/** How the matter ended where a merged whistle was raised. */
export interface EvaluationLine {
  whistle: WhistleId;
  isSolved: boolean;
  text: string;
}

export interface Mechanism extends Said {
  lead: UnitId;
  cooperators: readonly UnitId[];
  document: string;
  /** The community agrees to the mechanism, or to its end. */
  isAgreed: boolean;
}

/** Where it is in the words of the place: whoever handles it holds no rows of the grid. */
export interface WhistleAddress {
  building: string;
  /** Entrances of the building; with one alone a door is named without it. */
  entrances: number;
  /** Whose door it is; null where it is nobody's, or not for this reader. */
  door: { unit: number; room: string } | null;
}

export interface WhistleLoop {
  level: LoopLevel;
  where: WhistleAddress | null;
  /** Somebody judged the urgency; before, it follows from the category. */
  isUrgencySet: boolean;
  proposal: Proposal | null;
  consults: readonly Consult[];
  orders: readonly Order[];
  /** Asked and not decided. */
  handBack: HandBack | null;
  handBacks: number;
  extension: Extension | null;
  extensions: number;
  claim: Claim | null;
  ballots: readonly Ballot[];
  evaluations: readonly Evaluation[];
  /** How often the work began again after an evaluation. */
  reworks: number;
  isSupervised: boolean;
  rates: readonly Rate[];
  parking: Parking | null;
  mechanism: Mechanism | null;
  /** It was closed and opened again. */
  isReopened: boolean;
  /** Where it stood when it was merged. */
  mergedFrom: WhistleStage | null;
  /** At which desk that was done; rows written before this was kept lack it. */
  mergedAs?: OwnDesk;
  /** Those that were merged into it and not taken apart again. */
  joined: readonly Joined[];
  /** Of its last evaluation, one for each that is joined. */
  lines: readonly EvaluationLine[];
  papers: Papers | null;
}

/** The desks that hold a whistle before it is dispatched, and may merge and park it. */
export const ownDesks = ['community', 'street', 'dispatcher'] as const;
export type OwnDesk = (typeof ownDesks)[number];

/** At whose desk a whistle of that stage is. */
const deskAt = (stage: WhistleStage | null): OwnDesk =>
  stage === 'street' ? 'street' : stage === 'consulting' ? 'dispatcher' : 'community';
/** Who takes it apart again. */
export const mergingDesk = ({ mergedAs, mergedFrom }: WhistleLoop): OwnDesk => mergedAs ?? deskAt(mergedFrom);
/** Who takes it up again before its day. */
export const parkingDesk = ({ parking }: WhistleLoop): OwnDesk => deskAt(parking?.cameFrom ?? null);

export const freshLoop: WhistleLoop = {
  level: 'district',
  where: null,
  isUrgencySet: false,
  proposal: null,
  consults: [],
  orders: [],
  handBack: null,
  handBacks: 0,
  extension: null,
  extensions: 0,
  claim: null,
  ballots: [],
  evaluations: [],
  reworks: 0,
  isSupervised: false,
  rates: [],
  parking: null,
  mechanism: null,
  isReopened: false,
  mergedFrom: null,
  joined: [],
  lines: [],
  papers: null,
};

/** Orders that stand. */
export const standing = (loop: WhistleLoop | null): Order[] =>
  loop?.orders.filter((order) => order.ended === null) ?? [];
export const leadOf = (loop: WhistleLoop | null): Order | null => standing(loop).find(({ isLead }) => isLead) ?? null;
/**
 * Asked, while units are consulted: whoever was not chosen in the end has no part in it any more, nor whoever had the order
 * afterwards and gave it back or lost it.
 */
export const isAsked = ({ stage, loop }: { stage: WhistleStage; loop: WhistleLoop | null }, unit: string): boolean =>
  stage === 'consulting' &&
  (loop?.consults.some(
    (one) =>
      one.unit === unit &&
      !loop.orders.some(({ unit: of, ended }) => of === unit && ended !== null && ended.at > one.askedAt),
  ) ??
    false);
