import type { WhistleId } from '../../../../core/lib/id.ts';
import type { SuggestedUnit } from '../../../../core/whistle/suggested-units.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';

/** What a form offers that the device does not hold: a face that can ask for it hands it in. */
export interface DeedSources {
  categories: (signal: AbortSignal) => Promise<CategoryChoice[] | null>;
  /** Open whistles of the own area into which this one may go, the likeliest first; null: not reached. */
  targets: (whistle: WhistleId, query: string, signal: AbortSignal) => Promise<MergeTarget[] | null>;
  /** Units that may be meant, the likeliest first; null: not reached. */
  units: (whistle: WhistleId, signal: AbortSignal) => Promise<SuggestedUnit[] | null>;
}

export interface CategoryChoice {
  id: string;
  zh: string;
  en: string;
}

export interface MergeTarget extends Pick<
  WhistleRow,
  'id' | 'grid' | 'stage' | 'text' | 'raisedAt' | 'raisedByName' | 'emergency'
> {
  names: { category: { zh: string; en: string } | null; grid: string | null; community: string | null };
  isSameCategory: boolean;
  /** Of a likely duplicate; null where it lies further away, or nobody knows. */
  metres: number | null;
}
