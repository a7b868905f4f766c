import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsIdentityNumber, isPhoneNumber } from './limits.ts';

describe('an identity-card number', () => {
  it.each([
    '990106195003071234',
    '99010619500307123X',
    '99010619500307123x',
    '身份证：990106195003071234，请核对',
    '990106 19500307 1234',
    '990106-1950-0307-123X',
    '９９０１０６１９５００３０７１２３４',
  ])('is seen in %s', (text) => {
    expect(holdsIdentityNumber(text)).toBe(true);
  });

  it.each([
    '15400000001',
    '电表号 990106195013071234', // no thirteenth month
    '12990106195003071234', // a longer number
    '1540000000115400000002',
    '敲门要大声',
    '',
  ])('is not seen in %s', (text) => {
    expect(holdsIdentityNumber(text)).toBe(false);
  });

  it('is seen wherever it stands between other words', () => {
    const word = fc.string({ unit: fc.constantFrom('陈', 'a', '，', '🏮') });
    fc.assert(
      fc.property(word, word, (before, after) => {
        expect(holdsIdentityNumber(`${before}990106195003071234${after}`)).toBe(true);
      }),
    );
  });
});

describe('a telephone number', () => {
  it.each([
    '15400000001',
    '154 0000 0001',
    '+86 154-0000-0001',
    '0555-1234567转801',
    '110',
    '１５４００００００01',
    '(0555)1234567',
  ])('may be written %s', (text) => {
    expect(isPhoneNumber(text)).toBe(true);
  });

  it.each(['没有', '12', '154000000011540000000', 'a15400000001', '15400000001 女儿', ''])('is not %s', (text) => {
    expect(isPhoneNumber(text)).toBe(false);
  });
});
