import type { HouseholdRow, NeedKind } from '../../core/household/household.ts';
import type { VisitRow } from '../../core/visit/visit.ts';
import type { GridOfWorld } from './w4-world.ts';

/** What each store of W4 can do; every write is on disk (strict durability) when it resolves. */
export interface PhoneStore {
  /** Puts grids on the disk, as if the server had told them. */
  fill(grids: readonly GridOfWorld[]): Promise<void>;
  /** Saves one visit to a door. */
  saveVisit(household: HouseholdRow): Promise<void>;
  /** Takes in a thousand visits that others made. */
  takeVisits(visits: readonly VisitRow[]): Promise<void>;
  /** Doors due today, in the order in which they are shown. @returns how many */
  due(): number | Promise<number>;
  /** @returns how many doors were found */
  search(words: string): number | Promise<number>;
  /** Doors of one kind of need that are due. @returns how many */
  filter(kind: NeedKind): number | Promise<number>;
  close(): Promise<void>;
}

export interface Opening {
  /** Keeps sets of data apart. */
  owner: string;
  /** Grids that the owner holds, the first ones of the world. */
  grids: number;
  /** Only this one's doors are asked for; null: all that the owner holds. */
  own: string | null;
}
export type OpenStore = (opening: Opening) => Promise<PhoneStore>;
