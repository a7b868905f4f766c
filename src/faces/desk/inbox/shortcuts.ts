import { codeOf, isPlainKey, type Key } from '../kit/keys.ts';

/**
 * The single keys of the inbox (ux F8). They are read by their place on the keyboard (`event.code`), so that a Chinese
 * input method that is switched on does not swallow them, and never while a word is being composed. They can be
 * switched off or given other keys (WCAG 2.1.4).
 */
export const shortcuts = [
  'next',
  'previous',
  'takeOn',
  'merge',
  'return',
  'escalate',
  'settle',
  'ask',
  'regrid',
  'recategorise',
  'comment',
  'snooze',
  'select',
  'search',
  'undo',
] as const;
export type Shortcut = (typeof shortcuts)[number];

/** What a pressed key means here: a shortcut, or one of the two that go with Shift. */
export type Pressed = Shortcut | 'selectRange' | 'help';
export type Codes = Readonly<Record<Shortcut, string>>;

export const shippedCodes: Codes = {
  next: 'KeyJ',
  previous: 'KeyK',
  takeOn: 'Digit1',
  merge: 'Digit2',
  return: 'Digit3',
  escalate: 'Digit4',
  settle: 'Digit5',
  ask: 'KeyA',
  regrid: 'KeyM',
  recategorise: 'KeyC',
  comment: 'KeyL',
  snooze: 'KeyH',
  select: 'KeyX',
  search: 'Slash',
  undo: 'KeyZ',
};

export function pressedOf(event: Key, codes: Codes): Pressed | null {
  if (!isPlainKey(event)) return null;
  const code = codeOf(event);
  if (event.shiftKey) {
    if (code === 'Slash') return 'help';
    return code === codes.select ? 'selectRange' : null;
  }
  return shortcuts.find((one) => codes[one] === code) ?? null;
}

const punctuation: Readonly<Record<string, string>> = {
  Slash: '/',
  Comma: ',',
  Period: '.',
  Semicolon: ';',
  Quote: "'",
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '=',
  Backquote: '`',
  Backslash: '\\',
};

/** `J` for `KeyJ`; null for a key that cannot be a shortcut. G begins a way to another page and stays free for it. */
export function keyName(code: string): string | null {
  const plain = /^(?:Key([A-FH-Z])|Digit(\d))$/.exec(codeOf({ code }));
  return plain?.[1] ?? plain?.[2] ?? punctuation[code] ?? null;
}

export type KeyChange = { ok: true; codes: Codes } | { ok: false; takenBy: Shortcut } | { ok: false; takenBy: null };

/** Another key for a shortcut. Refused: a key that is none, or that another shortcut has. */
export function withCode(codes: Codes, shortcut: Shortcut, event: Key): KeyChange {
  const code = codeOf(event);
  if (!isPlainKey(event) || event.shiftKey || keyName(code) === null) return { ok: false, takenBy: null };
  const taken = shortcuts.find((one) => one !== shortcut && codes[one] === code);
  return taken ? { ok: false, takenBy: taken } : { ok: true, codes: { ...codes, [shortcut]: code } };
}
