import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsShape } from '../protocol/settings-shape.ts';
import { checkCategory } from './check-category.ts';
import { checkSettings, settingRules, type SettingRule } from './check-settings.ts';
import { settingWords } from './setting-words.ts';
import type { DistrictSettings } from './settings.ts';
import { shippedSettings as shipped } from './shipped-settings.ts';

const faultsOf = (set: Partial<DistrictSettings>) =>
  checkSettings({ ...shipped, ...set }).map(({ field, rule }) => `${field} ${rule}`);
const orders = (level: 'U1' | 'U2' | 'U3' | 'U4', set: Partial<DistrictSettings['orders']['U1']>) => ({
  orders: { ...shipped.orders, [level]: { ...shipped.orders[level], ...set } },
});
const category = {
  id: '0103',
  classZh: '市政公用',
  classEn: 'public utilities',
  zh: '路灯不亮',
  en: 'street light out',
  lead: 'SZ',
  leadZh: '市政',
  helping: [],
  urgency: 'U3',
  limitNote: '',
};

/** One or more ways to break each rule, with what is marked; complete by type. */
const broken: Record<SettingRule, [string, string[]][]> = {
  'term-range': [
    ['answer.usual', faultsOf({ answer: { ...shipped.answer, usual: { workdays: 0 } } })],
    ['review.urgent', faultsOf({ review: { ...shipped.review, urgent: { minutes: -5 } } })],
    ['finish.U3', faultsOf({ finish: { ...shipped.finish, U3: { days: 1.5 } } })],
    ['finish.U4', faultsOf({ finish: { ...shipped.finish, U4: { quarters: 5 } } })],
    ['loop.survey', faultsOf({ loop: { ...shipped.loop, survey: { days: 400 } } })],
    ['loop.verify', faultsOf({ loop: { ...shipped.loop, verify: { workdays: Number.NaN } } })],
  ],
  'term-kind': [
    ['loop.check', faultsOf({ loop: { ...shipped.loop, check: { quarterEnd: true } } })],
    ['orders.U3.sign', faultsOf(orders('U3', { sign: { quarterEnd: true } }))],
  ],
  'finish-first': [
    ['orders.U2.feedback', faultsOf(orders('U2', { feedback: { days: 4 } }))],
    ['orders.U3.contact', faultsOf(orders('U3', { contact: { workdays: 20 } }))],
  ],
  'sign-first': [['orders.U2.sign', faultsOf(orders('U2', { sign: { minutes: 300 } }))]],
  'report-in-quarter': [
    [
      'orders.U4.reportIn',
      faultsOf({ ...orders('U4', { reportIn: { days: 91 } }), finish: { ...shipped.finish, U4: { quarters: 2 } } }),
    ],
  ],
  'emergency-clock': [['orders.U1.feedback', faultsOf(orders('U1', { feedback: { days: 1 } }))]],
  'emergency-extension': [['extensions.U1', faultsOf({ extensions: { ...shipped.extensions, U1: 1 } })]],
  'count-range': [
    ['extensions.U4', faultsOf({ extensions: { ...shipped.extensions, U4: 5 } })],
    ['leastWorkdays', faultsOf({ leastWorkdays: 0 })],
    ['handBackWorkdays', faultsOf({ handBackWorkdays: 11 })],
    ['leastBallots.U2', faultsOf({ leastBallots: { ...shipped.leastBallots, U2: 0 } })],
    ['ballotsThatCount', faultsOf({ ballotsThatCount: 2.5 })],
    ['reopenDays', faultsOf({ reopenDays: 0 })],
    ['restDays', faultsOf({ restDays: 367 })],
    ['weights.plan', faultsOf({ weights: { reportIn: 60, plan: -20, finish: 20, result: 40 } })],
    ['officeHours', faultsOf({ officeHours: Array.from({ length: 7 }, (_, i) => [`0${i}:00`, `0${i}:30`] as const) })],
  ],
  'share-range': [
    ['passShare', faultsOf({ passShare: 1.01 })],
    ['passShare', faultsOf({ passShare: Number.NaN })],
  ],
  'weights-sum': [['weights', faultsOf({ weights: { reportIn: 20, plan: 20, finish: 20, result: 39 } })]],
  'hours-form': [
    ['officeHours', faultsOf({ officeHours: [['8:30', '12:00']] })],
    ['officeHours', faultsOf({ officeHours: [['08:30', '24:30']] })],
  ],
  'hours-order': [
    ['officeHours', faultsOf({ officeHours: [] })],
    ['officeHours', faultsOf({ officeHours: [['12:00', '08:30']] })],
    [
      'officeHours',
      faultsOf({
        officeHours: [
          ['08:30', '12:00'],
          ['11:00', '17:30'],
        ],
      }),
    ],
  ],
  'name-needed': [
    ['bodies.city', faultsOf({ bodies: { ...shipped.bodies, city: '  ' } })],
    ['zh', checkCategory({ ...category, zh: ' ' }).map(({ field, rule }) => `${field} ${rule}`)],
  ],
  // Held by the test of its route: it needs a clock.
  'from-past': [['from', ['from from-past']]],
  'urgency-form': [
    ['urgency', checkCategory({ ...category, urgency: 'U1|U5' }).map(({ field, rule }) => `${field} ${rule}`)],
  ],
  'code-form': [['id', checkCategory({ ...category, id: '0' }).map(({ field, rule }) => `${field} ${rule}`)]],
};

describe('settings of a district', () => {
  it('are taken as they ship, and so is a category of the catalogue', () => {
    expect(checkSettings(shipped)).toEqual([]);
    expect(checkCategory(category)).toEqual([]);
    expect(settingsShape.parse(shipped)).toEqual(shipped);
  });

  for (const rule of settingRules)
    it(`break ${rule} and are told where`, () => {
      for (const [field, faults] of broken[rule]) expect(faults).toContain(`${field} ${rule}`);
    });

  it('have words for each rule in both languages, without a gap in them', () => {
    for (const rule of settingRules) {
      const { zh, en } = settingWords({ rule, between: [1, 366] });
      expect(zh).toMatch(/。$/);
      expect(en).toMatch(/\.$/);
      expect(zh + en).not.toMatch(/[{}]/);
    }
  });

  it('with a member that nobody knows, or without one, have the wrong form', () => {
    expect(settingsShape.safeParse({ ...shipped, passshare: 0.5 }).success).toBe(false);
    const { weights: _, ...rest } = shipped;
    expect(settingsShape.safeParse(rest).success).toBe(false);
    expect(settingsShape.safeParse({ ...shipped, reopenDays: '30' }).success).toBe(false);
  });

  it('never let a unit report in later than a quarter, whatever is set', () => {
    const term = fc.oneof(
      fc.record({ workdays: fc.integer({ min: -2, max: 300 }) }),
      fc.record({ days: fc.integer({ min: -2, max: 400 }) }),
      fc.record({ minutes: fc.integer({ min: -2, max: 600_000 }) }),
      fc.record({ quarters: fc.integer({ min: 0, max: 5 }) }),
    );
    fc.assert(
      fc.property(term, term, (reportIn, finish) => {
        const set = { ...shipped, ...orders('U4', { reportIn }), finish: { ...shipped.finish, U4: finish } };
        if (checkSettings(set).length > 0) return;
        const days =
          'workdays' in reportIn
            ? reportIn.workdays * 1.4
            : 'days' in reportIn
              ? reportIn.days
              : 'quarters' in reportIn
                ? 90 * reportIn.quarters
                : reportIn.minutes / 1440;
        expect(days).toBeGreaterThan(0);
        expect(days).toBeLessThanOrEqual(90);
      }),
    );
  });
});
