/** Where a whistle stands (lifecycle, "Stages"). */
export const whistleStages = [
  'community',
  'meeting',
  'street',
  'consulting',
  'dispatched',
  'working',
  'verifying',
  'surveying',
  'evaluating',
  'closed',
  'settled',
  'returned',
  'merged',
  'withdrawn',
  'parked',
  'lasting',
] as const;
export type WhistleStage = (typeof whistleStages)[number];

/** Somebody is at it: neither over, nor put aside until a day. */
export const openStages: readonly WhistleStage[] = whistleStages.slice(0, 9);
const whistleEnds: readonly WhistleStage[] = ['closed', 'settled', 'returned', 'merged', 'withdrawn'];
export const isEnded = (stage: WhistleStage): boolean => whistleEnds.includes(stage);
