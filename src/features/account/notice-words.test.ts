import { afterEach, describe, expect, it } from 'vitest';
import { language } from '../../live/texts.ts';
import type { Notice } from './account-wire.ts';
import { noticeWords } from './notice-words.ts';

const at = '2026-11-24T02:00:00.000Z';
const putAway = (type: string, isOwn: boolean): Notice => ({ id: 'q', kind: 'mutation-quarantined', type, isOwn, at });

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

  it('speaks English too', () => {
    language.value = 'en';
    expect(noticeWords(putAway('visit.record', true))).toBe(
      'The server failed on a record (Visit). It is kept safe for you, and an admin will look at it.',
    );
    expect(noticeWords({ id: 'e', kind: 'epoch-started', at })).toContain('restored from a backup');
  });
});
