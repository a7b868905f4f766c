import { makeId, uuidv7, type AccountId, type BuildingId, type HouseholdId, type WhistleId } from '../lib/id.ts';
import { isoOf, type Iso } from '../lib/time.ts';
import type { Author, Role } from '../org/role.ts';
import type { HouseholdRow } from '../household/household.ts';
import type { WhistleContent, WhistleRow } from '../whistle/whistle.ts';
import { shippedCalendar } from '../calendar/workdays.ts';
import type { RuleContext } from '../rules/rule.ts';
import { lineParents, type KindRow, type LineKind, type RowByKind, type RowKind } from '../protocol/rows.ts';

/** Small worlds for tests. Numbers make ids, so that a failing test reads the same every time. */
export const testGrid = '990106001001003';
export const otherGrid = '990106001001004';
/** A Wednesday, 10:00 in Shanghai. */
export const testNow: Iso = isoOf(Date.UTC(2026, 10, 18, 2));

export function testUuid(n: number): string {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return uuidv7(Date.UTC(2026, 0, 1) + n, random);
}

export const accountId = (n: number): AccountId => makeId('account', testUuid(n));
export const whistleId = (n: number): WhistleId => makeId('whistle', testUuid(n));
export const householdId = (n: number): HouseholdId => makeId('household', testUuid(n));
const buildingId = (n: number): BuildingId => makeId('building', testUuid(n));

const since: Iso = isoOf(Date.UTC(2025, 0, 1));

export function author(n: number, role: Role, area: string, from: Iso = since, to: Iso | null = null): Author {
  return { account: accountId(n), name: `${role} ${n}`, grants: [{ role, area, from, to }] };
}

export const wang = author(1, 'worker', testGrid);
export const clerk = author(2, 'community', testGrid.slice(0, 12));
export const streetClerk = author(3, 'street', testGrid.slice(0, 9));
export const stranger = author(4, 'worker', otherGrid);

export const content: WhistleContent = {
  category: '0103',
  text: '三单元楼道灯不亮',
  emergency: false,
  place: null,
  photos: [],
  voice: [],
  marks: [],
};

export function household(n: number, set: Partial<HouseholdRow> = {}): HouseholdRow {
  return {
    id: householdId(n),
    rev: 1,
    grid: testGrid,
    building: buildingId(1),
    unit: 2,
    floor: 5,
    room: '501',
    kind: 'lived',
    name: '陈桂兰',
    phone: null,
    note: '',
    keys: '',
    needsHelp: false,
    visitEveryDays: 90,
    lastVisitAt: null,
    lastOutcome: null,
    visitDueOn: '2026-11-18',
    visitDuePart: null,
    edits: {},
    ...set,
  };
}

export function whistle(n: number, set: Partial<WhistleRow> = {}): WhistleRow {
  return {
    ...content,
    id: whistleId(n),
    rev: 1,
    grid: testGrid,
    stage: 'community',
    household: null,
    source: 'patrol',
    outOfGrid: false,
    urgency: null,
    raisedAt: testNow,
    occurredAt: testNow,
    raisedBy: wang.account,
    raisedByName: wang.name,
    clocks: [],
    answer: null,
    own: null,
    question: null,
    mergedInto: null,
    loop: null,
    supporters: [],
    changed: { rev: 1, action: 'raise', by: wang.account, byName: wang.name, at: testNow },
    ...set,
  };
}

/** A context for a rule over a few rows. */
export function ruleContext(by: Author, rows: readonly KindRow[] = [], set: Partial<RuleContext> = {}): RuleContext {
  const known = new Map(rows.map(({ kind, row }) => [`${kind} ${row.id}`, row]));
  return {
    author: by,
    mutation: testUuid(900),
    at: testNow,
    clockErrorMs: 0,
    now: testNow,
    base: null,
    expects: null,
    calendar: shippedCalendar,
    urgencyOf: (category) => (category === '0104' ? 'U2' : 'U3'),
    retiredAt: () => null,
    settings: null,
    read: <K extends RowKind>(kind: K, id: string) => known.get(`${kind} ${id}`) as RowByKind[K] | undefined,
    line: <K extends LineKind>(kind: K, of: string) =>
      rows.flatMap((entry) =>
        entry.kind === kind && (entry.row as unknown as Record<string, unknown>)[lineParents[kind]] === of
          ? [entry.row as RowByKind[K]]
          : [],
      ),
    searchKeysOf: (name) => `keys of ${name}`,
    ...set,
  };
}
