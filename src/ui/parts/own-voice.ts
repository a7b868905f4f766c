import type { Language } from '../../live/texts.ts';

/** Browsers load their voices late; one that has none stays silent, so the wait has an end. */
const voicesWaitMs = 1500;

/** A voice of this device for a language; null where it has none, or speaks only through a service elsewhere. */
export async function ownVoice(language: Language): Promise<SpeechSynthesisVoice | null> {
  if (typeof speechSynthesis === 'undefined') return null;
  if (speechSynthesis.getVoices().length === 0) await voicesLoaded();
  return chosenVoice(speechSynthesis.getVoices(), language);
}

/** Mainland Chinese before the other kinds, the device's default before the rest. */
export function chosenVoice<V extends Pick<SpeechSynthesisVoice, 'lang' | 'localService' | 'default'>>(
  voices: readonly V[],
  language: Language,
): V | null {
  const tagOf = (voice: V): string => voice.lang.replace('_', '-').toLowerCase();
  const wanted = language === 'zh' ? ['zh-cn', 'cmn-hans', 'cmn', 'zh'] : ['en'];
  const own = voices.filter((voice) => voice.localService);
  for (const tag of wanted) {
    const fitting = own.filter((voice) => tagOf(voice).startsWith(tag));
    const found = fitting.find((voice) => voice.default) ?? fitting[0];
    if (found) return found;
  }
  return null;
}

function voicesLoaded(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, voicesWaitMs);
    speechSynthesis.addEventListener(
      'voiceschanged',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
