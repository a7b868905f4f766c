/**
 * The practical limit: a grid is one text in IndexedDB that is read whole into memory, a save is one entry of a journal.
 * No rules, no overlay, no order, no rights, no numbers.
 */
import type { HouseholdRow } from '../../core/household/household.ts';
import type { OpenStore } from './w4-store.ts';
import { spoken, today, type GridOfWorld } from './w4-world.ts';

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')));
  });
const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('IndexedDB failed')));
    transaction.commit();
  });
const byDay = (a: HouseholdRow, b: HouseholdRow): number => ((a.visitDueOn ?? '') < (b.visitDueOn ?? '') ? -1 : 1);

export const openFloor: OpenStore = async ({ owner, own }) => {
  const opening = indexedDB.open(`floor:${owner}`, 1);
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore('grids');
    opening.result.createObjectStore('journal', { autoIncrement: true });
  });
  const db = await result(opening);
  const write = (table: string): IDBTransaction => db.transaction(table, 'readwrite', { durability: 'strict' });
  const texts: string[] =
    own === null
      ? await result(db.transaction('grids').objectStore('grids').getAll())
      : [await result(db.transaction('grids').objectStore('grids').get(own))].filter((text) => text !== undefined);
  const grids = new Map(
    texts.map((text) => JSON.parse(text) as GridOfWorld).map((grid): [string, GridOfWorld] => [grid.code, grid]),
  );
  const buildings = new Map<string, string>();
  const people = new Map<string, string[]>();
  for (const { buildings: some, persons } of grids.values()) {
    for (const { id, name } of some) buildings.set(id, name);
    for (const { household, name } of persons) people.set(household, [...(people.get(household) ?? []), name]);
  }
  const kinds = new Map<string, string[]>();
  for (const { needs } of grids.values())
    for (const { household, kind } of needs) kinds.set(household, [...(kinds.get(household) ?? []), kind]);
  const households = [...grids.values()].flatMap((grid) => grid.households);

  return {
    async fill(some) {
      const transaction = write('grids');
      for (const grid of some) transaction.objectStore('grids').put(JSON.stringify(grid), grid.code);
      await committed(transaction);
    },
    async saveVisit({ id, grid }) {
      const transaction = write('journal');
      const at = new Date().toISOString();
      const visit = {
        id: crypto.randomUUID(),
        household: id,
        grid,
        outcome: 'met',
        note: spoken,
        occurredAt: at,
        by: owner,
      };
      transaction.objectStore('journal').put(visit);
      await committed(transaction);
    },
    async takeVisits(visits) {
      const transaction = write('journal');
      transaction.objectStore('journal').put(visits);
      await committed(transaction);
    },
    due: () => households.filter(({ visitDueOn }) => visitDueOn !== null && visitDueOn <= today).toSorted(byDay).length,
    search: (words) =>
      households.filter(
        ({ id, name, room, phone, building }) =>
          name.includes(words) ||
          room.includes(words) ||
          phone?.includes(words) ||
          buildings.get(building)?.includes(words) ||
          people.get(id)?.some((one) => one.includes(words)),
      ).length,
    filter: (kind) =>
      households.filter(
        ({ id, visitDueOn }) => visitDueOn !== null && visitDueOn <= today && kinds.get(id)?.includes(kind),
      ).length,
    async close() {
      db.close();
    },
  };
};
