/** What a browser runs on, as far as a person needs it to tell her phone from the office's computer. */
export const systems = ['android', 'ios', 'harmony', 'windows', 'mac', 'linux', 'other'] as const;
export type System = (typeof systems)[number];

const signs: readonly [RegExp, System][] = [
  [/harmonyos|openharmony/i, 'harmony'],
  [/android/i, 'android'],
  [/iphone|ipad|ipod/i, 'ios'],
  [/windows/i, 'windows'],
  [/macintosh|mac os/i, 'mac'],
  [/linux|x11/i, 'linux'],
];

/** Of a User-Agent header; nothing of its text is kept. */
export const systemOf = (agent: string | undefined): System =>
  signs.find(([sign]) => sign.test(agent ?? ''))?.[1] ?? 'other';
