import type { Day } from '../lib/time.ts';

/**
 * A receipt number 回执号, `YYMMDD-NNNNN-c`: the district's number of the day and a check digit, so that a number
 * read out on the telephone cannot be another one by a slip. The check is Luhn's over the eleven digits: it finds
 * every wrong digit and all swaps of neighbours but 0 and 9.
 */
export const receiptDay = (day: Day): string => day.slice(2).replaceAll('-', '');

/** @param number from 1; beyond 99,999 the middle part grows */
export function receiptOf(day: Day, number: number): string {
  const head = receiptDay(day);
  const middle = String(number).padStart(5, '0');
  return `${head}-${middle}-${luhn(head + middle)}`;
}

export function isReceipt(text: string): boolean {
  const parts = /^(\d{6})-(\d{5,})-(\d)$/.exec(text);
  return parts !== null && luhn(`${parts[1]}${parts[2]}`) === Number(parts[3]);
}

/** The digit that brings Luhn's sum to a multiple of ten. */
function luhn(digits: string): number {
  const sum = digits
    .split('')
    .toReversed()
    .reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return (10 - (sum % 10)) % 10;
}
