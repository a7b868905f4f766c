import { expect, it } from 'vitest';
import { wholeBook } from '../../core/rules/loop-rules.ts';
import { whistleId } from '../../core/testing/builders.ts';
import { whistleAt } from '../../core/testing/loop.ts';
import { learnRules } from '../local/rules.ts';
import { gridScope, TestWorld } from './testing/test-phone.ts';

it('lays a deed of the loop over the view as soon as its rules are there, though it was saved before them', async () => {
  const world = new TestWorld();
  world.server.tell(gridScope, { kind: 'whistle', row: whistleAt('verifying') });
  const phone = await world.open();
  await expect.poll(() => phone.view.get('whistle', whistleId(1))?.stage).toBe('verifying');
  const payload = { whistle: whistleId(1), text: '亮了', photos: [] };
  const saved = await phone.outbox.save({
    type: 'whistle.accept',
    payload,
    base: 1,
    expects: 'verifying',
    holdMs: 8_000,
  });
  expect(saved.ok).toBe(true);
  expect(phone.view.get('whistle', whistleId(1))?.stage).toBe('verifying');
  learnRules(wholeBook);
  expect(phone.view.get('whistle', whistleId(1))?.stage).toBe('surveying');
  await world.kill();
});
