import type { Pool, PoolClient } from 'pg';
import { bigramsOf, foldSearched, isSearchable } from '../../../core/lib/bigrams.ts';
import { areaKey, categoryKey } from '../../../core/whistle/waiting.ts';
import { ProblemError } from '../../problems.ts';
import { nameKeysOf } from '../../search/name-keys.ts';
import { formsOf } from '../../search/scripts.ts';

/** What somebody looks for, as keys of the index: a whistle has one of them, and where the words are longer, the words. */
export interface Sought {
  keys: string[];
  /** Folded, in each script; what the text must hold where it was found by a pair. */
  forms: string[];
}

/** A question that names more places or categories than these is no question for them: "社区" is in every name. */
const mostNamed = { category: 20, area: 8 };

/**
 * The words are looked for in the text, simplified and traditional alike; by name, pinyin or initials also the
 * category, street or community. Names of staff are not: nobody's work is looked up here.
 * @throws ProblemError `bad-request` below two characters
 */
export async function soughtIn(client: Pool | PoolClient, district: string, question: string): Promise<Sought> {
  if (!isSearchable(question)) throw new ProblemError('bad-request', 'q: two characters at least');
  const forms = formsOf(foldSearched(question));
  const named = await client.query<{ kind: 'category' | 'area'; id: string; zh: string; en: string }>(
    `select 'category' as kind, id, "row"->>'zh' as zh, "row"->>'en' as en from category where district = $1
     union all
     select 'area', id, "row"->>'name', '' from area where district = $1 and length(id) in (9, 12)`,
    [district],
  );
  const ofKind = (wanted: 'category' | 'area', keyOf: (id: string) => string): string[] => {
    const found = named.rows.filter(({ kind, zh, en }) => kind === wanted && isNamed(zh, en, forms));
    return found.length > mostNamed[wanted] ? [] : found.map(({ id }) => keyOf(id));
  };
  const pairs = forms.flatMap((form) => bigramsOf(form).slice(0, 1));
  return { keys: [...new Set(pairs), ...ofKind('category', categoryKey), ...ofKind('area', areaKey)], forms };
}

function isNamed(zh: string, en: string, forms: readonly string[]): boolean {
  const name = foldSearched(zh);
  return forms.some((form) =>
    /^[a-z]+$/.test(form)
      ? keysOf(name).some((key) => key.startsWith(form)) || (form.length > 2 && foldSearched(en).includes(form))
      : name.includes(form),
  );
}

/** Names of catalogue and areas come again with each search, and pinyin is dear. */
const known = new Map<string, string[]>();
function keysOf(name: string): string[] {
  const before = known.get(name);
  if (before) return before;
  const keys = nameKeysOf(name).split(' ');
  if (known.size > 5_000) known.clear();
  known.set(name, keys);
  return keys;
}

/** The text of a whistle's row, folded as the forms are. @param row the column, as SQL */
export const foldedTextSql = (row: string): string =>
  `regexp_replace(lower(coalesce(${row}->>'text', '')), '[ \\t\\r\\n　]', '', 'g')`;
