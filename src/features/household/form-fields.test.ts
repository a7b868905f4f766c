import { describe, expect, it } from 'vitest';
import { changedOnly, readAll, readField, personFields } from './form-fields.ts';

const read = (...given: Parameters<typeof readField>) => {
  const field = readField(...given);
  return field.ok ? field.value : field.problem;
};

describe('what is typed into a field', () => {
  it('is taken as it stands on the door: one character or thirty', () => {
    expect(read('name', '王', true)).toBe('王');
    expect(read('name', ` ${'阿'.repeat(30)} `, true)).toBe('阿'.repeat(30));
    expect(read('name', '阿'.repeat(61), true)).toBe('too-long');
  });

  it('is missed where it is needed: a room, a person’s name; not where it may be left out', () => {
    expect(read('room', ' ', true)).toBe('missing');
    expect(read('name', '', false)).toBe('');
    expect(read('phone', '', false)).toBeNull();
    expect(read('birthYear', '', false)).toBeNull();
  });

  it('is a telephone number in the ways people write it, in plain digits', () => {
    expect(read('phone', '１５４ ０００００００１', false)).toBe('154 00000001');
    expect(read('phone', '0555-1234567转801', false)).toBe('0555-1234567转801');
    expect(read('phone', '没有', false)).toBe('not-a-phone');
  });

  it('is a whole number for units, floors and years', () => {
    expect([read('floor', '-1', true), read('unit', '２', true)]).toEqual([-1, 2]);
    expect([read('floor', '五', true), read('floor', '201', true)]).toEqual(['not-a-number', 'out-of-range']);
    expect(read('birthYear', '50', false)).toBe('out-of-range');
  });

  it.each(['name', 'phone', 'room', 'note', 'relation', 'unit', 'birthYear'] as const)(
    'is never an identity-card number: %s',
    (field) => {
      expect(read(field, '990106 19500307 123X', false)).toBe('identity-number');
    },
  );
});

describe('a form', () => {
  it('says what is wrong with each of its fields', () => {
    const now = { name: '', relation: '子女', birthYear: '五零', sex: '', phone: 'x' };
    expect(readAll(now, personFields, ['name']).problems).toEqual({
      name: 'missing',
      birthYear: 'not-a-number',
      phone: 'not-a-phone',
    });
  });

  it('sends only what was changed, each with what she saw', () => {
    const seen = { name: '陈桂兰', relation: '本人', birthYear: 1950, sex: null, phone: null };
    const values = { ...seen, birthYear: 1951, phone: '15400000001' };
    expect(changedOnly(seen, values)).toEqual({
      birthYear: { from: 1950, to: 1951 },
      phone: { from: null, to: '15400000001' },
    });
    expect(changedOnly(seen, seen)).toEqual({});
  });
});
