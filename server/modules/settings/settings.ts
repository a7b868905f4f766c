import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { AccountId } from '../../../core/lib/id.ts';
import { uuidv7 } from '../../../core/lib/id.ts';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { CategoryRow } from '../../../core/protocol/rows.ts';
import { checkCategory } from '../../../core/settings/check-category.ts';
import { checkSettings, type SettingFault } from '../../../core/settings/check-settings.ts';
import { settingWords } from '../../../core/settings/setting-words.ts';
import { versionAt, type DistrictSettings, type SettingsRow } from '../../../core/settings/settings.ts';
import { shippedSettings } from '../../../core/settings/shipped-settings.ts';
import { ProblemError } from '../../problems.ts';

/** How a change is written: locked, on record and told in one transaction (app.ts hands it in). Null: somebody was first. */
export interface SettingsWriter {
  putSettings: (
    district: string,
    change: Told & { settings: DistrictSettings; from: Iso },
  ) => Promise<SettingsRow | null>;
  putCategory: (
    district: string,
    change: Told & { category: Omit<CategoryRow, 'rev' | 'retiredAt'>; isRetired: boolean },
  ) => Promise<CategoryRow | null>;
}
interface Told {
  base: number;
  reason: string;
  by: AccountId;
  now: Iso;
  id: string;
}

export interface SettingsDeps {
  poolFor: (district: string) => Pool;
  now: () => number;
  writer: SettingsWriter;
}
/** Who changes what of which district. */
export interface Changing {
  district: string;
  by: AccountId;
  base: number;
  reason: string;
}

interface HistoryEntry {
  version: number;
  from: Iso;
  settings: DistrictSettings;
  at: Iso;
  byName: string | null;
  reason: string;
}

/** What holds now and what was decided to come. */
export async function settingsOf({ poolFor, now }: Pick<SettingsDeps, 'poolFor' | 'now'>, district: string) {
  const { rows } = await poolFor(district).query<{ row: SettingsRow }>(
    'select "row" from settings where district = $1 and id = $1',
    [district],
  );
  const row = rows[0]?.row;
  const at = isoOf(now());
  const held = versionAt(row, at) ?? { version: 0, from: null, settings: shippedSettings };
  const comes = (row?.versions ?? []).filter(({ from }) => from > at);
  return { ...held, comes };
}

/** Every version with who, when and why, the newest first: from the audit, which is never changed. */
export async function settingsHistory(
  { poolFor }: Pick<SettingsDeps, 'poolFor'>,
  district: string,
): Promise<HistoryEntry[]> {
  const { rows } = await poolFor(district).query<{ rev: number; payload: string; at: Date; name: string | null }>(
    `select a.rev, a.payload, a.at, c.name from audit a
       left join account c on c.district = $1 and c.id = a.by_account
      where a.district = $1 and a.kind = 'settings' and a.id = $1 order by a.n desc`,
    [district],
  );
  return rows.map(({ rev, payload, at, name }) => {
    // As `putSettings` wrote it.
    const { from, settings, reason } = JSON.parse(payload) as Pick<HistoryEntry, 'from' | 'settings' | 'reason'>;
    return { version: rev, from, settings, at: isoOf(at.getTime()), byName: name, reason };
  });
}

export async function categoriesOf(
  { poolFor }: Pick<SettingsDeps, 'poolFor'>,
  district: string,
): Promise<CategoryRow[]> {
  const { rows } = await poolFor(district).query<{ row: CategoryRow }>(
    'select "row" from category where district = $1 order by id',
    [district],
  );
  return rows.map(({ row }) => row);
}

/** Whole or not at all. @throws ProblemError `settings-wrong`, `changed` */
export async function changeSettings(
  deps: SettingsDeps,
  { district, ...told }: Changing,
  settings: DistrictSettings,
  from?: Iso,
): Promise<{ version: number; from: Iso }> {
  const now = isoOf(deps.now());
  const late: SettingFault[] = from !== undefined && from < now ? [{ field: 'from', rule: 'from-past' }] : [];
  refuseFaults([...late, ...checkSettings(settings)]);
  const begins = from ?? now;
  const row = await deps.writer.putSettings(district, { ...told, ...named(deps), settings, from: begins });
  if (!row) throw await changedBy(deps, district, 'settings', district);
  return { version: row.rev, from: begins };
}

/** Adds, renames, retires one. @throws ProblemError `settings-wrong`, `changed` */
export async function changeCategory(
  deps: SettingsDeps,
  { district, ...told }: Changing,
  category: Omit<CategoryRow, 'rev' | 'retiredAt'>,
  isRetired: boolean,
): Promise<CategoryRow> {
  refuseFaults(checkCategory(category));
  const row = await deps.writer.putCategory(district, { ...told, ...named(deps), category, isRetired });
  if (!row) throw await changedBy(deps, district, 'category', category.id);
  return row;
}

function named({ now }: SettingsDeps): Pick<Told, 'now' | 'id'> {
  const at = now();
  return { now: isoOf(at), id: uuidv7(at, randomBytes(10)) };
}

function refuseFaults(faults: readonly SettingFault[]): void {
  if (faults.length === 0) return;
  const told = faults.map((fault) => ({ field: fault.field, rule: fault.rule, ...settingWords(fault) }));
  throw new ProblemError('settings-wrong', told.map(({ field, en }) => `${field}: ${en}`).join(' '), { faults: told });
}

async function changedBy(
  { poolFor }: SettingsDeps,
  district: string,
  kind: 'settings' | 'category',
  id: string,
): Promise<ProblemError> {
  const { rows } = await poolFor(district).query<{ rev: number; at: Date; name: string | null }>(
    `select a.rev, a.at, c.name from audit a
       left join account c on c.district = $1 and c.id = a.by_account
      where a.district = $1 and a.kind = $2 and a.id = $3 order by a.n desc limit 1`,
    [district, kind, id],
  );
  const [last] = rows;
  if (!last) return new ProblemError('changed', 'it is not at that version');
  const at = isoOf(last.at.getTime());
  const by = last.name ?? '?';
  return new ProblemError('changed', `${by} came first at ${at}; it is at version ${last.rev} now`, { by, at });
}
