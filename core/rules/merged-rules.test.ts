import { describe, expect, it } from 'vitest';
import type { Json } from '../lib/json.ts';
import type { MutationType } from '../protocol/payloads.ts';
import type { KindRow } from '../protocol/rows.ts';
import type { Author } from '../org/role.ts';
import { author, ruleContext, testGrid, testUuid, whistleId } from '../testing/builders.ts';
import { people, samples, units, whistleAt } from '../testing/loop.ts';
import type { WhistleRow } from '../whistle/whistle.ts';
import { wholeBook } from './loop-rules.ts';
import { commandOf } from './registry.ts';

/** A district's rows, and deeds of people on them as the server would run them. */
class Ground {
  rows: KindRow[] = units.map((row) => ({ kind: 'unit', row }));
  #count = 0;

  constructor(whistles: readonly WhistleRow[]) {
    for (const row of whistles) this.#put({ kind: 'whistle', row });
  }

  does(by: Author, type: MutationType, payload: object): string {
    this.#count += 1;
    const command = commandOf(
      { id: testUuid(900 + 16 * this.#count), type, v: 1, payload: payload as Json },
      wholeBook,
    );
    if (!command.ok) return command.refusal.code;
    const before = ruleContext(by, this.rows);
    const touched = command.value.touches;
    // Only what the rule touches is at hand, as on the server.
    const more = command.value.touchesThen?.((kind, id) => before.read(kind, id)) ?? [];
    const ids = new Set([...touched, ...more].flatMap((ref) => ('id' in ref ? [ref.id] : [])));
    const held = this.rows.filter(({ row }) => ids.has(row.id));
    const result = command.value.decide(ruleContext(by, held, { mutation: testUuid(900 + 16 * this.#count) }));
    if (!result.ok) return result.refusal.code === 'against-rule' ? result.refusal.detail : result.refusal.code;
    for (const row of result.value.rows) this.#put(row);
    return 'ok';
  }

  whistle(n: number): WhistleRow {
    const found = this.rows.find(({ kind, row }) => kind === 'whistle' && row.id === whistleId(n));
    if (found?.kind !== 'whistle') throw new Error(`no whistle ${n}`);
    return found.row;
  }
  eventsOf(n: number): string[] {
    return this.rows.flatMap((one) =>
      one.kind === 'event' && one.row.whistle === whistleId(n) ? [one.row.happening.type] : [],
    );
  }
  #put(entry: KindRow): void {
    this.rows = [...this.rows.filter(({ kind, row }) => kind !== entry.kind || row.id !== entry.row.id), entry];
  }
}

const at = (n: number, stage: WhistleRow['stage'], set: Partial<WhistleRow> = {}): WhistleRow => ({
  ...whistleAt(stage),
  id: whistleId(n),
  raisedBy: author(20 + n, 'leader', testGrid.slice(0, 6)).account,
  supporters: [],
  ...set,
});
const otherGrid = '990106001002001';
const merge = (n: number, into: number) => ({ whistle: whistleId(n), into: whistleId(into) });
const line = (n: number, isSolved = true) => ({ whistle: whistleId(n), isSolved, text: `第${n}处修好了` });
const reporterOf = (n: number): Author => author(20 + n, 'leader', testGrid.slice(0, 6));

describe('what was merged', () => {
  const merged = () => {
    const ground = new Ground([at(1, 'evaluating'), at(2, 'consulting', { grid: otherGrid }), at(3, 'consulting')]);
    expect(ground.does(people.dispatcher, 'whistle.merge', merge(2, 1))).toBe('ok');
    expect(ground.does(people.dispatcher, 'whistle.merge', merge(3, 1))).toBe('ok');
    return ground;
  };
  const evaluation = { whistle: whistleId(1), ...samples.evaluate };

  it('has a line of its own in the target, whose reporters follow it', () => {
    const target = merged().whistle(1);
    expect(target.loop?.joined).toEqual([
      { whistle: whistleId(2), grid: otherGrid },
      { whistle: whistleId(3), grid: testGrid },
    ]);
    expect(target.supporters.map(({ by }) => by)).toEqual([reporterOf(2).account, reporterOf(3).account]);
  });

  it('goes along where its target is merged itself', () => {
    const ground = new Ground([at(1, 'consulting'), at(2, 'consulting'), at(3, 'consulting')]);
    expect(ground.does(people.dispatcher, 'whistle.merge', merge(3, 2))).toBe('ok');
    expect(ground.does(people.dispatcher, 'whistle.merge', merge(2, 1))).toBe('ok');
    expect(ground.whistle(3).mergedInto).toBe(whistleId(1));
    expect(ground.whistle(2).loop?.joined).toEqual([]);
    expect(ground.whistle(1).loop?.joined.map(({ whistle }) => whistle)).toEqual([whistleId(2), whistleId(3)]);
    expect(ground.eventsOf(3)).toEqual(['whistle-merged', 'whistle-merged']);
  });

  it('is told its line once the target is closed, and not before', () => {
    const ground = merged();
    expect(ground.does(people.community, 'whistle.evaluate', evaluation)).toBe('line-each');
    const lines = [line(2), line(3)];
    expect(ground.does(people.community, 'whistle.evaluate', { ...evaluation, lines: [line(2), line(2)] })).toBe(
      'line-each',
    );
    expect(ground.does(people.community, 'whistle.evaluate', { ...evaluation, lines })).toBe('ok');
    expect(ground.whistle(1)).toMatchObject({ stage: 'closed', loop: { lines } });
    expect(ground.whistle(2)).toMatchObject({ stage: 'merged', answer: { text: '第2处修好了' } });
    expect(ground.eventsOf(2)).toEqual(['whistle-merged', 'whistle-answered']);
  });

  it('is opened again by its own reporter, who was not helped; the target counts it no more', () => {
    const ground = merged();
    const reopen = { whistle: whistleId(2), reason: '我们这边还不亮' };
    expect(ground.does(reporterOf(2), 'whistle.reopen', reopen)).toBe('target-open');
    expect(ground.does(people.community, 'whistle.evaluate', { ...evaluation, lines: [line(2), line(3)] })).toBe('ok');
    expect(ground.does(reporterOf(3), 'whistle.reopen', reopen)).toBe('not-found');
    expect(ground.does(reporterOf(2), 'whistle.reopen', reopen)).toBe('ok');
    expect(ground.whistle(2)).toMatchObject({ stage: 'community', mergedInto: null, loop: { isReopened: true } });
    expect(ground.whistle(1).loop?.joined.map(({ whistle }) => whistle)).toEqual([whistleId(3)]);
    expect(ground.eventsOf(1).at(-1)).toBe('whistle-parted');
  });

  it('needs no line any more once it was taken apart', () => {
    const ground = merged();
    expect(ground.does(people.dispatcher, 'whistle.split', { whistle: whistleId(2), reason: '两件事' })).toBe('ok');
    expect(ground.does(people.community, 'whistle.evaluate', { ...evaluation, lines: [line(3)] })).toBe('ok');
    expect(ground.whistle(2)).toMatchObject({ stage: 'consulting', answer: null });
  });

  it('is told the answer of a target that the community settles itself', () => {
    const ground = new Ground([at(1, 'community'), at(2, 'community')]);
    expect(ground.does(people.community, 'whistle.merge', merge(2, 1))).toBe('ok');
    expect(ground.does(people.community, 'whistle.settle', { whistle: whistleId(1), text: '换了灯' })).toBe('ok');
    expect(ground.whistle(2).answer?.text).toBe('换了灯');
  });
});
