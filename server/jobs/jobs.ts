import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { uuidv7, type AccountId } from '../../core/lib/id.ts';
import type { Scope } from '../../core/org/scope.ts';
import { makeAuditRoots } from '../audit/roots.ts';
import type { Database } from '../db/database.ts';
import type { Pokes } from '../modules/events/pokes.ts';
import { noteFault, type IncidentKind, type Incidents } from '../modules/health/incidents.ts';
import type { Effect, EffectKind } from '../modules/sync/effect.ts';
import { PgStore } from '../modules/sync/pg-store.ts';
import { deliverEffects } from './effects.ts';
import { everyHour, everySoOften } from './hourly.ts';
import { expireNeeds } from './need-expiry.ts';
import { expireNotices } from './notice-expiry.ts';
import { remindClocks } from './reminders.ts';
import { makeServerSync } from '../modules/sync/server-sync.ts';
import { ageScopes } from './scope-aging.ts';
import { keepTerms } from './whistle-terms.ts';

export interface JobDeps {
  database: Database;
  now: () => number;
  pokes: Pokes;
  incidents: Incidents;
  log: FastifyBaseLogger;
}

/** How long somebody waits to be told of what follows from a change. */
const effectsEveryMs = 5_000;
/** How late what time does to a whistle may be. */
const termsEveryMs = 60_000;

/** What an effect says of the server itself. */
const incidentOf: Record<EffectKind, IncidentKind | null> = {
  'mutation-quarantined': 'quarantined',
  'epoch-started': 'epoch-changed',
  'whistle-moved': null,
  'clock-reminder': null,
};

/** What the server does by itself, district by district. @returns stops it, after what is under way */
export function startJobs(deps: JobDeps): () => Promise<void> {
  const { database, incidents, log } = deps;
  const fault = (what: string) => (error: unknown) => {
    noteFault(incidents, error);
    log.error({ err: error }, `${what}; tried again later`);
  };
  const whistleTerms = terms(deps);
  const stops = [
    everyHour(() => eachDistrict(database, needExpiry(deps)), fault('needs past their last day could not be deleted')),
    everyHour(() => eachDistrict(database, scopeAging(deps)), fault('what is over age could not leave its scope')),
    everyHour(() => eachDistrict(database, auditRoots(deps)), fault('the roots of the audit could not be made')),
    everySoOften(
      termsEveryMs,
      () => eachDistrict(database, whistleTerms),
      fault('what is due by time could not be done'),
    ),
    everySoOften(
      termsEveryMs,
      () => eachDistrict(database, reminders(deps)),
      fault('nobody could be reminded of clocks'),
    ),
    everyHour(() => eachDistrict(database, noticeExpiry(deps)), fault('notices past their days could not be erased')),
    everySoOften(
      effectsEveryMs,
      () => eachDistrict(database, effects(deps)),
      fault('what follows from changes could not be carried out'),
    ),
  ];
  return async () => void (await Promise.all(stops.map((stop) => stop())));
}

type DistrictJob = (district: string) => Promise<void>;

async function eachDistrict(database: Database, job: DistrictJob): Promise<void> {
  const districts = await database.reference.query<{ code: string }>('select code from district order by code');
  for (const { code } of districts.rows) await job(code);
}

const writing = ({ database, now, pokes }: JobDeps) => ({
  store: new PgStore(database.poolFor),
  poolFor: database.poolFor,
  now,
  newUuid: () => uuidv7(now(), new Uint8Array(randomBytes(10))),
  sleep: (ms: number): Promise<void> => sleep(ms),
  fraction: Math.random,
  committed: (_district: string, heads: ReadonlyMap<Scope, number>): void =>
    pokes.publish([...heads].map(([scope, head]) => ({ scope, head }))),
});

function needExpiry(deps: JobDeps): DistrictJob {
  const given = writing(deps);
  return async (district) => {
    const expired = await expireNeeds(given, district);
    if (expired > 0) deps.log.info({ district, expired }, 'needs past their last day were deleted');
  };
}

function scopeAging(deps: JobDeps): DistrictJob {
  const given = writing(deps);
  return async (district) => {
    const left = await ageScopes(given, district);
    if (left.visits + left.whistles > 0) deps.log.info({ district, ...left }, 'what is over age left its scope');
  };
}

function terms({ database, now, pokes, log }: JobDeps): DistrictJob {
  const { sync } = makeServerSync({ database, poolFor: database.poolFor, now, pokes, log });
  return async (district) => {
    const done = await keepTerms({ sync, poolFor: database.poolFor, now }, district);
    if (done > 0) log.info({ district, done }, 'terms were over');
  };
}

function auditRoots({ database, now, log }: JobDeps): DistrictJob {
  return async (district) => {
    // The log is one of the papers against which a rewritten record would show.
    for (const root of await makeAuditRoots(database.poolFor(district), district, now()))
      log.info({ district, day: root.day, entries: root.entries, root: root.root }, 'the root of a day of the audit');
  };
}

function reminders({ database, now, log }: JobDeps): DistrictJob {
  return async (district) => {
    const written = await remindClocks({ poolFor: database.poolFor, now }, district);
    if (written > 0) log.info({ district, written }, 'holders of clocks are reminded');
  };
}

function noticeExpiry({ database, now, log }: JobDeps): DistrictJob {
  return async (district) => {
    const expired = await expireNotices({ poolFor: database.poolFor, now }, district);
    if (expired > 0) log.info({ district, expired }, 'notices past their days were erased');
  };
}

function effects({ database, now, incidents, log, pokes }: JobDeps): DistrictJob {
  const done = (district: string, { id, kind }: Effect, told: readonly AccountId[]): void => {
    pokes.publish(told.map((account) => ({ scope: `account:${account}` as const, head: 0 })));
    const incident = incidentOf[kind];
    if (incident === null) return;
    incidents.note(incident);
    log.warn({ district, effect: id }, 'carried out');
  };
  const failed = (district: string, { id }: Effect, error: unknown): void =>
    log.error({ district, effect: id, err: error }, 'could not be carried out; tried again later');
  return async (district) => void (await deliverEffects({ poolFor: database.poolFor, now, done, failed }, district));
}
