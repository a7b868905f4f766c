import { describe, expect, it } from 'vitest';
import { returnReasons } from '../../../../core/whistle/whistle.ts';
import { deskActions, hasText } from './decision.ts';
import { fillPlaces, modulesFor, returnTexts, textModules, typedModule, withPhrase } from './text-modules.ts';

const places = { category: '路灯不亮', grid: '第三网格', day: '11月24日（周二）' };

describe('ready phrases', () => {
  it('exist for every action that says something, in both languages, with short names', () => {
    for (const action of deskActions)
      expect([action, textModules[action].length > 0]).toEqual([action, hasText(action)]);
    for (const { label, text } of deskActions.flatMap((action) => textModules[action])) {
      expect(label.zh.length).toBeLessThanOrEqual(8);
      expect(text.en).not.toBe('');
      expect(fillPlaces(text.zh, places)).not.toMatch(/[{}]/);
      expect(fillPlaces(text.en, places)).not.toMatch(/[{}]/);
    }
    for (const reason of returnReasons) expect(fillPlaces(returnTexts[reason].zh, places)).not.toMatch(/[{}]/);
  });

  it('are filled with what the whistle is about', () => {
    expect(fillPlaces('经核实，{类别}在{网格}，{日期}处理。', places)).toBe(
      '经核实，路灯不亮在第三网格，11月24日（周二）处理。',
    );
  });

  it('are found after two colons, narrow or wide', () => {
    expect(typedModule('已看 ::清')).toEqual({ start: 3, typed: '清' });
    expect(typedModule('已看：：')).toEqual({ start: 2, typed: '' });
    expect(typedModule('时间 8:30')).toBe(null);
    expect(typedModule('::清理 完')).toBe(null);
    expect(modulesFor(textModules.settle, '清理').map(({ label }) => label.zh)).toEqual(['社区已清理']);
    expect(modulesFor(textModules.settle, '')).toHaveLength(textModules.settle.length);
  });

  it('take the place of the phrase chosen before, never of what was written by hand', () => {
    expect(withPhrase('', '甲。', null, '')).toBe('甲。');
    expect(withPhrase('甲。', '乙。', '甲。', '')).toBe('乙。');
    expect(withPhrase('自己写的。甲。', '乙。', '甲。', '')).toBe('自己写的。乙。');
    expect(withPhrase('自己写的。', '乙。', null, '')).toBe('自己写的。乙。');
    expect(withPhrase('甲。又改了', '乙。', '甲。', '')).toBe('甲。又改了乙。');
  });
});
