import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReceipt, receiptOf } from './receipt.ts';

describe('a receipt number', () => {
  it('names the day, the number of the day and its check digit', () => {
    expect(receiptOf('2026-11-22', 1)).toBe('261122-00001-9');
    expect(receiptOf('2026-11-22', 123_456)).toMatch(/^261122-123456-\d$/);
  });

  it('is accepted as it was given, and not with any one digit changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999 }),
        fc.nat(11),
        fc.integer({ min: 1, max: 9 }),
        (n, place, shift) => {
          const receipt = receiptOf('2026-03-09', n);
          expect(isReceipt(receipt)).toBe(true);
          const digits = receipt.split('').flatMap((letter, i) => (letter === '-' ? [] : [i]));
          const at = digits[place] ?? 0;
          const wrong = receipt.split('');
          wrong[at] = String((Number(receipt[at]) + shift) % 10);
          expect(isReceipt(wrong.join(''))).toBe(false);
        },
      ),
    );
  });

  it('is not accepted in another form', () => {
    for (const text of ['', '261122-1-9', '261122000019', '26112a-00001-9']) expect(isReceipt(text)).toBe(false);
  });
});
