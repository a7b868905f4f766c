/** The life of a whistle from its first answer on, as people do it: at desks that read lists, and over rows of their own. */
import { isoOf } from '../../core/lib/time.ts';
import type { MutationType } from '../../core/protocol/payloads.ts';
import { actionsFor } from '../../core/whistle/table.ts';
import { partsOf } from '../../core/whistle/decide.ts';
import { loopActionsFor } from '../../core/whistle/decide-loop.ts';
import { loopActions } from '../../core/whistle/loop-actions.ts';
import { openStages } from '../../core/whistle/stage.ts';
import type { UnitId } from '../../core/whistle/loop.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { save, type Deed, type Stage } from './acts.ts';
import { closeTab, edit, giveUp, putAway, release, signIn, syncNow, undo } from './common-deeds.ts';
import { lookAtDesk, rememberedAt } from './desk-eyes.ts';
import type { Device, Tab } from './device.ts';
import { choicesOf, drawn, type OfficeAction } from './loop-choice.ts';
import { earlyWords, loopWords, type Bench } from './loop-words.ts';
import { amendHousehold } from './roster-deeds.ts';
import { answerBack, raise, support, visit } from './worker-deeds.ts';

type Weighted = readonly (readonly [number, Deed])[];

/** Whoever works at a desk without rows. */
export const officeDeedsOf = (units: readonly UnitId[]): Weighted => [
  [40, (stage, device, tab) => workAtDesk(stage, device, tab, units)],
  [1, undo],
  [2, syncNow],
  [1, closeTab],
  [2, putAway],
  [1, giveUp],
  [3, signIn],
];

/** A unit's liaison, who holds what her unit is asked about and ordered to mend. */
export const unitDeedsOf = (units: readonly UnitId[]): Weighted => [
  [40, (stage, device, tab) => workOverRows(stage, device, tab, units)],
  ...officeDeedsOf(units).slice(1),
];

/** A clerk in whose town whistles live on. */
export const loopClerkDeedsOf = (units: readonly UnitId[]): Weighted => [
  [40, (stage, device, tab) => workOverRows(stage, device, tab, units)],
  [1, amendHousehold],
  [1, undo],
  [2, syncNow],
  [1, closeTab],
  [2, putAway],
  [1, giveUp],
  [3, signIn],
];

export const loopWorkerDeedsOf = (units: readonly UnitId[]): Weighted => [
  [8, whistleWhenFew],
  [30, (stage, device, tab) => workOverRows(stage, device, tab, units)],
  [6, answerBack],
  [1, support],
  [2, visit],
  [1, edit],
  [1, undo],
  [4, release],
  [2, putAway],
  [1, giveUp],
  [4, syncNow],
  [1, closeTab],
  [3, signIn],
];

/** A handful at a time, so that there are hands for each. */
async function whistleWhenFew(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const open = tab.phone.view.all('whistle').filter(({ stage: at }) => openStages.includes(at));
  if (open.length < 4) await raise(stage, device, tab);
}

async function workAtDesk(stage: Stage, device: Device, tab: Tab, units: readonly UnitId[]): Promise<void> {
  const seen = await lookAtDesk(stage, device, tab);
  if (!seen || !tab.program.isAlive) return;
  // A page shows own work that waits, and seldom lets the same be done over it.
  if (isUnderWay(tab, seen.whistle.id) && stage.dice.chance(0.9)) return;
  const bench = benchOf(stage, device, seen.whistle, units, [...rememberedAt(device).keys()]);
  const choice = drawn(choicesOf(seen.actions, bench), bench);
  await act(stage, device, tab, bench, choice?.action ?? null);
}

async function workOverRows(stage: Stage, device: Device, tab: Tab, units: readonly UnitId[]): Promise<void> {
  const all = tab.phone.view.all('whistle');
  const ids = all.filter(({ stage: at }) => at !== 'merged').map(({ id }) => id);
  const choices = all.flatMap((row) => {
    const bench = benchOf(stage, device, row, units, ids);
    const lawful = [...actionsFor(row.stage, bench.parts), ...loopActionsFor(row.stage, bench.parts)];
    return choicesOf(lawful, bench).map((choice) => ({ ...choice, bench }));
  });
  const choice = drawn(choices, stage);
  if (choice) await act(stage, device, tab, choice.bench, choice.action);
}

function benchOf(
  stage: Stage,
  device: Device,
  row: WhistleRow,
  units: readonly UnitId[],
  ids: readonly WhistleRow['id'][],
): Bench {
  const now = isoOf(stage.scheduler.now);
  const unit = device.owner.grants.find(({ role }) => role === 'unit')?.area;
  return {
    whistle: row,
    parts: partsOf(row, device.owner, now),
    unit: units.find((id) => id === unit) ?? null,
    units,
    others: ids.filter((id) => id !== row.id),
    now,
    dice: stage.dice,
  };
}

const isUnderWay = (tab: Tab, whistle: string): boolean =>
  tab.phone.outbox
    .all()
    .some(
      ({ payload, state }) =>
        ['held', 'waiting', 'sending'].includes(state) && (payload as { whistle?: string }).whistle === whistle,
    );

/** How often somebody does what she may not. */
const unlawful = 0.03;

async function act(stage: Stage, device: Device, tab: Tab, bench: Bench, lawful: OfficeAction | null): Promise<void> {
  const action = stage.dice.chance(unlawful) ? stage.dice.pick(loopActions) : lawful;
  if (!action) return;
  const said =
    action in loopWords ? loopWords[action as keyof typeof loopWords] : earlyWords[action as keyof typeof earlyWords];
  const { id, rev, stage: seen } = bench.whistle;
  await save(stage, device, tab, {
    type: `whistle.${action}` as MutationType,
    // Words and action come from one key.
    payload: { whistle: id, ...said(bench) },
    base: rev,
    expects: seen,
    holdMs: stage.dice.pick([0, 0, 1_000, 5_000]),
  });
}
