import type { LngLat } from '../../../../core/grid/grid.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { doorWords } from '../../../features/grid/door-words.ts';
import { placeWords } from '../../../features/grid/place-words.ts';
import { categoryWords } from '../../../features/whistle/category-words.ts';
import type { View } from '../../../local/phone.ts';

/** A whistle's place in words: its door, else its building, else its position. */
export function whereOf(whistle: WhistleRow, view: View): string {
  const household = whistle.household === null ? undefined : view.get('household', whistle.household);
  if (household) return doorWords(household, view.get('building', household.building));
  return placeWords(whistle.place, (id) => view.get('building', id));
}

export const whatOf = (whistle: Pick<WhistleRow, 'category'>, view: View): string =>
  categoryWords(whistle.category === null ? undefined : view.get('category', whistle.category), whistle.category);

/** Where it lies: its place, else its household's building. */
export function pointOf(whistle: Pick<WhistleRow, 'place' | 'household'>, view: View): LngLat | null {
  if (whistle.place) return [whistle.place.lng, whistle.place.lat];
  const household = whistle.household === null ? undefined : view.get('household', whistle.household);
  return (household && view.get('building', household.building)?.centre) ?? null;
}
