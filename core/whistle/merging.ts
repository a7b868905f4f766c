/** What a merge means for the other whistle: one that leaves, one that goes along, one that is told how it ended. */
import { eventOf, type WhistleContext, type WhistleOutcome } from './decide.ts';
import { freshLoop } from './loop.ts';
import type { WhistleHappening, WhistleRow } from './whistle.ts';

function outcomeOf(
  whistle: WhistleRow,
  happening: WhistleHappening,
  set: Partial<WhistleRow>,
  context: WhistleContext,
): WhistleOutcome {
  const event = eventOf(happening, whistle.id, whistle.grid, whistle.rev + 1, context);
  return { whistle: { ...whistle, ...set, rev: event.order }, event };
}

/** In the target's line: one of those that were merged into it is a matter of its own again. */
export function partWhistle(target: WhistleRow, gone: WhistleRow['id'], context: WhistleContext): WhistleOutcome {
  const loop = target.loop ?? freshLoop;
  const joined = loop.joined.filter(({ whistle }) => whistle !== gone);
  return outcomeOf(target, { type: 'whistle-parted', whistle: gone }, { loop: { ...loop, joined } }, context);
}

/** Its target was merged itself: it follows where that went. */
export const moveMerged = (merged: WhistleRow, into: WhistleRow['id'], context: WhistleContext): WhistleOutcome =>
  outcomeOf(merged, { type: 'whistle-merged', into }, { mergedInto: into }, context);

/** Its target has ended: its reporter gets the line that was written for her, else the answer that the target got. */
export function answerMerged(merged: WhistleRow, target: WhistleRow, context: WhistleContext): WhistleOutcome {
  const line = target.loop?.lines.find(({ whistle }) => whistle === merged.id);
  const text = line?.text ?? target.answer?.text ?? '';
  const { account, name } = context.author;
  return outcomeOf(
    merged,
    { type: 'whistle-answered', whistle: target.id, isSolved: line?.isSolved ?? null, text },
    { answer: { by: account, byName: name, at: context.now, text, reason: null } },
    context,
  );
}
