import { describe, expect, it } from 'vitest';
import { noteOf, noteParts, toggleTile } from './note-tiles.ts';
import { dueFaceOf, dueWords, isDueBy, nextTimeWords } from './due.ts';

describe('when a visit is due', () => {
  const today = '2026-11-22';

  it('is told by a face and by words that agree', () => {
    expect([dueFaceOf('2026-11-19', today), dueWords('2026-11-19', today)]).toEqual(['overdue', '已超3天']);
    expect([dueFaceOf(today, today), dueWords(today, today)]).toEqual(['today', '今天到期']);
    expect([dueFaceOf('2026-11-23', today), dueWords('2026-11-23', today)]).toEqual(['soon', '明天到期']);
    expect([dueFaceOf('2026-12-02', today), dueWords('2026-12-02', today)]).toEqual(['later', '10天后到期']);
    expect([dueFaceOf(null, today), dueWords(null, today)]).toEqual(['none', '不定期']);
  });

  it.each([
    ['2026-11-22', 'evening', '今天到期 · 傍晚', '今天傍晚'],
    ['2026-11-23', 'evening', '明天到期 · 傍晚', '明天傍晚'],
    ['2026-11-28', 'morning', '6天后到期 · 上午', '周六上午'],
    ['2026-11-29', 'noon', '7天后到期 · 中午', '11月29日（周日）中午'],
    ['2026-11-24', null, '2天后到期', '周二'],
    ['2026-11-20', 'noon', '已超2天', '2天前中午'],
  ] as const)('names the time of day that was proposed: %s %s', (on, part, due, next) => {
    expect([dueWords(on, today, part), nextTimeWords({ on, part }, today)]).toEqual([due, next]);
  });

  it('counts a door as due on its day and after it, never without a day', () => {
    expect(isDueBy({ visitDueOn: today }, today)).toBe(true);
    expect(isDueBy({ visitDueOn: '2026-11-23' }, today)).toBe(false);
    expect(isDueBy({ visitDueOn: null }, today)).toBe(false);
  });
});

describe('a note of tiles and typed words', () => {
  const known = ['一切正常', '身体不适'];

  it('comes apart as it was put together, typed line breaks included', () => {
    const parts = { tiles: ['一切正常'], typed: '说周五去医院\n要人陪' };
    expect(noteParts(noteOf(parts), known)).toEqual(parts);
  });

  it('is nothing at all where nothing was tapped or typed', () => {
    expect(noteOf({ tiles: [], typed: '  ' })).toBeNull();
    expect(noteParts(null, known)).toEqual({ tiles: [], typed: '' });
  });

  it('lets a tile be tapped on and off', () => {
    const once = toggleTile({ tiles: [], typed: '' }, '身体不适');
    expect(once.tiles).toEqual(['身体不适']);
    expect(toggleTile(once, '身体不适').tiles).toEqual([]);
  });
});
