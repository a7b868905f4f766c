import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../lib/json.ts';
import { makeId } from '../lib/id.ts';
import { mutationTypes } from '../protocol/all-payloads.ts';
import { sealedType } from '../protocol/payloads.ts';
import type { KindRow, RowByKind } from '../protocol/rows.ts';
import {
  author,
  clerk,
  household,
  householdId,
  ruleContext,
  stranger,
  testGrid,
  testNow,
  testUuid,
  wang,
  whistle,
  whistleId,
} from '../testing/builders.ts';
import { wholeBook } from './loop-rules.ts';
import { commandOf } from './registry.ts';

const grid: RowByKind['grid'] = {
  id: testGrid,
  rev: 1,
  name: '三网格',
  community: testGrid.slice(0, 12),
  boundary: [],
};
const rows: KindRow[] = [
  { kind: 'grid', row: grid },
  { kind: 'household', row: household(1) },
];
const raise = {
  whistle: whistleId(1),
  grid: testGrid,
  category: null,
  text: '路灯不亮',
  emergency: false,
  place: null,
  photos: [],
  household: null,
  occurredAt: testNow,
};
const visit = {
  visit: makeId('visit', testUuid(3)),
  household: householdId(1),
  outcome: 'met',
  note: null,
  needs: [],
  occurredAt: testNow,
};

function run(type: string, payload: Json, by = wang, known = rows) {
  const command = commandOf({ id: testUuid(900), type, v: 1, payload }, wholeBook);
  return command.ok ? command.value.decide(ruleContext(by, known)) : command;
}

describe('a mutation', () => {
  it('of an unknown type or an unserved version is refused', () => {
    expect(commandOf({ id: testUuid(900), type: 'whistle.explode', v: 1, payload: {} }, wholeBook)).toMatchObject({
      ok: false,
      refusal: { code: 'unknown-type' },
    });
    expect(commandOf({ id: testUuid(900), type: 'toString', v: 1, payload: {} }, wholeBook)).toMatchObject({
      ok: false,
      refusal: { code: 'unknown-type' },
    });
    expect(commandOf({ id: testUuid(900), type: 'whistle.raise', v: 9, payload: raise }, wholeBook)).toMatchObject({
      ok: false,
      refusal: { code: 'unsupported-version' },
    });
  });

  it('is refused with the field that is wrong', () => {
    expect(run('whistle.raise', { ...raise, grid: '12' })).toMatchObject({
      ok: false,
      refusal: { code: 'invalid', detail: expect.stringContaining('grid') },
    });
    expect(run('whistle.raise', { ...raise, place: { lng: 181, lat: 0, accuracy: 5, method: 'gps' } })).toMatchObject({
      ok: false,
      refusal: { code: 'out-of-range', detail: expect.stringContaining('place.lng') },
    });
    expect(run('whistle.raise', { ...raise, text: '长'.repeat(4001) })).toMatchObject({
      ok: false,
      refusal: { code: 'text-too-long' },
    });
    expect(run('whistle.raise', { ...raise, text: 'a\u0000b' })).toMatchObject({
      ok: false,
      refusal: { code: 'text-not-storable' },
    });
    expect(run('whistle.raise', { ...raise, text: '\ud800' })).toMatchObject({
      ok: false,
      refusal: { code: 'text-not-storable' },
    });
  });

  it('counts characters, not UTF-16 units', () => {
    expect(run('whistle.raise', { ...raise, text: '𠮷'.repeat(4000) }).ok).toBe(true);
  });

  it('keeps naughty text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const result = run('whistle.raise', { ...raise, text: `‮${text}` });
        const stored = result.ok ? result.value.rows[0] : undefined;
        const kept = stored?.kind === 'whistle' ? stored.row.text : 'refused';
        expect(kept).toBe(text.includes('\u0000') ? 'refused' : `‮${text}`);
      }),
    );
  });

  it('never throws, whatever its payload', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...mutationTypes),
        fc.jsonValue(),
        (type, payload) => void run(type, payload as Json),
      ),
    );
  });
});

describe('raising a whistle', () => {
  it('leaves a row, its event, and a place for each photo', () => {
    const result = run('whistle.raise', { ...raise, photos: ['a'.repeat(64)] });
    expect(result.ok && result.value.rows.map(({ kind }) => kind)).toEqual(['whistle', 'event', 'photo']);
  });

  it('gives a photo that is named twice one place, and one that comes back the place it had', () => {
    const sha256 = 'a'.repeat(64);
    const twice = run('whistle.raise', { ...raise, photos: [sha256, sha256] });
    expect(twice.ok && twice.value.rows.filter(({ kind }) => kind === 'photo')).toHaveLength(1);
    const photo: KindRow = {
      kind: 'photo',
      row: {
        id: `${whistleId(1)}:${sha256}`,
        rev: 2,
        grid: testGrid,
        whistle: whistleId(1),
        sha256,
        state: 'here',
        width: 1600,
        height: 1200,
        arrivedAt: testNow,
      },
    };
    const amend = { whistle: whistleId(1), set: { photos: [sha256] } };
    const command = commandOf({ id: testUuid(900), type: 'whistle.amend', v: 1, payload: amend }, wholeBook);
    expect(command.ok && command.value.touches).toContainEqual({ kind: 'photo', id: photo.row.id });
    const back = run('whistle.amend', amend, wang, [{ kind: 'whistle', row: whistle(1) }, photo]);
    expect(back.ok && back.value.rows.map(({ kind }) => kind)).toEqual(['whistle', 'event']);
  });

  it('into an unknown grid, for a foreign household, or twice is refused', () => {
    expect(run('whistle.raise', raise, wang, [])).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(run('whistle.raise', { ...raise, household: householdId(2) })).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' },
    });
    expect(run('whistle.raise', raise, wang, [...rows, { kind: 'whistle', row: whistle(1) }])).toMatchObject({
      ok: false,
      refusal: { code: 'exists' },
    });
  });

  it('corrects the time of seeing by the phone’s clock error', () => {
    const command = commandOf(
      {
        id: testUuid(900),
        type: 'whistle.raise',
        v: 1,
        payload: { ...raise, occurredAt: '2025-11-18T02:00:00.000Z' },
      },
      wholeBook,
    );
    const result = command.ok && command.value.decide(ruleContext(wang, rows, { clockErrorMs: 364 * 86_400_000 }));
    expect(result && result.ok && result.value.rows[0]).toMatchObject({
      row: { occurredAt: '2026-11-17T02:00:00.000Z' },
    });
  });
});

describe('recording a visit', () => {
  it('is for the grid’s own worker; to others the household does not exist', () => {
    expect(run('visit.record', visit).ok).toBe(true);
    expect(run('visit.record', visit, stranger)).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
    expect(run('visit.record', visit, clerk)).toMatchObject({ ok: false, refusal: { code: 'not-found' } });
  });

  it('after the grid was handed over is refused', () => {
    const handedOver = author(6, 'worker', testGrid, '2025-01-01T00:00:00.000Z', '2026-11-18T01:00:00.000Z');
    expect(run('visit.record', visit, handedOver)).toMatchObject({ ok: false, refusal: { code: 'not-your-grid' } });
  });
});

describe('the reserved type of sealed envelopes', () => {
  it('is no mutation, and is refused in words of its own', () => {
    expect(mutationTypes).not.toContain(sealedType);
    expect(commandOf({ id: testUuid(1), type: sealedType, v: 1, payload: 'AAAA' }, wholeBook)).toEqual({
      ok: false,
      refusal: { code: 'unknown-type', detail: 'sealed envelopes are reserved; this server cannot open them yet' },
    });
  });
});
