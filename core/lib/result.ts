/**
 * What a rule answers. A refusal is a value: it crosses the wire, is stored beside the record and is shown in
 * words. A bug throws.
 */
export type RefusalCode =
  | 'invalid' // the payload fails its validator; detail names the field
  | 'unknown-type' // no such mutation
  | 'unsupported-version' // a version of a mutation that is no longer (or not yet) served
  | 'not-found' // the id is unknown, or not yours: the same answer
  | 'not-allowed' // your role may not do this here
  | 'not-your-grid' // the grid was not assigned to you at that time
  | 'wrong-stage' // the whistle's stage does not know this action; detail names the stage
  | 'changed' // somebody changed it since you looked; detail says who and what
  | 'exists' // an id that is already taken
  | 'forked' // the same mutation id with another body
  | 'text-too-long' // more than 4,000 characters, or a record over 32 KiB
  | 'text-not-storable' // a NUL or half a surrogate pair
  | 'out-of-range' // a position or a date that cannot be
  | 'identity-number' // an identity-card number in the data of a household
  | 'consent-missing' // a need without the resident's recorded consent
  | 'nothing-said' // a whistle without text, photo or voice
  | 'category-retired' // no whistle gets this category any more
  | 'against-rule' // outside a rule of the loop; detail is its name
  | 'quarantined'; // the server failed on it and keeps it for its operators

export interface Refusal {
  code: RefusalCode;
  /** English words for logs and scripts; screens show their own words for the code. */
  detail: string;
}

export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (code: RefusalCode, detail: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { code, detail },
});
