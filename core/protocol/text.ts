import * as z from 'zod/mini';
import { holdsIdentityNumber } from '../household/limits.ts';
import type { RefusalCode } from '../lib/result.ts';

/** The longest text of a record, in characters (code points). */
export const textLimit = 4000;
/** The largest body of one mutation, in bytes of UTF-8. */
export const mutationBytesLimit = 32 * 1024;

const code = (value: RefusalCode): RefusalCode => value;

/** Kept byte for byte. A NUL or half a surrogate pair has no bytes to keep in UTF-8 or in the database. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();
export const lengthOf = (text: string): number => Array.from(text).length;

/** Text of at most `max` characters. The message of a failed check is the refusal's code. */
export const text = (max = textLimit) =>
  z.string().check(
    z.refine((value) => isStorable(value), { error: code('text-not-storable') }),
    z.refine((value) => value.length <= max || lengthOf(value) <= max, { error: code('text-too-long') }),
  );

/** Text about people at a door: whatever the field, no identity-card number is taken. */
export const doorText = (max = textLimit) =>
  text(max).check(z.refine((value) => !holdsIdentityNumber(value), { error: code('identity-number') }));

/** Text that says something. */
export const saidText = (max = textLimit) =>
  text(max).check(z.refine((value) => value.trim() !== '', { error: code('nothing-said') }));
export const saidDoorText = (max = textLimit) =>
  doorText(max).check(z.refine((value) => value.trim() !== '', { error: code('nothing-said') }));
