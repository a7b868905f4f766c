import type { WorkCalendar } from '../../../core/calendar/workdays.ts';
import { shippedCalendar } from '../../../core/calendar/workdays.ts';
import type { AccountId } from '../../../core/lib/id.ts';
import type { Scope } from '../../../core/org/scope.ts';
import type { PullRequest } from '../../../core/protocol/pull.ts';
import type { PushRequest } from '../../../core/protocol/push.ts';
import type { ReportCodes } from '../../../core/whistle/report-code.ts';
import { makePushQueue, type GroupLimits } from './group.ts';
import { incomingPush } from './incoming.ts';
import { answerPull, type PageLimits, type PullAnswer } from './pull.ts';
import { Snapshots } from './snapshots.ts';
import { decideGroup, type PushAnswer, type PushSteps, type SyncLog } from './push.ts';
import type { SyncStore } from './store.ts';
import { makeTenants } from './tenant.ts';

/** What the engine is given: it owns no clock, no randomness and no database, so the simulation runs it as it is. */
export interface SyncDeps {
  store: SyncStore;
  /** Milliseconds since 1970 by the server's clock. */
  now: () => number;
  newEpoch: () => string;
  sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  fraction: () => number;
  log: SyncLog;
  /** What a search looks in beside a name (X8). */
  searchKeysOf: (name: string) => string;
  /** Makes and judges the codes with which units report in. */
  reportCodes: ReportCodes;
  /** After each commit that moved something, before the answers go out. Must not throw. */
  committed: (district: string, heads: ReadonlyMap<Scope, number>) => void;
  calendar?: WorkCalendar;
  groupLimits?: Partial<GroupLimits>;
  pageLimits?: Partial<PageLimits>;
  steps?: Partial<PushSteps>;
  /** Compresses a snapshot as it is kept; plain when absent. */
  pack?: (text: string) => Promise<Uint8Array>;
  snapshotLag?: number;
}

export interface Sync {
  /** @throws StoreUnavailable, TooBusy, or a fault of ours */
  push(district: string, from: Sender, request: PushRequest): Promise<PushAnswer>;
  /** @throws StoreUnavailable */
  pull(district: string, account: AccountId, request: PullRequest): Promise<PullAnswer>;
  snapshots: Snapshots;
}

export interface Sender {
  account: AccountId;
  isDesk: boolean;
}

export function makeSync(deps: SyncDeps): Sync {
  const pushDeps = {
    ...deps,
    calendar: deps.calendar ?? shippedCalendar,
    tenants: makeTenants(deps.store),
  };
  const queue = makePushQueue({
    decide: (district, pushes) => decideGroup(pushDeps, district, pushes),
    committed: (district, { heads }) => {
      if (heads.size > 0) deps.committed(district, heads);
    },
    sleep: deps.sleep,
    fraction: deps.fraction,
    ...(deps.groupLimits && { limits: deps.groupLimits }),
  });
  const snapshots = new Snapshots({
    ...deps,
    pack: deps.pack ?? (async (text) => Buffer.from(text)),
    ...(deps.snapshotLag !== undefined && { lag: deps.snapshotLag }),
  });
  const pullDeps = { ...deps, snapshots, ...(deps.pageLimits && { limits: deps.pageLimits }) };
  return {
    push: (district, { account, isDesk }, request) => queue.push(district, incomingPush(account, isDesk, request)),
    pull: (district, account, request) => answerPull(pullDeps, district, account, request),
    snapshots,
  };
}
