/** Households and visits of the harness's generator as rows of ours: what they say, under our members. */
import { makeId } from '../core/lib/id.ts';
import type { Day, Iso } from '../core/lib/time.ts';
import type { KindRow } from '../core/protocol/rows.ts';
import { nameKeysOf } from '../server/search/name-keys.ts';
import { testUuid } from '../core/testing/builders.ts';
import { benchWorker, gridNumbered } from './grid-town.ts';

export interface GeneratedHousehold {
  id: string;
  address: string;
  head: string;
  phone: string;
  members: readonly { n: string; b: number; s: 'M' | 'F' }[];
  need: string;
  note: string;
  lastVisit: Day;
  dueAt: Day;
  updatedAt: Iso;
  rev: number;
}
export interface GeneratedVisit {
  id: string;
  household: string;
  at: Iso;
  outcome: 'met' | 'absent' | 'refused' | 'phone';
  note: string;
  updatedAt: Iso;
}

export const gridRow = (n: number): KindRow => ({
  kind: 'grid',
  row: { id: gridNumbered(n), rev: 1, name: `第 ${n + 1} 网格`, community: gridNumbered(n).slice(0, 12), boundary: [] },
});

/** @param keys whether a search's keys are made: not for a million rows that nobody searches */
export function doorOf(from: GeneratedHousehold, grid: number, keys: boolean): KindRow {
  const [, unit = '1', room = '101'] = /楼(\d+)单元(\d+)室$/.exec(from.address) ?? [];
  return {
    kind: 'household',
    row: {
      id: makeId('household', from.id),
      rev: from.rev,
      grid: gridNumbered(grid),
      building: makeId('building', testUuid(Number(/(\d+)号楼/.exec(from.address)?.[1] ?? 1))),
      unit: Number(unit),
      floor: Number(room.slice(0, -2)),
      room,
      kind: 'lived',
      name: from.head,
      phone: from.phone,
      note: from.note,
      keys: keys ? nameKeysOf(from.head) : '',
      needsHelp: from.need !== 'none',
      visitEveryDays: from.need === 'none' ? 90 : 30,
      lastVisitAt: `${from.lastVisit}T02:00:00.000Z`,
      lastOutcome: 'met',
      visitDueOn: from.dueAt,
      visitDuePart: null,
      edits: {},
    },
  };
}

export const peopleOf = (from: GeneratedHousehold, grid: number): KindRow[] =>
  from.members.map(({ n, b, s }, i) => ({
    kind: 'person',
    row: {
      // A dozen doors further the generator draws other digits.
      id: makeId('person', `${from.id.slice(0, -1)}${i}`),
      rev: 1,
      grid: gridNumbered(grid),
      household: makeId('household', from.id),
      name: n,
      birthYear: b,
      sex: s === 'M' ? 'm' : 'f',
      phone: null,
      relation: i === 0 ? '本人' : '家人',
      keys: nameKeysOf(n),
      edits: {},
    },
  }));

export const visitOf = (from: GeneratedVisit, grid: number): KindRow => ({
  kind: 'visit',
  row: {
    id: makeId('visit', from.id),
    rev: 1,
    grid: gridNumbered(grid),
    household: makeId('household', from.household),
    outcome: from.outcome,
    note: from.note,
    needs: [],
    occurredAt: from.at,
    recordedAt: from.updatedAt,
    by: benchWorker.id,
    byName: benchWorker.name,
    isAmended: false,
  },
});
