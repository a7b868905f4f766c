import { shallowRef, watch, type ShallowRef } from 'vue';
import * as z from 'zod/mini';

/** How somebody wants the single keys of the desk: on or off, and which ones she changed. Kept on this device. */
export interface KeySettings {
  isOn: boolean;
  /** Shortcut → `event.code`; only those that differ from what ships. */
  codes: Readonly<Record<string, string>>;
}

const shape = z.object({ isOn: z.boolean(), codes: z.record(z.string(), z.string()) });
const shipped: KeySettings = { isOn: true, codes: {} };
const open = new Map<string, ShallowRef<KeySettings>>();

/** The same ref for every part of the desk that asks for one account. */
export function useKeySettings(account: string): ShallowRef<KeySettings> {
  const known = open.get(account);
  if (known) return known;
  const key = `shaodao.desk-keys.${account}`;
  const settings = shallowRef(kept(key));
  watch(settings, (value) => keep(key, value), { flush: 'sync' });
  open.set(account, settings);
  return settings;
}

function kept(key: string): KeySettings {
  try {
    const read = shape.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'));
    return read.success ? read.data : shipped;
  } catch {
    return shipped; // storage may be closed to this page, or hold what is no JSON
  }
}

function keep(key: string, settings: KeySettings): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    return; // as above: the choice then lasts as long as the page
  }
}

/** Whether a key that is pressed here is part of a text, a choice or a dialog, and no shortcut. */
export const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input:not([data-shortcuts]), form input, textarea, select, [role="dialog"], [role="combobox"]') !==
      null);
