import { onScopeDispose } from 'vue';
import { isWriting, useKeySettings } from '../kit/key-settings.ts';
import { pressedOf, shippedCodes, type Pressed } from './shortcuts.ts';

/** Hears the keys of the inbox while its page is open, and the person is not writing. */
export function useShortcuts(account: string, run: (pressed: Pressed) => void): void {
  const settings = useKeySettings(account);
  const heard = (event: KeyboardEvent) => {
    if (!settings.value.isOn || event.defaultPrevented || isWriting(event.target)) return;
    const pressed = pressedOf(event, { ...shippedCodes, ...settings.value.codes });
    if (!pressed) return;
    event.preventDefault();
    run(pressed);
  };
  document.addEventListener('keydown', heard);
  onScopeDispose(() => document.removeEventListener('keydown', heard));
}
