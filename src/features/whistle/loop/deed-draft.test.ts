import { describe, expect, it } from 'vitest';
import { testNow } from '../../../../core/testing/builders.ts';
import { whistleAt } from '../../../../core/testing/loop.ts';
import { shippedWeights } from '../../../../core/whistle/loop-terms.ts';
import { checkedDeed, freshDraft } from './deed-draft.ts';

const ordered = whistleAt('dispatched');
const reporting = (code: string) =>
  checkedDeed(
    'reportIn',
    { ...freshDraft('reportIn', ordered, shippedWeights), plan: '换灯', leader: '李', contact: '王', code },
    ordered,
    testNow,
  );

describe('the draft of a report-in', () => {
  it('takes the code as it is read aloud and typed: in threes, and in wide digits', () => {
    for (const code of ['482913', ' 482 913', '４８２９１３'])
      expect(reporting(code)).toMatchObject({ ok: true, payload: { code: '482913' } });
  });

  it('goes without a code, and not with half of one', () => {
    expect(reporting('')).toMatchObject({ ok: true, payload: { code: null } });
    expect(reporting('4829')).toEqual({ ok: false, field: 'code' });
  });
});
