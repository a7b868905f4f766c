import type { AccountId, BuildingId } from '../../../../core/lib/id.ts';
import type { Day } from '../../../../core/lib/time.ts';

/**
 * Where she was last today: one building, written over by the next and worth nothing tomorrow, so it is no track. It
 * only spares her a choice and leaves this phone with a whistle alone.
 */
interface LastBuilding {
  account: AccountId;
  building: BuildingId;
  day: Day;
}

type Shelf = Pick<Storage, 'getItem' | 'setItem'>;
const key = 'shaodao.last-building';

export function noteBuilding(last: LastBuilding, shelf: Shelf = localStorage): void {
  try {
    shelf.setItem(key, JSON.stringify(last));
  } catch {
    return; // a full phone: the place is then chosen by hand
  }
}

/** null: none today, or somebody else's. */
export function lastBuildingOf(account: AccountId, day: Day, shelf: Shelf = localStorage): string | null {
  try {
    const kept = JSON.parse(shelf.getItem(key) ?? 'null') as Partial<LastBuilding> | null;
    return kept?.account === account && kept.day === day ? (kept.building ?? null) : null;
  } catch {
    return null; // half a text is as good as none
  }
}
