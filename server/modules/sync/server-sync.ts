import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scope } from '../../../core/org/scope.ts';
import type { ServerDeps } from '../../deps.ts';
import { nameKeysOf } from '../../search/name-keys.ts';
import { PgStore } from './pg-store.ts';
import { makePhotoLedger, type PhotoLedger } from './photo-ledger.ts';
import { packSnapshot } from './snapshot-bodies.ts';
import { serverReportCodes } from './report-codes.ts';
import { makeSync, type Sync } from './sync.ts';
import { makeTenantChanges, type TenantChanges } from './tenant-changes.ts';

/** The engine on this server's database, clock and pokes. */
export function makeServerSync({
  database,
  poolFor,
  now,
  pokes,
  log,
}: Pick<ServerDeps, 'database' | 'poolFor' | 'now' | 'pokes' | 'log'>): {
  sync: Sync;
  ledger: PhotoLedger;
  changes: TenantChanges;
} {
  const given = {
    store: new PgStore(poolFor, database.isWalled),
    now,
    searchKeysOf: nameKeysOf,
    reportCodes: serverReportCodes,
    sleep: (ms: number): Promise<void> => sleep(ms),
    fraction: Math.random,
    committed: (_district: string, heads: ReadonlyMap<Scope, number>): void =>
      pokes.publish([...heads].map(([scope, head]) => ({ scope, head }))),
  };
  return {
    sync: makeSync({ ...given, newEpoch: randomUUID, log, pack: packSnapshot }),
    ledger: makePhotoLedger(given),
    changes: makeTenantChanges(given),
  };
}
