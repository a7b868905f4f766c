import { afterEach, describe, expect, it } from 'vitest';
import type { Day } from '../../core/lib/time.ts';
import { language } from './texts.ts';
import { agoWords, clockTime, dateWords, momentWords, relativeDay, remainingWords } from './time-words.ts';

afterEach(() => {
  language.value = 'zh';
});

const words = (day: Day) => relativeDay(day, '2026-11-22');

describe('time in words', () => {
  it('names near days and counts far ones', () => {
    expect(words('2026-11-22')).toBe('今天');
    expect(words('2026-11-23')).toBe('明天');
    expect(words('2026-11-21')).toBe('昨天');
    expect(words('2026-11-19')).toBe('3天前');
    expect(words('2026-12-02')).toBe('10天后');
  });

  it('speaks of days and hours in Shanghai, whatever the device says', () => {
    expect(clockTime('2026-11-22T00:41:00.000Z')).toBe('08:41');
    expect(momentWords('2026-11-26T17:05:00.000Z')).toBe('11月27日（周五）01:05');
    language.value = 'en';
    expect(dateWords('2026-11-27')).toBe('Fri 27 Nov');
  });

  it('says how long ago something was', () => {
    const now = '2026-11-22T08:00:00.000Z';
    expect(agoWords('2026-11-22T07:59:30.000Z', now)).toBe('刚刚');
    expect(agoWords('2026-11-22T07:15:00.000Z', now)).toBe('45分钟前');
    expect(agoWords('2026-11-22T03:00:00.000Z', now)).toBe('5小时前');
    expect(agoWords('2026-11-21T03:00:00.000Z', now)).toBe('昨天');
  });

  it('says what is left of a term, and by how much it is over', () => {
    const now = '2026-11-22T08:00:00.000Z';
    expect(remainingWords('2026-11-25T08:00:00.000Z', now)).toBe('还剩3天');
    expect(remainingWords('2026-11-22T10:30:00.000Z', now)).toBe('还剩2小时');
    expect(remainingWords('2026-11-22T08:15:00.000Z', now)).toBe('还剩15分钟');
    expect(remainingWords('2026-11-22T08:00:00.000Z', now)).toBe('已超0分钟');
    expect(remainingWords('2026-11-19T08:00:00.000Z', now)).toBe('已超3天');
  });
});
