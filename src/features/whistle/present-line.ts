/** Who was there when a whistle was raised: one line of its text, made of taps; the rest of the text stays as it is. */
export interface PresentWords {
  prefix: string;
  between: string;
  who: readonly string[];
}

export function presentIn(text: string, { prefix, between, who }: PresentWords): string[] {
  const line = text.split('\n').find((one) => one.startsWith(prefix));
  const said = line?.slice(prefix.length).split(between) ?? [];
  return who.filter((one) => said.includes(one));
}

/** Nobody and somebody do not go together: the last tap is what holds. */
export function togglePresent(text: string, tapped: string, words: PresentWords): string {
  const nobody = words.who.at(-1);
  const before = presentIn(text, words);
  const after = before.includes(tapped)
    ? before.filter((one) => one !== tapped)
    : tapped === nobody
      ? [tapped]
      : [...before.filter((one) => one !== nobody), tapped];
  const rest = text.split('\n').filter((line) => !line.startsWith(words.prefix));
  const line = after.length === 0 ? [] : [words.prefix + after.join(words.between)];
  return [...rest.filter((one, i) => one !== '' || i < rest.length - 1), ...line].join('\n');
}
