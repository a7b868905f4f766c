import { afterEach, describe, expect, it } from 'vitest';
import { language } from '../../live/texts.ts';
import type { Notice, WhistleNotice } from './notice-wire.ts';
import { noticeWords as wordsOf } from './notice-words.ts';

const at = '2026-11-24T02:00:00.000Z';
const putAway = (type: string, isOwn: boolean): Notice => ({
  id: 'q',
  kind: 'mutation-quarantined',
  type,
  isOwn,
  at,
  isNew: true,
});
const clock = { name: 'reportIn', dueAt: '2026-11-27T04:00:00.000Z' } as const;
const noticeWords = (notice: Notice): string => wordsOf(notice, at);
type Moved = Extract<Notice, { kind: 'whistle-moved' }>;
const ofWhistle: Omit<WhistleNotice, 'kind' | 'clock'> = {
  id: 'w',
  at,
  isNew: true,
  whistle: 'wh_1',
  opens: true,
  stage: 'working',
  count: 1,
  category: { zh: '路灯', en: 'street light' },
  text: '路灯不亮',
  building: '幸福里3栋',
  grid: '第一网格',
  emergency: false,
  next: { name: 'finish', dueAt: '2026-11-27T16:00:00.000Z' },
};
const moved = (set: Partial<Moved> = {}): Notice => ({
  ...ofWhistle,
  kind: 'whistle-moved',
  name: 'reportIn',
  byName: '水务局',
  clock: null,
  ...set,
});

describe('a notice in words', () => {
  afterEach(() => {
    language.value = 'zh';
  });

  it('names the kind of record where it is known', () => {
    expect(noticeWords(putAway('visit.record', true))).toBe(
      '有一条记录（走访）服务器处理时出了错，已替您留存，管理员会看。',
    );
    expect(noticeWords(putAway('visit.unheardOf', true))).toBe(
      '有一条记录服务器处理时出了错，已替您留存，管理员会看。',
    );
  });

  it('tells an admin that somebody else sent it', () => {
    expect(noticeWords(putAway('visit.record', false))).toBe(
      '有一条别人发来的记录（走访）服务器处理时出了错，已留存，等您查看。',
    );
  });

  it('says where and what, who did what, and what ends next', () => {
    expect(noticeWords(moved())).toBe('幸福里3栋 路灯不亮：水务局已报到，下一个时限：办结 11月27日（周五）');
    expect(noticeWords(moved({ next: null, building: null, text: null, emergency: true }))).toBe(
      '应急 第一网格 路灯：水务局已报到',
    );
  });

  it('says where it is once, and of a term that is over that it is', () => {
    expect(noticeWords(moved({ text: '幸福里3栋路灯不亮', next: null }))).toBe('幸福里3栋路灯不亮：水务局已报到');
    expect(wordsOf(moved(), '2026-11-30T02:00:00.000Z')).toBe(
      '幸福里3栋 路灯不亮：水务局已报到，「办结」已过时限（11月27日（周五））',
    );
  });

  it('cuts a long text and keeps whole characters', () => {
    expect(noticeWords(moved({ text: '🔦'.repeat(30), next: null }))).toContain(`${'🔦'.repeat(20)}…：`);
  });

  it('says where it stands where the deed is not told, or is not known here', () => {
    for (const name of ['moved', 'inventedLater'])
      expect(noticeWords(moved({ name, byName: null, next: null }))).toBe('幸福里3栋 路灯不亮：现在是处置中');
  });

  it('says of a clock which one, and when it ends or ended', () => {
    expect(noticeWords(moved({ name: 'press', byName: null, clock }))).toBe(
      '幸福里3栋 路灯不亮：「报到」已过时限（11月27日（周五）12:00），请尽快办理',
    );
    expect(noticeWords(moved({ name: 'recount', byName: null, clock }))).toContain('新公布的日历里「报到」');
    expect(noticeWords({ ...ofWhistle, kind: 'clock-reminder', point: 'half', clock })).toBe(
      '幸福里3栋 路灯不亮：「报到」的时限过半，到 11月27日（周五）12:00 为止',
    );
  });

  it('names nobody where time did it', () => {
    expect(noticeWords(moved({ name: 'endSurvey', byName: null, next: null }))).toBe(
      '幸福里3栋 路灯不亮：满意度测评到期结束',
    );
  });

  it('speaks English too', () => {
    language.value = 'en';
    expect(noticeWords(putAway('visit.record', true))).toBe(
      'The server failed on a record (Visit). It is kept safe for you, and an admin will look at it.',
    );
    expect(noticeWords({ id: 'e', kind: 'epoch-started', at, isNew: false })).toContain('restored from a backup');
    expect(noticeWords(moved({ next: null }))).toBe('幸福里3栋 路灯不亮: 水务局 reported in');
  });
});
