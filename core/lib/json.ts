/** JSON values as they cross the wire. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Canonical JSON: keys in code-unit order, no white space, absent members left out. Two bodies are the same
 * mutation when their canonical texts are equal; the server hashes this text.
 */
export function canonicalJson(value: Json | undefined, known: CanonicalTexts = noTexts): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  return known.get(value) ?? canonicalOf(value, known);
}

/** Canonical texts of objects that do not change, so that each is made once; a WeakMap fits. */
export interface CanonicalTexts {
  get(value: object): string | undefined;
}
const noTexts: CanonicalTexts = new Map();

function canonicalOf(value: object & Json, known: CanonicalTexts): string {
  let text = '';
  if (isList(value)) {
    for (const item of value) text += (text === '' ? '' : ',') + canonicalJson(item, known);
    return `[${text}]`;
  }
  // Without a comparison of its own a sort is by code units.
  for (const key of Object.keys(value).toSorted()) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member, known)}`;
  }
  return `{${text}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
