/**
 * How texts are searched without a dictionary: by pairs of neighbouring characters. Two Chinese characters are one
 * pair, so the shortest question that means something is one key of an index.
 */

/** As texts and questions are compared: lower case, without blanks. The server's index folds likewise, in SQL. */
export const foldSearched = (text: string): string => text.toLowerCase().replaceAll(/[ \t\r\n\u3000]/gu, '');

/** The pairs of a folded text, each once; a character beyond the basic plane is one character. */
export function bigramsOf(folded: string): string[] {
  const characters = Array.from(folded);
  return [...new Set(characters.slice(1).map((character, i) => `${characters[i]}${character}`))];
}

/** Long enough to be searched for. */
export const isSearchable = (question: string): boolean => Array.from(foldSearched(question)).length > 1;
