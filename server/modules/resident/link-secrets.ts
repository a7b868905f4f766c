/**
 * What a resident's link hides. The token is `<district><128 random bits>`; the short code of a ballot is eight letters for
 * those who type it from paper. The database keeps the SHA-256 of each alone.
 */
import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const tokenPattern = /^(\d{6})[\w-]{22}$/;
/** Without those that look alike on paper: 0 O, 1 I L. */
const codeLetters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const codeLength = 8;
const codePattern = new RegExp(`^[${codeLetters}]{${codeLength}}$`);

export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** @param district 6 digits: where the link is kept */
export const newLinkToken = (district: string): string => `${district}${randomBytes(16).toString('base64url')}`;
export const districtOfLink = (token: string): string | null => tokenPattern.exec(token)?.[1] ?? null;

/** About 2^40: guessed only as fast as tries.ts lets anybody try. */
export const newBallotCode = (): string =>
  Array.from({ length: codeLength }, () => codeLetters.charAt(randomInt(codeLetters.length))).join('');

/** A code as somebody types it: in small letters, with the dash of the print, with spaces; null: no code. */
export function ballotCodeOf(typed: string): string | null {
  const code = typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '');
  return codePattern.test(code) ? code : null;
}
/** As it is printed. */
export const printedCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** The token of a page's form: whoever sends it had the page of this very link before her. */
export const pageTokenOf = (secret: string, deed: string): string =>
  createHmac('sha256', secret).update(deed).digest('base64url');
export function isPageToken(given: string, secret: string, deed: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(pageTokenOf(secret, deed))];
  return one.length === other.length && timingSafeEqual(one, other);
}
