import { describe, expect, it } from 'vitest';
import { problemCodes } from '../../core/protocol/problem.ts';
import { conditionSentences, conditionTexts, problemTexts, refusalTexts } from './refusal-texts.ts';

describe('words for refusals', () => {
  it('has a sentence for every problem code, in both languages', () => {
    for (const code of problemCodes) {
      expect(problemTexts.zh[code]).toMatch(/。$/);
      expect(problemTexts.en[code]).toMatch(/\.$/);
    }
  });

  it('says for each refusal what is safe: the text stays on the phone, or nothing was lost', () => {
    const unsaved = ['nothing-said', 'exists'];
    const silent = Object.entries(refusalTexts.zh).filter(
      ([code, sentence]) => !unsaved.includes(code) && !/还在本机/.test(sentence),
    );
    expect(silent).toEqual([]);
  });

  it('has a short word and a sentence for every condition of the exchange', () => {
    expect(Object.keys(conditionSentences.zh)).toEqual(Object.keys(conditionTexts.zh));
    for (const word of Object.values(conditionTexts.zh)) expect(Array.from(word).length).toBeLessThanOrEqual(7);
  });
});
