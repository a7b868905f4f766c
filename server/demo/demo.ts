import { addDays, dayOf, startOfDay } from '../../core/calendar/day.ts';
import { communityOf, streetOf } from '../../core/grid/grid.ts';
import { assert } from '../../core/lib/assert.ts';
import { derivedUuid } from '../../core/lib/id.ts';
import type { Json } from '../../core/lib/json.ts';
import { msOf, type Iso } from '../../core/lib/time.ts';
import type { Author, Role } from '../../core/org/role.ts';
import { shippedSettings } from '../../core/settings/shipped-settings.ts';
import type { KindRow } from '../../core/protocol/rows.ts';
import { loadCatalogue, urgenciesOf } from '../catalogue/catalogue.ts';
import type { Effect } from '../modules/sync/effect.ts';
import type { AuditEntry } from '../modules/sync/store.ts';
import { authorOf, makeAccounts, type DemoAccount } from './accounts.ts';
import { liveByTime } from './by-time.ts';
import { historyDays } from './days.ts';
import { Ledger } from './ledger.ts';
import { liveLoops } from './loops.ts';
import { makePeople } from './people.ts';
import type { PhotoOf } from './scenes.ts';
import { makeUnits } from './units.ts';
import { cityCode, districtCode } from './town-plan.ts';
import { liveTales } from './tales.ts';
import { prng } from './prng.ts';
import { makeTown } from './town.ts';
import { liveVisits } from './visits.ts';
import { liveWhistles } from './whistles.ts';

/** The whole demo as a server would hold it now. */
export interface Demo {
  accounts: readonly DemoAccount[];
  rows: readonly KindRow[];
  audit: readonly AuditEntry[];
  /** Who was told what, from the beginning. */
  effects: readonly Effect[];
}

/**
 * One seed and one moment give the same demo on every machine.
 * @param now the end of its half year of history
 * @param photos asked for once visits are done: pictures are made meanwhile
 */
export async function makeDemo(seed: number, now: Iso, photos: Promise<PhotoOf>): Promise<Demo> {
  const since = startOfDay(addDays(dayOf(now), -historyDays));
  const accounts = makeAccounts(seed, since);
  const authors = new Map(accounts.map((account) => [`${account.role} ${account.area}`, authorOf(account)]));
  const authorAt = (role: Role, area: string): Author => {
    const author = authors.get(`${role} ${area}`);
    assert(author, `somebody is ${role} of ${area}`);
    return author;
  };
  const staff = {
    worker: (grid: string) => authorAt('worker', grid),
    community: (grid: string) => authorAt('community', communityOf(grid)),
    street: (grid: string) => authorAt('street', streetOf(grid)),
    district: authorAt('district', districtCode),
    city: authorAt('city', cityCode),
    unit: (id: string) => authors.get(`unit ${id}`) ?? null,
  };
  const admin = authorAt('admin', districtCode);
  const catalogue = loadCatalogue();
  const settings = { version: 1, from: since, settings: shippedSettings };
  const units = makeUnits(seed, catalogue);
  const town = makeTown(seed, since);
  const people = makePeople(seed, town, since, { workerOf: (grid) => staff.worker(grid) });
  const ledger = new Ledger(
    [
      ...town.areas.map((row): KindRow => ({ kind: 'area', row })),
      ...catalogue.map((row): KindRow => ({ kind: 'category', row })),
      ...units.map(({ row }): KindRow => ({ kind: 'unit', row })),
      { kind: 'settings', row: { id: districtCode, rev: 1, versions: [settings] } },
      ...town.grids.map((row): KindRow => ({ kind: 'grid', row })),
      ...town.basemaps.map((row): KindRow => ({ kind: 'basemap', row })),
      ...town.buildings.map((row): KindRow => ({ kind: 'building', row })),
      ...people.households.map((row): KindRow => ({ kind: 'household', row })),
      ...people.persons.map((row): KindRow => ({ kind: 'person', row })),
      ...people.needs.map((row): KindRow => ({ kind: 'need', row })),
    ],
    urgenciesOf(catalogue),
  );
  ledger.audit.push({
    aggregate: { kind: 'settings', id: districtCode },
    rev: 1,
    mutation: derivedUuid(admin.account.slice('ac_'.length), 1),
    type: 'settings.put',
    payload: { from: since, settings: shippedSettings, reason: '启用时的默认设置' } as unknown as Json,
    by: admin.account,
    device: null,
    phoneAt: since,
    clockErrorMs: null,
    at: since,
  });
  liveVisits(seed, town, people, staff.worker, now, ledger);
  const photoOf = await photos;
  liveWhistles(seed, town, people, staff, photoOf, now, ledger);
  liveLoops(seed, units, staff, now, ledger);
  liveTales({ staff, units, town, ledger, photoOf, random: prng(seed, 'tales'), now: msOf(now) });
  liveByTime(now, ledger);
  return { accounts, rows: ledger.rows(), audit: ledger.audit, effects: ledger.effects };
}
