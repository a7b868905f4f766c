import { askedUnit, cooperatorUnit, leadUnit, people, play, whistleAt } from '../testing/loop.ts';
import { describe, expect, it } from 'vitest';
import { makeId } from '../lib/id.ts';
import { household, testGrid, testNow, testUuid, wang, whistle } from '../testing/builders.ts';
import { masked, scopesHolding } from './holding.ts';
import type { KindRow } from './rows.ts';

const bytes = { state: 'awaited', width: null, height: null, arrivedAt: null } as const;
const door = household(1, { needsHelp: true, visitEveryDays: 7 });
const need: Extract<KindRow, { kind: 'need' }> = {
  kind: 'need',
  row: {
    id: makeId('need', testUuid(7)),
    rev: 1,
    grid: testGrid,
    household: door.id,
    kind: 'livingAlone',
    note: '子女在外地',
    until: '2027-11-18',
    consent: { how: 'spoken', by: door.name, at: testNow, wording: '同意登记' },
    openedBy: wang.account,
    openedAt: testNow,
    step: 'opened',
    steps: [],
    edits: {},
  },
};
const grid = `grid:${testGrid}` as const;
const visit: KindRow = {
  kind: 'visit',
  row: {
    id: makeId('visit', testUuid(8)),
    rev: 1,
    grid: testGrid,
    household: door.id,
    outcome: 'met',
    note: null,
    needs: [need.row.id],
    occurredAt: testNow,
    recordedAt: testNow,
    by: wang.account,
    byName: wang.name,
    isAmended: false,
  },
};

describe('the scopes that hold a row', () => {
  it('are the grid of whatever lies in one, from raise to end', () => {
    for (const stage of ['community', 'street', 'settled'] as const)
      expect(scopesHolding('990106', { kind: 'whistle', row: whistle(1, { stage }) })).toEqual([`grid:${testGrid}`]);
    expect(scopesHolding('990106', need)).toEqual([`grid:${testGrid}`]);
  });

  it('are the tenant for areas and the catalogue', () => {
    const area: KindRow = {
      kind: 'area',
      row: { id: '990106001', rev: 1, level: 'street', parent: '990106', name: '平安街道' },
    };
    expect(scopesHolding('990106', area)).toEqual(['tenant:990106']);
  });

  it('are those of the units that were asked or ordered too, with what hangs on it', () => {
    const ordered = whistleAt('working');
    const both = [`grid:${testGrid}`, `unit:${leadUnit}`, `unit:${cooperatorUnit}`];
    expect(scopesHolding('990106', { kind: 'whistle', row: ordered })).toEqual(both);
    const photo: KindRow = {
      kind: 'photo',
      row: { id: 'p', rev: 1, grid: testGrid, whistle: ordered.id, sha256: 'a', ...bytes },
    };
    expect(scopesHolding('990106', photo, ordered)).toEqual(both);
    expect(scopesHolding('990106', photo)).toEqual([`grid:${testGrid}`]);
    expect(scopesHolding('990106', { kind: 'whistle', row: whistleAt('consulting') })).toContain(`unit:${askedUnit}`);
    expect(scopesHolding('990106', { kind: 'whistle', row: ordered })).not.toContain(`unit:${askedUnit}`);
  });

  it('are none of another district', () => {
    expect(scopesHolding('990107', need)).toEqual([]);
  });
});

describe('a mask', () => {
  it('shows the worker everything', () => {
    for (const entry of [need, visit]) expect(masked('W', entry, grid)).toBe(entry);
  });

  it('shows the community that help is needed, never why', () => {
    expect(masked('C', need, grid)).toBeNull();
    expect(masked('C', visit, grid)).toMatchObject({ row: { needs: [], outcome: 'met' } });
    expect(masked('C', { kind: 'household', row: door }, grid)).toMatchObject({
      row: { visitEveryDays: null, needsHelp: true, visitDueOn: door.visitDueOn },
    });
  });

  it('shows the worker the orders, never what units said before them, nor who voted how', () => {
    const at = { by: wang.account, byName: '部门', at: testNow };
    const row = whistleAt('surveying');
    const loop = row.loop && {
      ...row.loop,
      consults: [
        { unit: leadUnit, askedAt: testNow, answer: { ...at, opinion: 'object', whose: null, grounds: '不归我' } },
      ],
      ballots: [{ ...at, grade: 'unsatisfied', reason: '慢', isPaper: true }],
    };
    const entry = { kind: 'whistle', row: { ...row, loop } } as KindRow;
    expect(masked('W', entry, grid)).toMatchObject({
      row: { loop: { consults: [], ballots: [], orders: row.loop?.orders } },
    });
    expect(masked('C', entry, grid)).toBe(entry);
    const opined = play(whistleAt('consulting'), 'opine', people.asked);
    const event: KindRow | null = opined.ok ? { kind: 'event', row: opined.value.event } : null;
    expect(event && masked('W', event, grid)).toBeNull();
    expect(event && masked('C', event, grid)).toBe(event);
  });

  it('shows a unit its own part: no view of another, no household to whom it was only asked, no household row at all', () => {
    const scope = `unit:${askedUnit}` as const;
    const asked = { ...whistleAt('consulting'), household: door.id };
    expect(masked('U', { kind: 'whistle', row: asked }, scope)).toMatchObject({
      row: { household: null, supporters: [], loop: { consults: [{ unit: askedUnit }], ballots: [], proposal: null } },
    });
    expect(masked('U', { kind: 'whistle', row: asked }, `unit:${leadUnit}`)).toMatchObject({
      row: { household: door.id, loop: { consults: [] } },
    });
    for (const entry of [need, visit, { kind: 'household', row: door } as KindRow])
      expect(masked('U', entry, scope)).toBeNull();
    for (const action of ['opine', 'ballot', 'evaluate'] as const) {
      const stage = { opine: 'consulting', ballot: 'surveying', evaluate: 'evaluating' } as const;
      const by = { opine: people.asked, ballot: people.community, evaluate: people.community };
      const said = play(whistleAt(stage[action]), action, by[action]);
      if (!said.ok) throw new Error(`${action}: ${said.refusal.detail}`);
      expect(masked('U', { kind: 'event', row: said.value.event }, scope)).toBeNull();
    }
  });

  it('leaves the stored row as it is', () => {
    masked('C', visit, grid);
    expect(visit.row).toMatchObject({ needs: [need.row.id] });
  });
});
