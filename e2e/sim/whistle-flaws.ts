/** What no whistle may ever say, written out beside the rules on purpose. */
import type { WhistleClock } from '../../core/whistle/clock.ts';
import { isEnded, type WhistleStage } from '../../core/whistle/stage.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';

const led: readonly WhistleStage[] = ['dispatched', 'working', 'verifying', 'surveying', 'evaluating'];
const isGoing = ({ state }: WhistleClock): boolean => state === 'running' || state === 'paused';

export function flawsOf({ stage, clocks, loop, mergedInto, changed, rev }: WhistleRow): string[] {
  const flaws: string[] = [];
  const hasParking = loop !== null && loop.parking !== null;
  const standing = loop?.orders.filter(({ ended }) => ended === null) ?? [];
  const leads = standing.filter(({ isLead }) => isLead).length;
  if (leads > 1) flaws.push(`${leads} leads`);
  if (led.includes(stage) && leads !== 1) flaws.push(`${leads} leads at ${stage}`);
  if (new Set(standing.map(({ unit }) => unit)).size !== standing.length) flaws.push('one unit with two orders');
  // Of one that was opened again the former lead stands until somebody else is ordered.
  if (stage === 'consulting' && standing.length > 0 && !loop?.isReopened)
    flaws.push('orders stand while units are consulted');
  const going = clocks.filter(isGoing).map(({ name }) => name);
  if (isEnded(stage) && going.length > 0) flaws.push(`${stage}, and ${going.join(', ')} runs on`);
  if ((stage === 'merged') !== (mergedInto !== null)) flaws.push(`${stage} with target ${mergedInto}`);
  if ((stage === 'parked') !== hasParking) flaws.push(`${stage}, put aside: ${hasParking}`);
  if (changed.rev > rev) flaws.push(`changed at ${changed.rev}, after its own revision ${rev}`);
  const doubled = clocks.filter(isGoing).map(({ name, unit }) => `${name} ${unit}`);
  if (new Set(doubled).size !== doubled.length) flaws.push(`one clock runs twice: ${doubled.join(', ')}`);
  return flaws;
}

/** Deeds that may move a deadline that stands: an answer that was waited for, an extension, work that goes on. */
const movers: readonly string[] = ['tell', 'agreeExtension', 'approveExtension', 'reject'];

export function flawsOfStep(before: WhistleRow | null, after: WhistleRow, actions: readonly string[]): string[] {
  if (!before) return [];
  const flaws: string[] = [];
  before.clocks.forEach((was, i) => {
    const is = after.clocks[i];
    const name = `clock ${was.name}${was.unit ? ` of ${was.unit}` : ''}`;
    if (is?.name !== was.name || is.unit !== was.unit || is.startedAt !== was.startedAt)
      flaws.push(`${name} is no more`);
    else if (is.dueAt !== was.dueAt && !actions.some((action) => movers.includes(action)))
      flaws.push(`${name} moved from ${was.dueAt} to ${is.dueAt} by ${actions.join(', ') || 'nothing'}`);
    else if (!isGoing(was) && (is.state !== was.state || is.endedAt !== was.endedAt || is.dueAt !== was.dueAt))
      flaws.push(`${name} had ended ${was.state} and is ${is.state}`);
  });
  for (const was of before.loop?.orders ?? [])
    if (!after.loop?.orders.some((is) => is.unit === was.unit && is.orderedAt === was.orderedAt))
      flaws.push(`the order that ${was.unit} had is forgotten`);
  if (before.loop && after.loop && after.loop.handBacks > before.loop.handBacks + 1)
    flaws.push('two hand-backs at once');
  return flaws;
}
