import { describe, expect, it } from 'vitest';
import { digitOf } from '../kit/keys.ts';
import { keyName, pressedOf, shippedCodes, shortcuts, withCode, type Codes } from './shortcuts.ts';

const key = (code: string, given: Partial<KeyboardEvent> = {}) => ({
  code,
  key: '',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...given,
});
const pressed = (code: string, given: Partial<KeyboardEvent> = {}, codes: Codes = shippedCodes) =>
  pressedOf(key(code, given), codes);

describe('shortcuts of the inbox', () => {
  it("are F8's digits and letters", () => {
    expect(['Digit1', 'Digit2', 'Digit3', 'Digit4', 'Digit5'].map((code) => pressed(code))).toEqual([
      'takeOn',
      'merge',
      'return',
      'escalate',
      'settle',
    ]);
    expect(['KeyA', 'KeyM', 'KeyC', 'KeyH', 'KeyX', 'KeyZ'].map((code) => pressed(code))).toEqual([
      'ask',
      'regrid',
      'recategorise',
      'snooze',
      'select',
      'undo',
    ]);
    expect(pressed('Numpad4')).toBe('escalate');
  });

  it('are read by the place of the key, also with an input method switched on', () => {
    expect(pressed('KeyJ', { key: 'j' })).toBe('next');
    expect(pressed('KeyJ', { key: 'Process' })).toBe('next');
  });

  it('leave a word alone that is being composed', () => {
    expect(pressed('KeyJ', { isComposing: true })).toBe(null);
    expect(pressed('Digit1', { isComposing: true, key: 'Process' })).toBe(null);
    expect(digitOf(key('Digit1', { isComposing: true }))).toBe(null);
  });

  it("leave the browser's own combinations alone", () => {
    expect(pressed('KeyZ', { ctrlKey: true })).toBe(null);
    expect(pressed('KeyK', { metaKey: true })).toBe(null);
    expect(pressed('Digit1', { altKey: true })).toBe(null);
    expect(pressed('KeyJ', { shiftKey: true })).toBe(null);
  });

  it('tell help from search, and a range from one', () => {
    expect(pressed('Slash')).toBe('search');
    expect(pressed('Slash', { shiftKey: true })).toBe('help');
    expect(pressed('KeyX', { shiftKey: true })).toBe('selectRange');
  });

  it('can be given another key, but not one that is taken or that is none', () => {
    const changed = withCode(shippedCodes, 'settle', key('KeyD'));
    if (!changed.ok) throw new Error('the key is free');
    expect(pressed('KeyD', {}, changed.codes)).toBe('settle');
    expect(pressed('Digit5', {}, changed.codes)).toBe(null);
    expect(withCode(shippedCodes, 'settle', key('KeyJ'))).toEqual({ ok: false, takenBy: 'next' });
    // Its own key again is no clash.
    expect(withCode(shippedCodes, 'settle', key('Digit5')).ok).toBe(true);
    for (const none of ['KeyG', 'Enter', 'ArrowDown', 'F5'])
      expect(withCode(shippedCodes, 'settle', key(none))).toEqual({ ok: false, takenBy: null });
  });

  it('each have a key of their own, with a name', () => {
    expect(new Set(Object.values(shippedCodes)).size).toBe(shortcuts.length);
    expect(shortcuts.map((one) => keyName(shippedCodes[one]))).not.toContain(null);
  });
});
