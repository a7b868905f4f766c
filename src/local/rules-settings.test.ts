import { describe, expect, it } from 'vitest';
import type { KindRow } from '../../core/protocol/rows.ts';
import { wholeBook } from '../../core/rules/loop-rules.ts';
import { shippedSettings as shipped } from '../../core/settings/shipped-settings.ts';
import type { DistrictSettings, SettingsVersion } from '../../core/settings/settings.ts';
import { accountId, clerk, testGrid, testNow, testUuid } from '../../core/testing/builders.ts';
import { isoOf, msOf } from '../../core/lib/time.ts';
import { people, samples, whistleAt } from '../../core/testing/loop.ts';
import { learnRules, rulesOf, type Decidable } from './rules.ts';
import { shippedCalendar } from '../../core/calendar/workdays.ts';

const rowOf = (...versions: SettingsVersion[]): KindRow => ({
  kind: 'settings',
  row: { id: testGrid.slice(0, 6), rev: versions.length, versions },
});
const version = (n: number, settings: DistrictSettings, from = testNow): SettingsVersion => ({
  version: n,
  from,
  settings,
});

describe('the rules on a phone', () => {
  const account = { id: accountId(2), username: 'shequ', name: clerk.name, grants: clerk.grants };
  const rules = rulesOf(account, shippedCalendar);
  const evaluate = (savedAt: string, row: KindRow): string => {
    const whistle = whistleAt('evaluating');
    const payload = { whistle: whistle.id, ...samples.evaluate };
    const record = { id: testUuid(7), type: 'whistle.evaluate', v: 1, payload, base: null, expects: null };
    const known = new Map<string, unknown>([
      [`whistle ${whistle.id}`, { ...whistle, raisedBy: people.reporter.account }],
      [`settings ${row.row.id}`, row.row],
    ]);
    const read = (kind: string, id: string) => known.get(`${kind} ${id}`);
    const decided = rules({ ...record, savedAt, correctionMs: 0 } as unknown as Decidable, {
      read: read as never,
      line: () => [],
    });
    return decided.ok ? 'ok' : decided.refusal.detail;
  };

  it('take the version that held when it was saved, for the loop as well', () => {
    learnRules(wholeBook);
    const other = { ...shipped, weights: { reportIn: 10, plan: 10, finish: 20, result: 60 } };
    const later = isoOf(msOf(testNow) + 3_600_000);
    const row = rowOf(version(1, shipped), version(2, other, later));
    expect([evaluate(testNow, row), evaluate(later, row)]).toEqual(['ok', 'score-too-high']);
  });
});
