/** What a map is given to draw. Positions are `[lng, lat]` in WGS-84 degrees; ids are the caller's own. */
export type LngLat = readonly [number, number];

export interface MapRoad {
  name: string;
  class: 'arterial' | 'street' | 'lane';
  line: readonly LngLat[];
}

/** The drawn ground: nothing of it can be chosen. */
export interface MapBase {
  roads: readonly MapRoad[];
  water: readonly (readonly LngLat[])[];
  green: readonly (readonly LngLat[])[];
  /** Polygons of buildings next door, drawn faintly. */
  around: readonly (readonly LngLat[])[];
  /** Lines between other areas. */
  borders: readonly (readonly LngLat[])[];
}

export interface MapBuilding {
  id: string;
  label: string;
  polygon: readonly LngLat[];
}

/** Shape says what, fill says how pressing, the number how many; a legend names them. */
export type SymbolShape = 'circle' | 'square' | 'triangle';
export type SymbolFill = 'solid' | 'half' | 'hollow';

export interface MapSymbol {
  /** With the id of a building it stands for that building. */
  id: string;
  lng: number;
  lat: number;
  shape: SymbolShape;
  fill: SymbolFill;
  /** No number is drawn for `null`. */
  count: number | null;
  /** All that it says, in words: for the list and for screen readers. */
  label: string;
}

export interface MapPosition {
  lng: number;
  lat: number;
  /** Radius in metres within which it lies with 95 %. */
  accuracy: number;
}

export interface MapLegendItem {
  shape: SymbolShape;
  fill: SymbolFill;
  word: string;
}

/** Pictures of the ground in the usual squares of web maps, level by level. */
export interface MapRaster {
  id: string;
  word: string;
  /** Whose it is and under which approval number: shown as long as it is drawn. */
  attribution: string;
  /** The pictures of one square, the lowest first. */
  urlsOf: (z: number, x: number, y: number) => readonly string[];
}
