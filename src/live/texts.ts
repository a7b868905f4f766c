import { computed, shallowRef, watchEffect, type ComputedRef } from 'vue';

/**
 * Words for people. A catalogue holds Chinese and English side by side; the compiler refuses English that lacks a key
 * of the Chinese, has one more, or takes other parameters. Values are strings or functions that answer strings.
 */
export interface Catalogue {
  readonly [key: string]: string | ((...given: never[]) => string) | Catalogue;
}

/** The keys and parameters of a catalogue, whatever its words are. */
export type SameShape<Z> = {
  readonly [K in keyof Z]: Z[K] extends string
    ? string
    : Z[K] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : SameShape<Z[K]>;
};

export interface Texts<Z> {
  readonly zh: SameShape<Z>;
  readonly en: SameShape<Z>;
}

export const texts = <Z extends Catalogue>(catalogue: { zh: Z; en: SameShape<NoInfer<Z>> }): Texts<Z> =>
  // The same object, its literal words widened to strings so that both languages have one type.
  catalogue as unknown as Texts<Z>;

export type Language = 'zh' | 'en';

const storageKey = 'shaodao.language';

function keptLanguage(): Language {
  try {
    return globalThis.localStorage?.getItem(storageKey) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh'; // storage may be closed to this page; the language then lasts as long as the page
  }
}

function keepLanguage(chosen: Language): void {
  try {
    globalThis.localStorage?.setItem(storageKey, chosen);
  } catch {
    return; // as above
  }
}

/** The language of this device; setting it changes every text on the screen. */
export const language = shallowRef<Language>(keptLanguage());

watchEffect(
  () => {
    keepLanguage(language.value);
    if (typeof document !== 'undefined') document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  },
  { flush: 'sync' },
);

// Chosen in another tab of this device: two tabs speak one language.
globalThis.addEventListener?.('storage', ({ key }) => {
  if (key === storageKey) language.value = keptLanguage();
});

/** The words of a catalogue in the language of the moment. */
export const useTexts = <Z>(catalogue: Texts<Z>): ComputedRef<SameShape<Z>> =>
  computed(() => catalogue[language.value]);
