import { describe, expect, it } from 'vitest';
import { askedUnit, cooperatorUnit, leadUnit, people, played, whistleAt } from '../../../../core/testing/loop.ts';
import { loopActions } from '../../../../core/whistle/loop-actions.ts';
import { offeredDeeds } from './offered-deeds.ts';

const offered = (whistle: ReturnType<typeof whistleAt>, own: readonly string[] = []) =>
  offeredDeeds(loopActions, whistle, own);

describe('the deeds that are offered', () => {
  it('ask a unit for each step of its own order once', () => {
    const ordered = whistleAt('dispatched');
    expect(offered(ordered, [leadUnit])).toEqual(expect.arrayContaining(['sign', 'contact', 'reportIn']));
    const signed = played(ordered, 'sign', people.lead);
    expect(offered(signed, [leadUnit])).not.toContain('sign');
    expect(offered(signed, [cooperatorUnit])).toContain('sign');
    const reported = played(signed, 'reportIn', people.lead);
    expect(offered(reported, [leadUnit])).toContain('reportIn');
    expect(offered(played(reported, 'reportIn', people.community), [leadUnit])).not.toContain('reportIn');
    // Nobody has seen them on the spot yet.
    expect(offered(reported, [leadUnit])).not.toContain('progress');
  });

  it('ask for a view where one is missing, and never of another unit', () => {
    const consulted = whistleAt('consulting');
    expect(offered(consulted, [askedUnit])).toContain('opine');
    expect(offered(consulted, [leadUnit])).not.toContain('opine');
    expect(offered(played(consulted, 'opine', people.asked), [askedUnit])).not.toContain('opine');
  });

  it('offer nothing of an emergency where there is none', () => {
    expect(offered(whistleAt('working'))).not.toEqual(expect.arrayContaining(['madeSafe']));
    const urgent = whistleAt('community', { loop: null, emergency: true, urgency: 'U1' });
    const sounded = played(urgent, 'sound');
    expect(offered(sounded)).toEqual(expect.arrayContaining(['filePapers', 'madeSafe']));
    const safe = played({ ...sounded, stage: 'working' }, 'madeSafe', people.lead);
    expect(offered(safe)).toContain('goOn');
    expect(offered(safe)).not.toContain('madeSafe');
    expect(offered(played(safe, 'filePapers', people.street))).not.toContain('filePapers');
  });

  it('ask whether it is solved where a merged one was told how its target ended', () => {
    const merged = whistleAt('merged');
    expect(offered(merged)).not.toContain('reopen');
    const answer = { by: people.community.account, byName: '', at: merged.raisedAt, text: '修好了', reason: null };
    expect(offered({ ...merged, answer })).toContain('reopen');
  });

  it('put an evaluation right only where there is one', () => {
    expect(offered(whistleAt('closed'))).not.toContain('correctEvaluation');
    const closed = played(whistleAt('evaluating'), 'evaluate');
    expect(offered(closed)).toContain('correctEvaluation');
  });
});
