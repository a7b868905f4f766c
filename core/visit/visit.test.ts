import { describe, expect, it } from 'vitest';
import { makeId } from '../lib/id.ts';
import { householdId, household, testNow, testUuid, wang } from '../testing/builders.ts';
import { nextVisitDay, visitInterval } from './due.ts';
import { amendVisit, recordVisit, type RecordVisit } from './visit.ts';

const context = { account: wang.account, name: wang.name, now: testNow };
const met: RecordVisit = {
  visit: makeId('visit', testUuid(1)),
  outcome: 'met',
  note: null,
  needs: [],
  next: null,
  occurredAt: testNow,
};
const need = {
  need: makeId('need', testUuid(2)),
  kind: 'livingAlone' as const,
  note: null,
  until: null,
  consent: { how: 'spoken' as const, at: testNow, wording: '同意登记独居情况，便于走访' },
};

describe('a visit', () => {
  it('sets the household’s next day by its interval', () => {
    const recorded = recordVisit(household(1), met, context);
    expect(recorded.ok && recorded.value.household).toMatchObject({
      rev: 2,
      lastOutcome: 'met',
      lastVisitAt: testNow,
      visitDueOn: '2027-02-16',
    });
  });

  it('comes back in two days when nobody was at home', () => {
    const recorded = recordVisit(household(1), { ...met, outcome: 'absent' }, context);
    expect(recorded.ok && recorded.value.household.visitDueOn).toBe('2026-11-20');
  });

  it('does not move the next day when a later visit is already there', () => {
    const before = household(1, { lastVisitAt: testNow, visitDueOn: '2026-12-01' });
    const recorded = recordVisit(before, { ...met, occurredAt: '2026-11-01T02:00:00.000Z' }, context);
    expect(recorded.ok && recorded.value.household.visitDueOn).toBe('2026-12-01');
  });

  it('is never dated after the server’s own time', () => {
    const recorded = recordVisit(household(1), { ...met, occurredAt: '2027-11-18T02:00:00.000Z' }, context);
    expect(recorded.ok && recorded.value.visit.occurredAt).toBe(testNow);
  });

  it('opens a need only with the wording that was agreed to, and then calls sooner', () => {
    const recorded = recordVisit(household(1), { ...met, needs: [need] }, context);
    expect(recorded.ok && recorded.value.household).toMatchObject({
      needsHelp: true,
      visitEveryDays: 7,
      visitDueOn: '2026-11-25',
    });
    expect(recorded.ok && recorded.value.needs[0]).toMatchObject({ household: householdId(1), until: '2027-11-18' });
    const silent = recordVisit(
      household(1),
      { ...met, needs: [{ ...need, consent: { ...need.consent, wording: ' ' } }] },
      context,
    );
    expect(silent).toMatchObject({ ok: false, refusal: { code: 'consent-missing' } });
  });

  it('is corrected by whoever made it, and by nobody else', () => {
    const recorded = recordVisit(household(1), met, context);
    if (!recorded.ok) throw new Error(recorded.refusal.detail);
    const { visit, household: after } = recorded.value;
    const amended = amendVisit(visit, after, { set: { outcome: 'absent' } }, context);
    expect(amended.ok && amended.value.visit).toMatchObject({ outcome: 'absent', isAmended: true, rev: 2 });
    expect(amended.ok && amended.value.household.visitDueOn).toBe('2026-11-20');
    expect(
      amendVisit(visit, after, { set: { note: '空' } }, { ...context, account: makeId('account', testUuid(77)) }),
    ).toMatchObject({ ok: false, refusal: { code: 'not-allowed' } });
  });
});

describe('the next time, agreed or proposed', () => {
  const next = { on: '2026-11-21', part: 'morning' } as const;
  const due = (day: string, part: string | null) => ({ visitDueOn: day, visitDuePart: part });
  const absent = { ...met, outcome: 'absent' } as const;

  it('stands before what follows from the outcome', () => {
    const recorded = recordVisit(household(1), { ...absent, next }, context);
    expect(recorded.ok && recorded.value.household).toMatchObject(due('2026-11-21', 'morning'));
  });

  it.each([
    ['set afterwards', null, { next }, due('2026-11-21', 'morning')],
    ['kept when only the note is corrected', next, { note: '邻居说外出' }, due('2026-11-21', 'morning')],
    ['taken back', next, { next: null }, due('2026-11-20', null)],
    ['void when the outcome turns out another', next, { outcome: 'met' }, due('2027-02-16', null)],
    ['set together with another outcome', null, { outcome: 'phone', next }, due('2026-11-21', 'morning')],
  ] as const)('is %s', (_, before, set, expected) => {
    const recorded = recordVisit(household(1), { ...absent, next: before }, context);
    if (!recorded.ok) throw new Error(recorded.refusal.detail);
    const amended = amendVisit(recorded.value.visit, recorded.value.household, { set }, context);
    expect(amended.ok && amended.value.household).toMatchObject(expected);
  });

  it('of an older visit does not move the household', () => {
    const recorded = recordVisit(household(1), absent, context);
    if (!recorded.ok) throw new Error(recorded.refusal.detail);
    const later = { ...recorded.value.household, lastVisitAt: '2026-11-18T05:00:00.000Z' as const };
    const amended = amendVisit(recorded.value.visit, later, { set: { next } }, context);
    expect(amended.ok && amended.value.household).toMatchObject(due('2026-11-20', null));
  });
});

it('takes the most pressing need for the interval, else the kind of door', () => {
  expect(visitInterval('lived', ['lowIncome', 'care'])).toBe(7);
  expect(visitInterval('void', [])).toBe(180);
  expect(nextVisitDay('met', testNow, null)).toBeNull();
});
