import type { Iso } from '../lib/time.ts';
import type { EarlySettings } from '../whistle/early-terms.ts';
import type { LoopSettings } from '../whistle/loop-terms.ts';

/** Every number and name that a district decides itself: terms, thresholds, weights, hours of offices, who dispatches. */
export interface DistrictSettings extends EarlySettings, LoopSettings {}

/** Settings as they were decided once; never changed afterwards. */
export interface SettingsVersion {
  /** 1, 2, 3 ... in a district. */
  version: number;
  /** From then on they hold, until a later version does. */
  from: Iso;
  settings: DistrictSettings;
}

/** One a district, for whoever must decide by the same numbers offline. All versions with who and why are in the audit. */
export interface SettingsRow {
  /** The district's code. */
  id: string;
  /** The newest version. */
  rev: number;
  /** The one that held when the newest was decided, and those that were to come; the oldest first. */
  versions: readonly SettingsVersion[];
}

/** The version that holds at a moment; null: the shipped settings do. */
export const versionAt = (row: Pick<SettingsRow, 'versions'> | undefined, at: Iso): SettingsVersion | null =>
  row?.versions.findLast(({ from }) => from <= at) ?? null;

/** The row once a version is decided: it replaces those that would begin with it or later. */
export function withVersion(
  row: SettingsRow | undefined,
  district: string,
  next: SettingsVersion,
  at: Iso,
): SettingsRow {
  const held = versionAt(row, at);
  const before = (row?.versions ?? []).filter((one) => one === held || one.from > at);
  return { id: district, rev: next.version, versions: [...before.filter(({ from }) => from < next.from), next] };
}
