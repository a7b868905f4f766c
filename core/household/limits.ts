/**
 * What must never be held about people, wherever it is typed (lifecycle, "What the product never holds or does"): an
 * identity-card number (GB 11643: region, day of birth, order, check character). Blanks and dashes that people put in
 * between do not hide it, and neither do full-width digits; a mistyped check character is refused all the same.
 */
const identityNumber = /(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/u;
const between = /(?<=\d)[\s\-–—_.·]+(?=[\dXx])/gu;

export const holdsIdentityNumber = (text: string): boolean =>
  // Most texts hold no such run of digits at all.
  text.length >= 18 && identityNumber.test(text.normalize('NFKC').replaceAll(between, ''));

/** A telephone number as people write it: digits with the usual signs between, an extension behind. */
export function isPhoneNumber(text: string): boolean {
  const digits = text.normalize('NFKC').replaceAll(/[^\d]/gu, '').length;
  return digits >= 3 && digits <= 20 && /^[+\d\s()\-–—#*,转]+$/u.test(text.normalize('NFKC'));
}

/** The longest note of a door or a need, in characters. */
export const noteLimit = 500;
