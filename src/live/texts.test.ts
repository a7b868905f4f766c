import { afterEach, describe, expect, it } from 'vitest';
import { language, texts, useTexts } from './texts.ts';

const greeting = texts({
  zh: { hello: '您好', waiting: (count: number) => `${count}条待发`, nested: { bye: '再见' } },
  en: { hello: 'Hello', waiting: (count: number) => `${count} waiting`, nested: { bye: 'Bye' } },
});

afterEach(() => {
  language.value = 'zh';
});

describe('texts', () => {
  it('speaks Chinese first', () => {
    expect(useTexts(greeting).value.hello).toBe('您好');
  });

  it('follows the language, also in words with parameters and in nested ones', () => {
    const words = useTexts(greeting);
    language.value = 'en';
    expect(words.value.waiting(3)).toBe('3 waiting');
    expect(words.value.nested.bye).toBe('Bye');
  });

  it('refuses English that lacks a key, has another, or takes other parameters', () => {
    // @ts-expect-error a key is missing
    texts({ zh: { a: '甲', b: '乙' }, en: { a: 'A' } });
    // @ts-expect-error a key too many
    texts({ zh: { a: '甲' }, en: { a: 'A', b: 'B' } });
    // @ts-expect-error other parameters
    texts({ zh: { a: (n: number) => `${n}` }, en: { a: (n: string) => n } });
    expect(Object.keys(greeting.en)).toEqual(Object.keys(greeting.zh));
  });
});
