import { expect, it } from 'vitest';
import { reportCodeAt } from './report-codes.ts';

/** RFC 6238, appendix B, SHA-1: the last six of eight digits, at steps of 30 seconds. */
it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('shows the digits of the standard at %i seconds', (seconds, code) => {
  const secret = Buffer.from('12345678901234567890').toString('hex');
  expect(reportCodeAt(secret, Math.floor(seconds / 30))).toBe(code);
});
