import { computed, type ComputedRef } from 'vue';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { shippedEarly } from '../../../../core/whistle/early-terms.ts';
import { useHeldSettings } from '../../../live/district-settings.ts';
import { useNow } from '../../../live/now.ts';
import { usePhone, useRows } from '../../../live/rows.ts';
import { pointOf } from '../whistle-words.ts';
import type { DecisionFields, DeskAction } from './decision.ts';
import { gridChoice, type GridChoice } from './grid-choice.ts';
import { ownerSuggestions, type OwnerSuggestion } from './owner-suggestions.ts';
import { promisedDay, type PromisedDay } from './promised-day.ts';
import { similarTo } from '../../../../core/whistle/similar.ts';

export interface Proposals {
  owners: ComputedRef<readonly OwnerSuggestion[]>;
  term: ComputedRef<PromisedDay>;
  grids: ComputedRef<GridChoice>;
  /** What a form of this action offers to begin with. */
  begin: (action: DeskAction) => Partial<DecisionFields>;
}

const noGrids: GridChoice = { grids: [], suggested: null, isOutside: false };

/**
 * What the desk proposes for one whistle or for several: who, by which day, where to. For several the owner follows
 * from the first, the day from the shortest term, and no grid is suggested.
 */
export function useProposals(whistles: () => readonly WhistleRow[]): Proposals {
  const { view, account } = usePhone();
  const now = useNow();
  const held = useHeldSettings();
  const settings = computed(() => held.value ?? shippedEarly);
  const others = useRows('whistle');
  const gridRows = useRows('grid');
  const first = computed(() => whistles()[0]);

  const owners = computed(() => (first.value ? ownerSuggestions(first.value, others.value, account.name) : []));
  const term = computed(() => {
    const terms = whistles().map((one) =>
      promisedDay(view.get('category', one.category ?? '')?.urgency ?? '', one.emergency, now.value, settings.value),
    );
    return (
      terms.toSorted((a, b) => (a.lastDay < b.lastDay ? -1 : 1))[0] ?? promisedDay('', false, now.value, settings.value)
    );
  });
  const grids = computed(() => {
    const one = first.value;
    if (!one) return noGrids;
    if (whistles().length === 1) return gridChoice(one.grid, gridRows.value, pointOf(one, view));
    const sameGrid = whistles().every(({ grid }) => grid === one.grid);
    return gridChoice(sameGrid ? one.grid : `${one.grid.slice(0, 12)}000`, gridRows.value, null);
  });

  function begin(action: DeskAction): Partial<DecisionFields> {
    const one = first.value;
    switch (action) {
      case 'takeOn':
        return { who: owners.value[0]?.who ?? '', promisedOn: term.value.proposed };
      case 'regrid':
        return { grid: grids.value.suggested };
      case 'escalate':
        return { category: whistles().length === 1 ? (one?.category ?? null) : null };
      case 'merge':
        return {
          into: one ? (similarTo(one, others.value, (other) => pointOf(other, view))[0]?.whistle.id ?? null) : null,
        };
      default:
        return {};
    }
  }
  return { owners, term, grids, begin };
}
