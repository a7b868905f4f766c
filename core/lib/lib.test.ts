import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isId, makeId, uuidPattern, uuidv7 } from './id.ts';
import { canonicalJson, type Json } from './json.ts';

describe('an id', () => {
  it('is a UUIDv7 behind its prefix', () => {
    const uuid = uuidv7(1_763_431_200_000, new Uint8Array(10).fill(255));
    expect(uuid).toMatch(uuidPattern);
    expect(isId('whistle', makeId('whistle', uuid))).toBe(true);
    expect(isId('visit', makeId('whistle', uuid))).toBe(false);
    expect(isId('whistle', `wh_${uuid.toUpperCase()}`)).toBe(false);
  });

  it('sorts by its time', () => {
    const random = new Uint8Array(10);
    expect(uuidv7(1, random) < uuidv7(2 ** 40, random)).toBe(true);
  });
});

describe('canonical JSON', () => {
  it('is the same whatever the order of members', () => {
    expect(canonicalJson({ b: [1, { d: null, c: '哨' }], a: true })).toBe('{"a":true,"b":[1,{"c":"哨","d":null}]}');
  });

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
