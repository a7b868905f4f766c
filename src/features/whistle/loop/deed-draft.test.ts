import { describe, expect, it } from 'vitest';
import { leadUnit, people, played, whistleAt } from '../../../../core/testing/loop.ts';
import { testNow, whistleId } from '../../../../core/testing/builders.ts';
import type { LoopSaid } from '../../../../core/whistle/loop-said.ts';
import { shippedWeights } from '../../../../core/whistle/loop-terms.ts';
import { begunDraft, checkedDeed, evaluationsThatStand, freshDraft, scoresOf, type DeedDraft } from './deed-draft.ts';

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

describe('the draft of a deed', () => {
  it('lists who attended without empty lines, and wants at least one', () => {
    const meeting = whistleAt('meeting');
    const draft = { ...freshDraft('resolveSettle', meeting, shippedWeights), agenda: '停车', resolution: '划线' };
    expect(checkedDeed('resolveSettle', draft, meeting, testNow)).toEqual({ ok: false, field: 'attendance' });
    const met = { ...draft, attendance: ['社区书记', ' ', '物业'] };
    expect(checkedDeed('resolveSettle', met, meeting, testNow)).toMatchObject({
      ok: true,
      payload: { attendance: ['社区书记', '物业'] },
    });
  });

  it('corrects one evaluation of several, with its own scores to begin with', () => {
    const closed = played(whistleAt('evaluating'), 'evaluate', people.community);
    const [, second] = evaluationsThatStand(closed);
    if (!second) throw new Error('two were evaluated');
    const draft = {
      ...freshDraft('correctEvaluation', closed, shippedWeights),
      corrects: second.id,
      units: [{ ...scoresOf(second), result: 30, text: '写错了' }],
    };
    const deed = checkedDeed('correctEvaluation', draft, closed, testNow);
    if (!deed.ok) throw new Error(deed.field);
    const { whistle: _, ...said } = deed.payload as LoopSaid<'correctEvaluation'> & { whistle: string };
    const corrected = played(closed, 'correctEvaluation', people.community, said);
    expect(corrected.loop?.evaluations.at(-1)).toMatchObject({ unit: second.unit, result: 30, corrects: second.id });
    expect(evaluationsThatStand(corrected).map(({ id }) => id)).not.toContain(second.id);
    expect(
      checkedDeed('correctEvaluation', freshDraft('correctEvaluation', closed, shippedWeights), closed, testNow),
    ).toMatchObject({
      ok: false,
    });
  });

  it('keeps what was typed for those that are still there, and asks for those that came since', () => {
    const row = whistleAt('evaluating');
    const joined = [{ whistle: whistleId(2), grid: row.grid }];
    const since = { ...row, loop: row.loop && { ...row.loop, joined } };
    const begun: DeedDraft = { ...freshDraft('evaluate', row, shippedWeights), isSolved: false };
    const [first] = begun['units'] as ReturnType<typeof scoresOf>[];
    if (first) Object.assign(first, { unit: leadUnit, result: 12 });
    expect(begunDraft('evaluate', since, shippedWeights, begun)).toMatchObject({
      isSolved: false,
      units: [{ unit: leadUnit, result: 12 }, { result: 40 }],
      lines: [{ whistle: whistleId(2), isSolved: true, text: '' }],
    });
  });
});
