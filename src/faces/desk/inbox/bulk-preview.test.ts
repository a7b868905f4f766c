import { shippedEarly } from '../../../../core/whistle/early-terms.ts';
import { describe, expect, it } from 'vitest';
import { clerk, otherGrid, testGrid, testNow, whistle, whistleId } from '../../../../core/testing/builders.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { bulkActions, bulkGapOf, oldestOf, previewBulk, type BulkAction, type PreviewWorld } from './bulk-preview.ts';
import type { DecisionFields } from './decision.ts';

const rows = [1, 2, 3].map((n) => whistle(n, { rev: 2 }));
const seen = new Map(rows.map(({ id, rev }) => [id as string, rev]));
const fields: DecisionFields = {
  text: '您反映的{类别}问题已处理。',
  reason: 'duplicate',
  category: '0104',
  who: '小林',
  promisedOn: '2026-11-20',
  grid: otherGrid,
  into: whistleId(1),
};
const world = (held: readonly WhistleRow[], given: Partial<PreviewWorld> = {}): PreviewWorld => ({
  author: clerk,
  now: testNow,
  whistle: (id) => held.find((one) => one.id === id),
  urgencyOf: () => 'U3',
  retiredAt: () => null,
  settings: shippedEarly,
  placesOf: ({ id }) => ({ category: `路灯${id.at(-1)}`, grid: '', day: '' }),
  isDeciding: () => false,
  ...given,
});
const kinds = (action: BulkAction, held = rows, given: Partial<PreviewWorld> = {}, chosen = fields) =>
  previewBulk(action, chosen, seen, world(held, given)).map((row) => (row.kind === 'does' ? 'does' : row.why));

describe('a decision on many, before it is written', () => {
  it.each(bulkActions.filter((action) => action !== 'merge'))('does %s to each that allows it', (action) => {
    expect(kinds(action)).toEqual(['does', 'does', 'does']);
  });

  it('raises each under its own category, and under the common one where it has none', () => {
    const held = rows.map((one, n) => (n === 1 ? { ...one, category: null } : { ...one, category: '0103' }));
    const categories = previewBulk('escalate', fields, seen, world(held)).map((row) =>
      row.kind === 'does' ? row.draft.category : row.why,
    );
    expect(categories).toEqual(['0103', '0104', '0103']);
    const none = { ...fields, category: null };
    expect(kinds('escalate', held, {}, none)).toEqual(['does', 'invalid', 'does']);
  });

  it('asks for a common category only where one of them has none', () => {
    const none = { ...fields, category: null };
    const all = rows.map((one) => ({ ...one, category: '0103' }));
    const some = rows.map((one, n) => ({ ...one, category: n === 0 ? null : '0103' }));
    expect(bulkGapOf('escalate', none, all, '2026-11-18')).toBe(null);
    expect(bulkGapOf('escalate', none, some, '2026-11-18')).toBe('needCategory');
    expect(bulkGapOf('escalate', fields, some, '2026-11-18')).toBe(null);
    expect(bulkGapOf('escalate', { ...none, text: '' }, all, '2026-11-18')).toBe('needText');
    expect(bulkGapOf('recategorise', none, all, '2026-11-18')).toBe('needCategory');
  });

  it('asks also what changed since it was selected: a question joins whatever stands there', () => {
    const held = rows.map((one) => ({ ...one, rev: 3, changed: { ...one.changed, rev: 3 } }));
    expect(kinds('ask', held)).toEqual(['does', 'does', 'does']);
    expect(kinds('escalate', held)).toEqual(['changed', 'changed', 'changed']);
  });

  it('merges all but the one that they join', () => {
    expect(kinds('merge')).toEqual(['isTarget', 'does', 'does']);
  });

  it('leaves out what changed since it was selected, what moved on, and what is gone', () => {
    const [first, second] = rows;
    if (!first || !second) throw new Error('three rows');
    const held: WhistleRow[] = [
      { ...first, rev: 3, changed: { ...first.changed, rev: 3 } },
      { ...second, stage: 'settled' },
    ];
    expect(kinds('settle', held)).toEqual(['changed', 'wrong-stage', 'gone']);
  });

  it('leaves out what is so already, and what still waits to be sent', () => {
    const held = rows.map((one, n) => (n === 0 ? { ...one, grid: otherGrid, category: '0104' } : one));
    expect(kinds('regrid', held)).toEqual(['unchanged', 'does', 'does']);
    expect(kinds('recategorise', held)).toEqual(['unchanged', 'does', 'does']);
    expect(kinds('settle', rows, { isDeciding: (id) => id === whistleId(2) })).toEqual(['does', 'deciding', 'does']);
  });

  it('asks the rule: a grid of another community, and somebody without a part in it', () => {
    const far = { ...fields, grid: '990106001002001' };
    expect(kinds('regrid', rows, {}, far)).toEqual(['not-found', 'not-found', 'not-found']);
    const stranger = { ...clerk, grants: [] };
    expect(kinds('settle', rows, { author: stranger })).toEqual(['not-found', 'not-found', 'not-found']);
  });

  it('fills the places of a phrase for each', () => {
    const texts = previewBulk('settle', fields, seen, world(rows)).map((row) =>
      row.kind === 'does' ? row.draft.text : '',
    );
    expect(new Set(texts).size).toBe(3);
    expect(texts[0]).toMatch(/^您反映的路灯.问题已处理。$/);
  });

  it('goes with what was seen when it was selected', () => {
    const [row] = previewBulk('settle', fields, seen, world(rows));
    expect(row).toMatchObject({ kind: 'does', draft: { base: 2, action: 'settle' } });
    expect(rows[0]?.grid).toBe(testGrid);
  });

  it('proposes the one that was raised first as the one to join', () => {
    const [a, b] = rows;
    if (!a || !b) throw new Error('three rows');
    expect(oldestOf([a, { ...b, raisedAt: '2026-11-01T00:00:00.000Z' }])).toBe(b.id);
    expect(oldestOf([])).toBe(null);
  });
});
