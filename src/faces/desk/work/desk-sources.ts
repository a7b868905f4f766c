import type { SuggestedUnit } from '../../../../core/whistle/suggested-units.ts';
import type { CategoryChoice, DeedSources, MergeTarget } from '../../../features/whistle/loop/deed-sources.ts';
import { ask } from './work-wire.ts';

/** What forms of a desk offer that it does not hold: the catalogue, open whistles to merge into, units that may be meant. */
export const deskSources: DeedSources = {
  async categories(signal) {
    const answer = await ask<{ categories: CategoryChoice[] }>('/api/desk/categories', 'categories', signal);
    return answer.ok ? answer.value.categories : null;
  },
  async targets(whistle, query, signal) {
    const path = `/api/desk/whistles/${whistle}/targets?q=${encodeURIComponent(query)}`;
    const answer = await ask<{ targets: MergeTarget[] }>(path, 'targets', signal);
    return answer.ok ? answer.value.targets : null;
  },
  async units(whistle, signal) {
    const path = `/api/desk/whistles/${whistle}/units`;
    const answer = await ask<{ units: SuggestedUnit[] }>(path, 'units', signal);
    return answer.ok ? answer.value.units : null;
  },
};
