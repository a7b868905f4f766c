/** The usual way: a table a kind, a row a record, indexes for the questions (Dexie). No rules, no overlay, no order. */
import { Dexie, type Table } from 'dexie';
import type { HouseholdRow, NeedRow, PersonRow } from '../../core/household/household.ts';
import type { VisitRow } from '../../core/visit/visit.ts';
import type { OpenStore } from './w4-store.ts';
import { spoken, today } from './w4-world.ts';

/** The two-character pieces by which a name or part of it is found. */
const pieces = (text: string): string[] => [
  ...new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2))),
];

interface IndexedDoor extends HouseholdRow {
  pieces: string[];
}

export const openDexieRows: OpenStore = async ({ owner, own }) => {
  const db = new Dexie(`rows:${owner}`, { chromeTransactionDurability: 'strict' });
  db.version(1).stores({
    households: 'id,visitDueOn,[grid+visitDueOn],*pieces',
    persons: 'id,household',
    visits: 'id,household',
    needs: 'id,kind',
  });
  await db.open();
  const households: Table<IndexedDoor, string> = db.table('households');
  const persons: Table<PersonRow, string> = db.table('persons');
  const needs: Table<NeedRow, string> = db.table('needs');
  const visits: Table<VisitRow, string> = db.table('visits');

  return {
    async fill(grids) {
      await db.transaction('rw', households, persons, visits, needs, async () => {
        for (const grid of grids) {
          const names = new Map<string, string>();
          for (const { household, name } of grid.persons) names.set(household, `${names.get(household) ?? ''} ${name}`);
          await households.bulkPut(
            grid.households.map((door) => ({ ...door, pieces: pieces(`${door.room} ${names.get(door.id) ?? ''}`) })),
          );
          await persons.bulkPut(grid.persons);
          await visits.bulkPut(grid.visits);
          await needs.bulkPut(grid.needs);
        }
      });
    },
    async saveVisit({ id: household, grid }) {
      const now = new Date().toISOString() as VisitRow['occurredAt'];
      const id = `vi_${crypto.randomUUID()}` as const;
      const by = `ac_${crypto.randomUUID()}` as const;
      await visits.put({
        id,
        rev: 1,
        grid,
        household,
        outcome: 'met',
        note: spoken,
        needs: [],
        occurredAt: now,
        recordedAt: now,
        by,
        byName: '',
        isAmended: false,
      });
    },
    async takeVisits(some) {
      await visits.bulkPut(some);
    },
    async due() {
      const found =
        own === null
          ? households.where('visitDueOn').belowOrEqual(today)
          : households.where('[grid+visitDueOn]').between([own, ''], [own, today], true, true);
      return (await found.toArray()).length;
    },
    async search(words) {
      const found = await households.where('pieces').equals(words.slice(0, 2)).toArray();
      const wanted = pieces(words);
      return found.filter((door) => wanted.every((piece) => door.pieces.includes(piece))).length;
    },
    async filter(kind) {
      const doors = await needs.where('kind').equals(kind).toArray();
      const found = await households.bulkGet(doors.map(({ household }) => household));
      return found.filter((door) => door && door.visitDueOn !== null && door.visitDueOn <= today).length;
    },
    async close() {
      db.close();
    },
  };
};
