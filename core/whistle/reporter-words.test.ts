import { describe, expect, it } from 'vitest';
import { testGrid, testNow, whistleId } from '../testing/builders.ts';
import { leadUnit, people, samples } from '../testing/loop.ts';
import { loopActions, type LoopAction } from './loop-actions.ts';
import { reporterWords } from './reporter-words.ts';
import type { LoopHappening, WhistleHappening } from './whistle.ts';

const names = { unit: (id: string) => (id === leadUnit ? '市政部门' : null) };
/** Stands in every free text of a happening: no page may show it. */
const secret = '王阿姨13900001111';

/** Every text of a deed replaced by the secret; days, ids and choices stay. */
const withSecret = (value: unknown, name = ''): unknown => {
  if (typeof value === 'string')
    return /^(unit|lead|whose|owner|corrects|urgency|opinion|grade|until|reviewOn|on|when)$/.test(name) ||
      value.startsWith('un_')
      ? value
      : secret;
  if (Array.isArray(value)) return value.map((one) => withSecret(one, name));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSecret(inner, key)]));
};

const plain: { [T in Exclude<WhistleHappening['type'], 'whistle-did'>]: Extract<WhistleHappening, { type: T }> } = {
  'whistle-raised': {
    type: 'whistle-raised',
    content: { category: '0103', text: secret, emergency: false, place: null, photos: [], voice: [], marks: [] },
    grid: testGrid,
    household: null,
    source: 'visit',
    outOfGrid: false,
    occurredAt: testNow,
  },
  'whistle-amended': { type: 'whistle-amended', set: { text: secret } },
  'whistle-withdrawn': { type: 'whistle-withdrawn' },
  'whistle-commented': { type: 'whistle-commented', text: secret },
  'whistle-settled': { type: 'whistle-settled', text: secret },
  'whistle-returned': { type: 'whistle-returned', reason: 'unclear', text: secret },
  'whistle-escalated': { type: 'whistle-escalated', category: '0103', text: secret },
  'whistle-taken-on': { type: 'whistle-taken-on', who: secret, promisedOn: '2026-11-27' },
  'whistle-asked': { type: 'whistle-asked', text: secret },
  'whistle-told': { type: 'whistle-told', text: secret, photos: [] },
  'whistle-moved': { type: 'whistle-moved', from: testGrid, to: testGrid },
  'whistle-recategorised': { type: 'whistle-recategorised', from: null, to: '0103' },
  'whistle-merged': { type: 'whistle-merged', into: whistleId(2) },
  'whistle-parted': { type: 'whistle-parted', whistle: whistleId(2) },
  'whistle-answered': { type: 'whistle-answered', whistle: whistleId(2), isSolved: true, text: '已修好' },
  'whistle-joined': {
    type: 'whistle-joined',
    whistle: whistleId(2),
    supporters: [{ by: people.reporter.account, byName: secret, at: testNow }],
  },
  'whistle-supported': { type: 'whistle-supported', text: secret },
  'whistle-photographed': { type: 'whistle-photographed', photos: [], voice: [] },
  'whistle-resent': { type: 'whistle-resent', text: secret, set: {} },
};
const hidden: readonly string[] = [
  'whistle-commented',
  'whistle-joined',
  'whistle-parted',
  'whistle-supported',
  'whistle-photographed',
  ...([
    'filePapers',
    'opine',
    'handBack',
    'decideHandBack',
    'askExtension',
    'ballot',
    'answerEvaluation',
    'correctEvaluation',
    'rate',
    'setUrgency',
  ] satisfies LoopAction[]),
];
const deedOf = (action: LoopAction): WhistleHappening =>
  ({ type: 'whistle-did', action, said: withSecret(samples[action]) }) as LoopHappening;

describe('what a reporter without an account is told', () => {
  const all = [
    ...Object.values(plain).map((happening): [string, WhistleHappening] => [happening.type, happening]),
    ...loopActions.map((action): [string, WhistleHappening] => [action, deedOf(action)]),
  ];
  it.each(all)('%s: in both languages or not at all, and never what others wrote', (name, happening) => {
    const words = reporterWords(happening, names);
    expect(words === null).toBe(hidden.includes(name));
    if (!words) return;
    expect(words.zh).toMatch(/^[^a-z]*[。]$/);
    expect(words.en).toMatch(/^[A-Z][^\u4E00-\u9FFF]*(市政部门)?[^\u4E00-\u9FFF]*\.$/);
    expect(JSON.stringify(words)).not.toContain(secret);
    expect(JSON.stringify(words)).not.toContain('un_');
  });

  it('names the unit that got the order, and a day that was promised', () => {
    expect(reporterWords(deedOf('dispatch'), names)?.zh).toBe('已交给市政部门办理。');
    expect(reporterWords(deedOf('changeUnits'), names)?.en).toBe('Handed to the responsible unit.');
    expect(reporterWords(plain['whistle-taken-on'], names)).toEqual({
      zh: '已有人接办，承诺2026年11月27日（周五）前办好。',
      en: 'Taken on; promised to be done by Fri 27 Nov 2026.',
    });
  });

  it('says nothing of an extension that was not agreed to', () => {
    for (const action of ['agreeExtension', 'approveExtension'] as const)
      expect(reporterWords({ type: 'whistle-did', action, said: { isAgreed: false, reason: '' } }, names)).toBeNull();
  });
});
