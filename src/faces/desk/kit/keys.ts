/** Keys by their place on the keyboard: an input method that is switched on changes `key`, never `code`. */
export type Key = Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>;

/** No word is being composed, and the browser's own combinations are left alone. Shift may be held. */
export const isPlainKey = (event: Key): boolean =>
  !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey;

/** The digits of the number pad are the same digits. */
export const codeOf = (event: Pick<KeyboardEvent, 'code'>): string => event.code.replace(/^Numpad(\d)$/, 'Digit$1');

/** 1 to 9 for a plain digit, for choosing among numbered things; null for every other key. */
export function digitOf(event: Key): number | null {
  const digit = isPlainKey(event) && !event.shiftKey ? /^Digit([1-9])$/.exec(codeOf(event)) : null;
  return digit ? Number(digit[1]) : null;
}

/** Escape in a choice whose list is closed: the library keeps that key to itself, open or not. */
export const isEscapeFromClosedList = ({ code, target }: Pick<KeyboardEvent, 'code' | 'target'>): boolean =>
  code === 'Escape' &&
  target instanceof HTMLElement &&
  target.getAttribute('role') === 'combobox' &&
  target.getAttribute('aria-expanded') !== 'true';
