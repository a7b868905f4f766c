/** What a clerk of a community does: answers whistles on what she saw. */
import { save, type Deed, type Stage } from './acts.ts';
import { closeTab, comment, giveUp, putAway, signIn, syncNow, undo } from './common-deeds.ts';
import type { Device, Tab } from './device.ts';
import { amendHousehold, changePeople, choose } from './roster-deeds.ts';

export const clerkDeeds: readonly (readonly [number, Deed])[] = [
  [14, answer],
  [8, comment],
  [5, amendHousehold],
  [3, changePeople],
  [3, choose],
  [4, undo],
  [4, syncNow],
  [2, closeTab],
  [2, putAway],
  [1, giveUp],
  [3, signIn],
];

async function answer(stage: Stage, device: Device, tab: Tab): Promise<void> {
  const { dice } = stage;
  const open = tab.phone.view.all('whistle').filter((one) => one.stage === 'community');
  if (open.length === 0) return;
  const { id, rev, stage: seen } = dice.pick(open);
  const request = { base: rev, expects: seen, holdMs: 5_000 };
  switch (dice.between(1, 8)) {
    case 1:
      return save(stage, device, tab, { type: 'whistle.settle', payload: { whistle: id, text: '已换灯' }, ...request });
    case 2:
      return save(stage, device, tab, {
        type: 'whistle.return',
        payload: { whistle: id, reason: 'noPlace', text: '请补充位置' },
        ...request,
      });
    case 3:
      return save(stage, device, tab, {
        type: 'whistle.takeOn',
        payload: { whistle: id, who: '社区电工', promisedOn: '2026-11-25' },
        ...request,
      });
    case 4:
      return save(stage, device, tab, { type: 'whistle.ask', payload: { whistle: id, text: '几楼？' }, ...request });
    case 5:
      return save(stage, device, tab, {
        type: 'whistle.regrid',
        payload: { whistle: id, grid: dice.pick(tab.phone.view.all('grid')).id },
        ...request,
      });
    case 6:
      return save(stage, device, tab, {
        type: 'whistle.recategorise',
        payload: { whistle: id, category: '0102' },
        ...request,
      });
    case 7:
      return save(stage, device, tab, {
        type: 'whistle.merge',
        payload: { whistle: id, into: dice.pick(open).id },
        ...request,
      });
    default:
      return save(stage, device, tab, {
        type: 'whistle.escalate',
        payload: { whistle: id, category: '0101', text: '需街道处理' },
        ...request,
      });
  }
}
