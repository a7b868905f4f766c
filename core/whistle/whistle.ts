import type { Day, Iso } from '../lib/time.ts';
import type { AccountId, BuildingId, EventId, HouseholdId, WhistleId } from '../lib/id.ts';
import type { GridCode } from '../grid/grid.ts';
import type { WhistleClock } from './clock.ts';
import type { WhistleAction } from './actions.ts';
import type { LoopAction } from './loop-actions.ts';
import type { LoopSaid } from './loop-said.ts';
import type { WhistleLoop } from './loop.ts';
import type { WhistleStage } from './stage.ts';
import type { Urgency } from './urgency.ts';

export type PlaceMethod = 'gps' | 'building' | 'manual' | 'qr';

export interface Place {
  lng: number;
  lat: number;
  /** Radius in metres within which it lies with 95 %; 0 where a person set the point. */
  accuracy: number;
  method: PlaceMethod;
  building?: BuildingId | undefined;
}

export const whistleSources = [
  'visit',
  'patrol',
  'resident-page',
  'wechat',
  'hotline',
  'unit',
  'meeting',
  'open311',
  'import',
] as const;
export type WhistleSource = (typeof whistleSources)[number];

/** SHA-256 of the bytes, 64 hex digits: a photo or a voice note. */
export type MediaHash = string;

/** What was found, as it can be said and later corrected. */
export interface WhistleContent {
  category: string | null;
  text: string | null;
  emergency: boolean;
  place: Place | null;
  photos: readonly MediaHash[];
  voice: readonly MediaHash[];
  /** What was drawn on the photos. The pictures stay as they were taken; marks lie beside them. */
  marks: readonly PhotoMark[];
}

/** A circle, an arrow, or an area to be shown blurred. Coordinates are shares of the picture's width and height. */
export interface PhotoMark {
  photo: MediaHash;
  shape: 'circle' | 'arrow' | 'blur';
  /** Where the finger came down and where it left: corners of the shape's box, or tail and tip of the arrow. */
  from: readonly [number, number];
  to: readonly [number, number];
}

export interface WhistleRow extends WhistleContent {
  id: WhistleId;
  rev: number;
  grid: GridCode;
  stage: WhistleStage;
  household: HouseholdId | null;
  source: WhistleSource;
  /** The position lies in another grid: the community, or the street across communities, moves it. */
  outOfGrid: boolean;
  urgency: Urgency | null;
  /** Server time of the commit: clocks start here. */
  raisedAt: Iso;
  /** When it was seen, by the phone's clock as corrected. */
  occurredAt: Iso;
  raisedBy: AccountId;
  raisedByName: string;
  clocks: readonly WhistleClock[];
  /** What was answered to the reporter at its end. */
  answer: WhistleAnswer | null;
  /** The community handles it itself: who, and by which day she promised. */
  own: OwnWork | null;
  /** Asked of the reporter and not yet answered; the clocks wait meanwhile. */
  question: WhistleQuestion | null;
  /** The whistle that this one was merged into. */
  mergedInto: WhistleId | null;
  /** From the street's report on: who was asked, ordered, heard; null before. */
  loop: WhistleLoop | null;
  /** Others who met with the same: they follow it like the reporter. */
  supporters: readonly Supporter[];
  /** The last thing done on which a decision rests: one that had not seen it is refused as `changed`. */
  changed: WhistleChange;
}

export interface WhistleChange extends LastChange {
  /** The last one before it that was somebody else's; null: none was. Rows written before this was kept lack it. */
  others?: LastChange | null;
}
export interface LastChange {
  rev: number;
  action: WhistleAction | LoopAction | 'raise';
  by: AccountId;
  byName: string;
  at: Iso;
}

export interface OwnWork {
  who: string;
  promisedOn: Day;
}

export interface WhistleQuestion {
  text: string;
  by: AccountId;
  byName: string;
  at: Iso;
}

export interface Supporter {
  by: AccountId;
  byName: string;
  at: Iso;
}

export interface WhistleAnswer {
  text: string;
  reason: ReturnReason | null;
  by: AccountId;
  byName: string;
  at: Iso;
}

/** Reasons of a return to the reporter. */
export const returnReasons = ['unclear', 'noPlace', 'outsideScope', 'alreadyHandled', 'duplicate'] as const;
export type ReturnReason = (typeof returnReasons)[number];

/** What happened to a whistle: past tense, never changed, one per `rev`. */
export type WhistleHappening =
  | {
      type: 'whistle-raised';
      content: WhistleContent;
      grid: GridCode;
      household: HouseholdId | null;
      source: WhistleSource;
      outOfGrid: boolean;
      occurredAt: Iso;
    }
  | { type: 'whistle-amended'; set: Partial<WhistleContent> }
  | { type: 'whistle-withdrawn' }
  | { type: 'whistle-commented'; text: string }
  | { type: 'whistle-settled'; text: string }
  | { type: 'whistle-returned'; reason: ReturnReason; text: string }
  | { type: 'whistle-escalated'; category: string; text: string }
  | { type: 'whistle-taken-on'; who: string; promisedOn: Day }
  | { type: 'whistle-asked'; text: string }
  | { type: 'whistle-told'; text: string; photos: readonly MediaHash[] }
  | { type: 'whistle-moved'; from: GridCode; to: GridCode }
  | { type: 'whistle-recategorised'; from: string | null; to: string }
  | { type: 'whistle-merged'; into: WhistleId }
  | { type: 'whistle-joined'; whistle: WhistleId; supporters: readonly Supporter[] }
  /** One that was merged into it goes its own way again. */
  | { type: 'whistle-parted'; whistle: WhistleId }
  /** What came of the whistle that it was merged into; null: nobody said whether it is solved here. */
  | { type: 'whistle-answered'; whistle: WhistleId; isSolved: boolean | null; text: string }
  | { type: 'whistle-supported'; text: string | null }
  | { type: 'whistle-photographed'; photos: readonly MediaHash[]; voice: readonly MediaHash[] }
  | { type: 'whistle-resent'; text: string; set: Partial<WhistleContent> }
  | LoopHappening;

/** A deed of the loop on record: what was said with it, as its command carried it. */
export type LoopHappening = {
  [A in LoopAction]: { type: 'whistle-did'; action: A; said: LoopSaid<A> };
}[LoopAction];

/** A happening on record: who, when, where it stands in the whistle's line. It never changes, but it may be moved. */
export interface WhistleEventRow {
  id: EventId;
  rev: number;
  /** The whistle's revision that it made: its place in the line. */
  order: number;
  grid: GridCode;
  whistle: WhistleId;
  at: Iso;
  by: AccountId;
  byName: string;
  happening: WhistleHappening;
}
