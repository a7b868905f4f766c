import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../core/household/household.ts';
import type { Iso } from '../../../core/lib/time.ts';
import { household, wang } from '../../../core/testing/builders.ts';
import { answerIn, askedAfter, promptsFor, withAnswer, withoutAnswers } from './prompts.ts';

const today = '2026-11-18' as const;
const at = (day: string): Iso => `${day}T02:00:00.000Z` as Iso;
const edit = (day: string): Edit => ({ by: wang.account, byName: wang.name, at: at(day) });
const lived = household(1, { kind: 'lived', phone: '15400000001' });
const person = (set: object = {}) => ({ phone: null, edits: {}, ...set });
const visit = (day: string, note: string | null) => ({ occurredAt: at(day), note });

describe('questions at the door', () => {
  it('ask for what is not known and what was not confirmed, three at most', () => {
    const door = household(1, { kind: 'let', phone: null });
    expect(promptsFor(door, [person()], [], today)).toEqual(['kind', 'people', 'phone']);
    expect(promptsFor(lived, [person()], [], today)).toEqual(['people']);
  });

  it('leave alone what is known: a telephone of anybody there, a shop, a door without people', () => {
    const door = household(1, { kind: 'lived', phone: null });
    expect(promptsFor(door, [person({ phone: '15400000002' })], [], today)).toEqual(['people']);
    expect(promptsFor(household(1, { kind: 'shop', phone: null }), [], [], today)).toEqual([]);
    expect(promptsFor(lived, [], [], today)).toEqual([]);
    expect(promptsFor(household(1, { kind: 'void', phone: null }), [], [], today)).toEqual(['kind']);
  });

  it.each([
    ['an answer of this year', '住的人：还是这些', '2026-07-01', []],
    ['the same in English', 'People here: the same', '2026-07-01', []],
    ['not clear, half a year ago', '住的人：不清楚', '2026-05-18', ['people']],
    ['would not say, half a year ago', '住的人：不愿说', '2026-05-18', []],
    ['would not say, a year ago', '住的人：不愿说', '2025-11-18', ['people']],
    ['an answer among other lines', '一切正常\n住的人：有变化\n下周再来', '2026-10-01', []],
    ['words that only look like one', '住的人：还是这些，加一只猫', '2026-10-01', ['people']],
  ])('ask again when the time has passed: %s', (_, note, day, asked) => {
    expect(promptsFor(lived, [person()], [visit(day, note)], today)).toEqual(asked);
  });

  it('take a correction of the roster for an answer', () => {
    expect(promptsFor(lived, [person({ edits: { name: edit('2026-10-01') } })], [], today)).toEqual([]);
    expect(promptsFor(lived, [person({ edits: { name: edit('2026-01-01') } })], [], today)).toEqual(['people']);
    const made = household(1, { kind: 'let', phone: '15400000001', edits: { kind: edit('2026-10-01') } });
    expect(promptsFor(made, [], [], today)).toEqual([]);
  });

  it('are asked of whoever was met or telephoned; of an empty flat what can be seen; of who declined nothing', () => {
    const all = ['kind', 'people', 'phone'] as const;
    expect([askedAfter('met', all), askedAfter('phone', all)]).toEqual([all, all]);
    expect(askedAfter('absent', all)).toEqual(['kind']);
    expect(askedAfter('refused', all)).toEqual([]);
  });
});

describe('an answer in the note', () => {
  it('takes the place of an earlier one and leaves every other line', () => {
    const said = withAnswer('一切正常\n下周再来', 'people', 'unclear');
    expect(said).toBe('住的人：不清楚\n一切正常\n下周再来');
    expect(withAnswer(said, 'people', 'same')).toBe('住的人：还是这些\n一切正常\n下周再来');
    expect(answerIn(said, 'people')).toBe('unclear');
    expect(withAnswer(said, 'people', null)).toBe('一切正常\n下周再来');
    expect(withAnswer('住的人：不清楚', 'people', null)).toBeNull();
  });

  it('is not part of what "same as last time" says', () => {
    expect(withoutAnswers('住的人：还是这些\nTelephone: not clear\n一切正常')).toBe('一切正常');
    expect(withoutAnswers('住的人：还是这些')).toBeNull();
  });
});
