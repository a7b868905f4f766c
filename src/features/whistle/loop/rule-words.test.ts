import { describe, expect, it } from 'vitest';
import { shippedSettings as shipped } from '../../../../core/settings/shipped-settings.ts';
import type { DistrictSettings } from '../../../../core/settings/settings.ts';
import { ruleIds } from '../../../../core/whistle/rule-ids.ts';
import { loopTexts } from './loop-texts.ts';
import { bodyWords, ruleWords } from './rule-words.ts';

const { zh, en } = loopTexts;
const other: DistrictSettings = {
  ...shipped,
  reopenDays: 45,
  handBackWorkdays: 2,
  leastBallots: { ...shipped.leastBallots, U4: 12 },
  extensions: { ...shipped.extensions, U4: 3 },
  finish: { ...shipped.finish, U4: { quarters: 2 } },
  weights: { reportIn: 10, plan: 10, finish: 30, result: 50 },
  bodies: { ...shipped.bodies, extensions: '区委组织部' },
};

describe('words for a rule', () => {
  it('leave nothing to be filled in, in no language', () => {
    for (const rule of ruleIds)
      for (const words of [zh, en]) expect(ruleWords(rule, other, 'U4', words)).not.toMatch(/[{}]|undefined/);
  });

  it('name the numbers and the bodies of the district', () => {
    expect(ruleWords('reopen-late', other, 'U4', zh)).toContain('45 天');
    expect(ruleWords('survey-too-few', other, 'U4', zh)).toContain('U4 至少要 12 票');
    expect(ruleWords('survey-too-few', other, 'U3', zh)).toContain('U3 至少要 1 票');
    expect(ruleWords('extension-none', other, 'U4', zh)).toContain('最多延期 3 次');
    expect(ruleWords('extension-too-long', other, 'U4', zh)).toContain('2个季度');
    expect(ruleWords('extension-not-agreed', other, 'U4', zh)).toContain('区委组织部才能批准');
    expect(ruleWords('hand-back-late', other, 'U4', zh)).toContain('2 个工作日');
    expect(ruleWords('score-too-high', other, 'U4', zh)).toContain(
      '报到（10分）、计划（10分）、按期（30分）、结果（50分）',
    );
  });

  it('call a body by its own name, and the shipped one in the language of the screen', () => {
    expect([zh, en].map((words) => bodyWords('extensions', shipped, words))).toEqual(['派单员', 'the dispatcher']);
    expect([zh, en].map((words) => bodyWords('extensions', other, words))).toEqual(['区委组织部', '区委组织部']);
  });
});
