import { expect, it } from 'vitest';
import { chosenVoice } from './own-voice.ts';

const voice = (lang: string, localService = true, isDefault = false) => ({ lang, localService, default: isDefault });

it.each([
  ['none at all', [], null],
  ['only one of a service elsewhere', [voice('zh-CN', false)], null],
  ['only another language', [voice('en-US')], null],
  ['Mandarin before Cantonese', [voice('zh-HK'), voice('zh-CN')], 'zh-CN'],
  ['the way Android writes it', [voice('zh_CN')], 'zh_CN'],
  ['Cantonese where there is nothing nearer', [voice('zh-HK')], 'zh-HK'],
  ['by its newer name', [voice('cmn-Hans-CN')], 'cmn-Hans-CN'],
] as const)('takes a Chinese voice of the phone: %s', (_, voices, expected) => {
  expect(chosenVoice(voices, 'zh')?.lang ?? null).toBe(expected);
});

it('prefers the default voice of a language', () => {
  const chosen = voice('en-GB', true, true);
  expect(chosenVoice([voice('en-US'), chosen], 'en')).toBe(chosen);
});
