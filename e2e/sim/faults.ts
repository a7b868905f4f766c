/**
 * How rough a run is: drawn from the seed, so that some seeds see one kind of trouble in plenty and others a little
 * of everything. Windows are wide on purpose (stalls before COMMIT, tiny pages): a bug that needs one is found in a
 * few seeds instead of one in hundreds.
 */
import { dayMs, hourMs } from '../../core/lib/time.ts';
import type { Dice } from './dice.ts';
import type { KvFaults } from './faulty-kv.ts';
import type { NetworkFaults } from './faulty-network.ts';
import type { StoreFaults } from './faulty-store.ts';

export interface Faults {
  kv: KvFaults;
  network: NetworkFaults;
  store: StoreFaults;
  /** Chance at each await that a page or service worker, or the server, dies there. */
  clientCrash: number;
  serverCrash: number;
  /** Chance that the server says 429 without reading. */
  tooMany: number;
  /** Awaits at which they die more often: part of the label, and the chance. */
  weakSpot: { label: string; chance: number } | null;
}

export interface Plan {
  faults: Faults;
  actMs: number;
  thinkMs: number;
  pageRows: number;
  /** Changes up to which a snapshot is told. */
  snapshotLag: number;
  groupMutations: number;
  /** Servers over the one database. */
  servers: 1 | 2;
  /** Servers die often. */
  weakServer: boolean;
  workers: number;
  secondClerk: boolean;
  hasLocks: boolean;
  /** How often, in ms on average, these happen to each device; null: never. */
  offlineEvery: number | null;
  killEvery: number | null;
  evictOnKill: number;
  fullEvery: number | null;
  wakeEvery: number;
  restore: 'none' | 'announced' | 'unannounced';
  /** A push of more characters is answered 413; null: as large as it likes. One record alone always fits. */
  requestLimit: number | null;
  /** How much slower than in a rush everything goes that happens to devices and servers. */
  pace: number;
  /** How long people put the phone away between two looks, on average; null: never. */
  restMs: number | null;
  /** The second desk is of the first one's community. */
  areDeskMates: boolean;
  /** An account is closed in the middle and stays so. */
  isDisabled: boolean;
  isHandedOver: boolean;
  isCopied: boolean;
  isSignedOut: boolean;
  clockErrors: boolean;
  /** Street, dispatchers and units are at work too, and whistles live to their end. */
  offices: boolean;
}

export const calm: Faults = {
  kv: { slowMs: 2, stallMs: 0, full: 0, closed: 0 },
  network: {
    requestLost: 0,
    answerLost: 0,
    twice: 0,
    cut: 0,
    foreign: 0,
    busy: 0,
    slowMs: 200,
    lateMs: 0,
  },
  store: { slowMs: 5, stallMs: 0, stall: 0, conflict: 0, away: 0, unknown: 0 },
  clientCrash: 0,
  serverCrash: 0,
  tooMany: 0,
  weakSpot: null,
};

const weakSpots = [
  'made commit asked',
  'made committed',
  'told commit asked',
  'told committed',
  'push goes out',
  'push comes back',
  'pull comes back',
  'db before commit',
  'db committed',
  'lock ',
];

/** One seed of so many, none of them among the found ones, whose worlds stay as they were. */
export const officeSeeds = {
  every: 35,
  includes: (seed: number): boolean => seed % 35 === 3,
  /** The first from there on. */
  first: (from: number): number => from + ((35 + 3 - (from % 35)) % 35),
};

/**
 * Of a hundred seeds two see a month and two a crowd; the others a few minutes of a handful of people. In one
 * of thirty-five, and in a quarter of the months, offices are at work.
 */
export function planOf(seed: number, dice: Dice): Plan {
  const plan = rushOf(dice);
  if (seed % 50 === 13) return crowdOf(plan);
  const whole = seed % 50 === 7 ? monthOf(plan, dice) : plan;
  return officeSeeds.includes(seed) || seed % 200 === 57 ? officesOf(whole, dice) : whole;
}

/**
 * A few whistles of one community, and everybody who has a part in them until they are closed. A dozen deeds follow on
 * each other, so trouble is rarer than where each deed stands alone.
 */
function officesOf(plan: Plan, dice: Dice): Plan {
  const rarer = (every: number | null): number | null => every && 4 * every;
  const { network, clientCrash, serverCrash, weakSpot, kv } = plan.faults;
  return {
    ...plan,
    offices: true,
    faults: {
      ...plan.faults,
      kv: { ...kv, slowMs: Math.min(10, kv.slowMs) },
      network: { ...network, slowMs: dice.pick([100, 500, 2_000]) },
      clientCrash: clientCrash / 4,
      serverCrash: serverCrash / 4,
      weakSpot: weakSpot && { ...weakSpot, chance: weakSpot.chance / 4 },
    },
    workers: 1,
    areDeskMates: true,
    thinkMs: Math.min(plan.thinkMs, dice.pick([2_000, 4_000])),
    actMs: Math.max(plan.actMs, dice.between(6, 8) * 60_000),
    offlineEvery: rarer(plan.offlineEvery),
    killEvery: rarer(plan.killEvery),
    isDisabled: false,
  };
}

/** Forty days, so that what is kept 35 days is dropped: a few looks a week, long outages, copies that come days late. */
function monthOf(plan: Plan, dice: Dice): Plan {
  const pace = 600;
  const slower = (every: number | null): number | null => every && every * pace;
  return {
    ...plan,
    faults: { ...plan.faults, network: { ...plan.faults.network, lateMs: 3 * dayMs } },
    actMs: 40 * dayMs,
    pace,
    restMs: dice.pick([24, 72]) * hourMs,
    workers: Math.min(2, plan.workers),
    offlineEvery: slower(plan.offlineEvery),
    killEvery: slower(plan.killEvery),
    fullEvery: slower(plan.fullEvery),
    wakeEvery: plan.wakeEvery * pace,
    isSignedOut: true,
    isHandedOver: dice.chance(0.5),
  };
}

/** Twenty phones and two clerks of one community, all at once. */
const crowdOf = (plan: Plan): Plan => ({
  ...plan,
  actMs: 90_000,
  thinkMs: 10_000,
  pageRows: Math.max(7, plan.pageRows),
  workers: 20,
  secondClerk: true,
  areDeskMates: true,
});

function rushOf(dice: Dice): Plan {
  const minute = 60_000;
  const isRough = (): boolean => dice.chance(0.6);
  const some = (most: number): number => (isRough() ? dice.fraction() * most : 0);
  const plan: Plan = {
    faults: {
      kv: { slowMs: dice.pick([2, 10, 50]), stallMs: 3_000, full: some(0.02), closed: some(0.004) },
      network: {
        requestLost: some(0.3),
        answerLost: some(0.3),
        twice: some(0.4),
        cut: some(0.1),
        foreign: some(0.1),
        busy: some(0.1),
        slowMs: dice.pick([200, 2_000, 6_000]),
        lateMs: dice.pick([1_000, minute]),
      },
      store: {
        slowMs: dice.pick([2, 20, 200]),
        stallMs: dice.pick([50, 5_000, 20_000]),
        stall: dice.pick([0.05, 0.2, 0.5]),
        conflict: some(0.1),
        away: some(0.05),
        unknown: some(0.1),
      },
      clientCrash: some(0.004),
      serverCrash: some(0.004),
      tooMany: 0,
      weakSpot: dice.chance(0.5) ? { label: dice.pick(weakSpots), chance: 0.1 } : null,
    },
    actMs: dice.between(60_000, 4 * minute),
    thinkMs: dice.pick([3_000, 10_000, 25_000]),
    pageRows: dice.pick([1, 2, 3, 7, 500]),
    groupMutations: dice.pick([1, 3, 500]),
    servers: dice.pick([1, 1, 2]),
    weakServer: dice.chance(0.15),
    workers: dice.pick([1, 2, 2, 3]),
    secondClerk: dice.chance(0.3),
    hasLocks: dice.chance(0.7),
    offlineEvery: isRough() ? dice.between(20_000, 2 * minute) : null,
    killEvery: isRough() ? dice.between(30_000, 3 * minute) : null,
    evictOnKill: some(0.5),
    fullEvery: dice.chance(0.2) ? dice.between(30_000, 2 * minute) : null,
    wakeEvery: dice.between(30_000, 3 * minute),
    restore: dice.pick(['none', 'none', 'none', 'announced', 'unannounced']),
    isHandedOver: dice.chance(0.3),
    isCopied: dice.chance(0.25),
    isSignedOut: dice.chance(0.2),
    clockErrors: dice.chance(0.4),
    offices: false,
    snapshotLag: dice.pick([0, 3, 20, 500]),
    pace: 1,
    restMs: null,
    areDeskMates: false,
    requestLimit: dice.pick([null, null, 3_000, 6_000]),
    isDisabled: dice.chance(0.1),
  };
  plan.faults.tooMany = some(0.05);
  return plan;
}
