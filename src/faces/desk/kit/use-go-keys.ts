import { onScopeDispose } from 'vue';
import { isWriting, useKeySettings } from './key-settings.ts';
import { isPlainKey } from './keys.ts';

/** After G, the next key may take this long. */
const goMs = 1500;

/** G and then a letter goes to a page of the desk: `{ KeyI: '/desk/whistles' }`. */
export function useGoKeys(account: string, ways: Readonly<Record<string, string>>, go: (to: string) => void): void {
  const settings = useKeySettings(account);
  let begunAt = -Infinity;
  const heard = (event: KeyboardEvent) => {
    if (!settings.value.isOn || event.defaultPrevented || isWriting(event.target)) return;
    if (!isPlainKey(event) || event.shiftKey) return;
    if (event.code === 'KeyG') {
      begunAt = event.timeStamp;
      return;
    }
    const way = event.timeStamp - begunAt <= goMs ? ways[event.code] : undefined;
    begunAt = -Infinity;
    if (way === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    go(way);
  };
  // Before the page's own keys hear it.
  document.addEventListener('keydown', heard, { capture: true });
  onScopeDispose(() => document.removeEventListener('keydown', heard, { capture: true }));
}
