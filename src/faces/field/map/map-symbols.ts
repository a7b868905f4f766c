import type { LngLat } from '../../../../core/grid/grid.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import type { Language } from '../../../live/texts.ts';
import type { MapSymbol, SymbolFill } from '../../../ui/map/map-data.ts';
import { duesTotal, type BuildingMatters, type Dues, type MapMatters } from './map-matters.ts';
import { mapPageTexts } from './map-page-texts.ts';

export interface SymbolWords {
  language: Language;
  /** A whistle's category in words. */
  whatOf: (whistle: WhistleRow) => string;
  /** With a filter a circle stands for all that it lets through, due or not. */
  isFiltered: boolean;
}

/** Before an id: which of a building's symbols it is, or that it is a whistle's own. */
const beside = '#';

/** Leads from a symbol's id to what it stands for. */
export const buildingOfSymbol = (id: string): string => id.split(beside, 1)[0] ?? id;

/** Solid: past its day; half: today; hollow: not yet. */
const fillOf = ({ over, today }: Dues): SymbolFill => (over > 0 ? 'solid' : today > 0 ? 'half' : 'hollow');

export function mapSymbolsOf({ buildings, spots }: MapMatters, words: SymbolWords): MapSymbol[] {
  const say = mapPageTexts[words.language];
  return [
    ...buildings.flatMap((matters) => symbolsOfBuilding(matters, words)),
    ...spots.map(({ whistle, at: [lng, lat] }): MapSymbol => {
      const isReturned = whistle.stage === 'returned';
      const fill = isReturned ? 'solid' : 'hollow';
      const label = isReturned ? say.spotReturned(words.whatOf(whistle)) : say.spotOpen(words.whatOf(whistle));
      return { id: whistle.id, lng, lat, shape: 'triangle', fill, count: null, label };
    }),
  ];
}

function symbolsOfBuilding(matters: BuildingMatters, words: SymbolWords): MapSymbol[] {
  const { building, visits, promises, whistles } = matters;
  const say = mapPageTexts[words.language];
  const found: MapSymbol[] = [];
  const [lng, lat] = building.centre;
  if (duesTotal(visits) > 0) {
    const label = (words.isFiltered ? say.matching : say.visits)(building.name, duesTotal(visits), visits);
    found.push({ id: building.id, lng, lat, shape: 'circle', fill: fillOf(visits), count: duesTotal(visits), label });
  }
  const corner = cornersOf(building.footprint, building.centre);
  if (duesTotal(promises) > 0) {
    const label = say.promises(building.name, duesTotal(promises), promises);
    const [west, north] = corner.northWest;
    const id = `${building.id}${beside}help`;
    found.push({
      id,
      lng: west,
      lat: north,
      shape: 'square',
      fill: fillOf(promises),
      count: duesTotal(promises),
      label,
    });
  }
  const all = whistles.open + whistles.returned;
  if (all > 0) {
    const label = say.whistles(building.name, whistles.open, whistles.returned);
    const [east, south] = corner.southEast;
    const fill = whistles.returned > 0 ? 'solid' : 'hollow';
    found.push({
      id: `${building.id}${beside}whistles`,
      lng: east,
      lat: south,
      shape: 'triangle',
      fill,
      count: all,
      label,
    });
  }
  return found;
}

/** Beside the building's own sign, so that none hides another. */
function cornersOf(footprint: readonly LngLat[], centre: LngLat): { southEast: LngLat; northWest: LngLat } {
  if (footprint.length === 0) return { southEast: centre, northWest: centre };
  const [lngs, lats] = [footprint.map(([lng]) => lng), footprint.map(([, lat]) => lat)];
  return {
    southEast: [Math.max(...lngs), Math.min(...lats)],
    northWest: [Math.min(...lngs), Math.max(...lats)],
  };
}
