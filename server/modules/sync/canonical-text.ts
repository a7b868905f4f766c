import { canonicalJson, type Json } from '../../../core/lib/json.ts';

/** A payload is written out in full in four texts: the body, the identity, the audit and its hash. */
const payloads = new WeakMap<object, string>();

/** From here on the text of this payload is known, as long as it lives. It must not change any more. */
export function keepCanonicalText(payload: Json): void {
  if (payload !== null && typeof payload === 'object') payloads.set(payload, canonicalJson(payload));
}

export const canonicalText = (value: Json): string => canonicalJson(value, payloads);
