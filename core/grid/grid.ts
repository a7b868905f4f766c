import type { BuildingId } from '../lib/id.ts';

/** 15 digits: 12 of the community (GB/T 2260 and the statistics code) and 3 of the grid. */
export type GridCode = string;
/** `[lng, lat]` in WGS-84 degrees. */
export type LngLat = readonly [number, number];

export interface GridRow {
  id: GridCode;
  rev: number;
  name: string;
  community: string;
  boundary: readonly LngLat[];
}

export type BuildingKind = 'walkup' | 'highrise' | 'house' | 'shops' | 'public';

export interface BuildingRow {
  id: BuildingId;
  rev: number;
  grid: GridCode;
  name: string;
  kind: BuildingKind;
  /** Position in the walk through the grid, from 1. */
  walk: number;
  units: number;
  floors: number;
  /** Doors on a floor of one unit. */
  doors: number;
  footprint: readonly LngLat[];
  centre: LngLat;
}

/** The drawn base of one grid's map: what lies inside and just around it. One row a grid, so it comes by sync. */
export interface BasemapRow {
  id: GridCode;
  rev: number;
  grid: GridCode;
  roads: readonly { name: string; class: 'arterial' | 'street' | 'lane'; line: readonly LngLat[] }[];
  water: readonly (readonly LngLat[])[];
  green: readonly (readonly LngLat[])[];
  /** Buildings of neighbouring grids: drawn faintly, never opened. */
  around: readonly (readonly LngLat[])[];
  /** Boundaries of neighbouring grids, as lines. */
  borders: readonly (readonly LngLat[])[];
}

export type AreaLevel = 'city' | 'district' | 'street' | 'community';

/** One node of the tree above the grids. Codes nest: a community's first 9 digits are its street. */
export interface AreaRow {
  id: string;
  rev: number;
  level: AreaLevel;
  parent: string | null;
  name: string;
}

export const gridPattern = /^\d{15}$/;
export const isGridCode = (text: string): boolean => gridPattern.test(text);
export const communityOf = (grid: GridCode): string => grid.slice(0, 12);
export const streetOf = (area: string): string => area.slice(0, 9);
export const districtOf = (area: string): string => area.slice(0, 6);
