import { addDays, dayOf, startOfDay } from '../../core/calendar/day.ts';
import { shippedCalendar, workday } from '../../core/calendar/workdays.ts';
import type { BuildingRow } from '../../core/grid/grid.ts';
import { makeId, type WhistleId } from '../../core/lib/id.ts';
import { dayMs, hourMs, isoOf, minuteMs, msOf, type Iso } from '../../core/lib/time.ts';
import { clockAccount, type Author } from '../../core/org/role.ts';
import { shippedSettings } from '../../core/settings/shipped-settings.ts';
import type { MutationType, PayloadOf } from '../../core/protocol/payloads.ts';
import type { ReturnReason, WhistleSource } from '../../core/whistle/whistle.ts';
import { historyDays } from './days.ts';
import type { Ledger } from './ledger.ts';
import type { People } from './people.ts';
import type { PhotoOf } from './scenes.ts';
import { between, distance, lngLatOf, metresOf, nearestOn, type Point } from './plane.ts';
import { prng, type Prng } from './prng.ts';
import type { Town } from './town.ts';
import { comments, matters, returnTexts, type Matter } from './whistle-texts.ts';

export interface Staff {
  worker: (grid: string) => Author;
  community: (grid: string) => Author;
  street: (grid: string) => Author;
}

const time: Author = { account: clockAccount, name: '时限', grants: [] };

type Fate = 'settled' | 'returned' | 'withdrawn' | 'street' | 'open';

interface Case {
  grid: string;
  matter: Matter;
  raisedAt: number;
  fate: Fate;
  isEmergency: boolean;
  /** How late the community answers, as a share of the time it has; over 1 is late. */
  delay: number;
}

/** Matters for which the switch 紧急 is drawn at times. */
const dangers = new Set(['0101', '0107', '0402', '0404', '0405', '0408', '0502', '0106', '0208']);
const urgentCodes = new Set([
  '0104',
  '0105',
  '0106',
  '0109',
  '0204',
  '0207',
  '0401',
  '0402',
  '0403',
  '0404',
  '0409',
  '0502',
  '0101',
  '0107',
  '0405',
  '0406',
  '0408',
]);

/** Closed whistles of the half year, a grid. */
const closedPerGrid = 46;

/** About 1,150 whistles of half a year, each event of them through the rules at its own time. */
export function liveWhistles(
  seed: number,
  town: Town,
  people: People,
  staff: Staff,
  photoOf: PhotoOf,
  now: Iso,
  ledger: Ledger,
): void {
  const doors = Map.groupBy(
    people.households.filter((household) => household.kind === 'lived' || household.kind === 'let'),
    (household) => household.building,
  );
  for (const [index, { id: grid, community }] of town.grids.entries()) {
    const random = prng(seed, `whistles ${grid}`);
    const buildings = town.buildings.filter((building) => building.grid === grid);
    const streets = town.basemaps.find((map) => map.grid === grid)?.roads.filter((road) => road.class !== 'lane') ?? [];
    const places = { buildings, doors, streets };
    const busy = Number(community.at(-1)) === 2 ? 1.25 : 1;
    for (const one of casesOf(grid, busy, index, random, msOf(now)))
      live(one, places, { staff, photoOf, ledger, random, now: msOf(now) });
  }
}

function casesOf(grid: string, busy: number, index: number, random: Prng, now: number): Case[] {
  const pick = (): Matter => random.weighted(matters.map((matter) => [matter, matter.weight] as const));
  const make = (matter: Matter, raisedAt: number, fate: Fate, isEmergency: boolean, delay: number): Case => ({
    grid,
    matter,
    raisedAt,
    fate,
    isEmergency,
    delay,
  });
  const closed = Array.from({ length: Math.round(closedPerGrid * random.between(0.85, 1.12)) }, () => {
    const matter = pick();
    const fate = random.weighted([
      ['settled', 86],
      ['returned', 9],
      ['withdrawn', 3],
    ] as const);
    const isEmergency = dangers.has(matter.code) && random.chance(0.3);
    return make(
      matter,
      workingTime(now, random.between(4, historyDays - 1), random),
      fate,
      isEmergency,
      delayOf(random),
    );
  });
  const calm = matters.filter((matter) => !urgentCodes.has(matter.code));
  const calmly = (): Matter => random.weighted(calm.map((matter) => [matter, matter.weight] as const));
  const raisable = calm.filter((matter) => matter.up !== undefined);
  const risen = Array.from({ length: random.int(2, 4) }, (_, i) => {
    const daysAgo = i === 0 && index % 3 === 0 ? random.between(6, 12) : random.between(0.6, 2);
    return make(
      random.pick(raisable),
      workingTime(now, daysAgo, random),
      'street',
      false,
      Math.min(0.8, delayOf(random)),
    );
  });
  // Reported up long ago, and through the whole loop since (loops.ts).
  const closedByUnits = Array.from({ length: 2 }, () =>
    make(
      random.pick(raisable),
      workingTime(now, random.between(24, 150), random),
      'street',
      false,
      Math.min(0.8, delayOf(random)),
    ),
  );
  const usual = Array.from({ length: Math.round(random.between(3.6, 6) * busy) }, () =>
    make(calmly(), workingTime(now, random.between(0.02, 1), random), 'open', false, 1),
  );
  const pressing = matters.filter((matter) => urgentCodes.has(matter.code) && matter.scene !== null);
  const urgent = make(random.pick(pressing), now - random.int(25, 160) * minuteMs, 'open', false, 1);
  const late = make(calmly(), workingTime(now, random.between(3.4, 6), random), 'open', false, 1);
  const emergency = make(
    random.pick(pressing.filter((matter) => dangers.has(matter.code))),
    now - random.int(2, 11) * minuteMs,
    'open',
    true,
    1,
  );
  const extra = [
    ...(index % 2 === 0 ? [urgent] : []),
    ...(index % 3 === 1 ? [late] : []),
    ...(index % 4 === 1 ? [emergency] : []),
  ];
  return [...closed, ...closedByUnits, ...risen, ...usual, ...extra].toSorted((a, b) => a.raisedAt - b.raisedAt);
}

const delayOf = (random: Prng): number => (random.chance(0.04) ? random.between(1.1, 2.5) : random.between(0.08, 0.92));

/** A moment in working hours about so many days ago; seldom at weekends. */
function workingTime(now: number, daysAgo: number, random: Prng): number {
  let day = dayOf(isoOf(now - daysAgo * dayMs));
  if (!workday(shippedCalendar, day).isWorkday && random.chance(0.75)) day = addDays(day, -random.int(1, 2));
  const at =
    msOf(startOfDay(day)) +
    (8.3 +
      random.weighted([
        [random.between(0, 3.4), 5],
        [random.between(5.5, 9), 5],
        [random.between(9.5, 12), 1],
      ] as const)) *
      hourMs;
  return at > now - 3 * minuteMs ? at - dayMs : at;
}

interface Places {
  buildings: readonly BuildingRow[];
  doors: ReadonlyMap<string, People['households']>;
  streets: Town['basemaps'][number]['roads'];
}

interface Hands {
  staff: Staff;
  photoOf: PhotoOf;
  ledger: Ledger;
  random: Prng;
  now: number;
}

/** One whistle from its raising to where it stands now. */
function live({ grid, matter, raisedAt, fate, isEmergency, delay }: Case, places: Places, hands: Hands): void {
  const { staff, ledger, random, now } = hands;
  const whistle = makeId('whistle', random.uuid(raisedAt));
  const [worker, clerk] = [staff.worker(grid), staff.community(grid)];
  const act = <T extends MutationType>(type: T, by: Author, atMs: number, payload: PayloadOf<T>): void => {
    const done = Math.round(atMs);
    ledger.do({ mutation: random.uuid(done), type, by, at: isoOf(done - 900), now: isoOf(done), payload });
  };
  const isDeskRaised = random.chance(0.12);
  act(
    'whistle.raise',
    isDeskRaised ? clerk : worker,
    raisedAt,
    contentOf(whistle, { grid, matter, isEmergency, raisedAt }, isDeskRaised, places, hands),
  );
  const clock = ledger.read('whistle', whistle)?.clocks[0];
  const term = clock ? msOf(clock.dueAt) - raisedAt : dayMs;
  const endsAt = Math.min(inDaytime(raisedAt + term * delay, raisedAt, term), now - 2 * minuteMs);
  const until = fate === 'open' ? now : endsAt;
  const times = Array.from(
    {
      length: random.weighted([
        [0, 5],
        [1, 3],
        [2, 2],
      ] as const),
    },
    () => random.between(0.15, 0.9),
  ).toSorted((a, b) => a - b);
  const moments = times
    .map((share) => inDaytime(raisedAt + (until - raisedAt) * share, raisedAt, term))
    .map((moment) => Math.max(raisedAt + minuteMs, Math.min(moment, until - minuteMs)))
    .toSorted((a, b) => a - b);
  for (const [i, moment] of moments.entries()) {
    const isAnswer = i === 0 && !isDeskRaised;
    const text = random.pick(isAnswer ? comments.community : comments.worker);
    act('whistle.comment', isAnswer ? clerk : worker, moment, { whistle, text });
  }
  if (fate === 'settled') act('whistle.settle', clerk, endsAt, { whistle, text: random.pick(matter.done) });
  if (fate === 'withdrawn') act('whistle.withdraw', isDeskRaised ? clerk : worker, endsAt, { whistle });
  if (fate === 'returned') {
    const reason = random.weighted([
      ['unclear', 3],
      ['noPlace', 3],
      ['outsideScope', 2],
      ['alreadyHandled', 2],
      ['duplicate', 3],
    ] as const) satisfies ReturnReason;
    act('whistle.return', clerk, endsAt, { whistle, reason, text: returnTexts[reason] });
    // Nobody sent it again within its days.
    const restsAt = endsAt + (shippedSettings.restDays + 0.01) * dayMs;
    if (restsAt < now) act('whistle.rest', time, restsAt, { whistle });
  }
  if (fate === 'street') {
    act('whistle.escalate', clerk, endsAt, { whistle, category: matter.code, text: matter.up ?? '' });
    if (random.chance(0.4))
      act('whistle.comment', staff.street(grid), endsAt + (now - endsAt) * random.between(0.2, 0.8), {
        whistle,
        text: random.pick(comments.street),
      });
  }
  arrive(whistle, hands);
}

/** Answers are given by day: where a long term would end at night, in the morning before. */
function inDaytime(at: number, raisedAt: number, term: number): number {
  if (term < 3 * hourMs) return at;
  const hour = ((at + 8 * hourMs) % dayMs) / hourMs;
  const moved =
    hour < 8.5 ? at + (8.5 - hour) * hourMs + ((at / 7) % (50 * minuteMs)) : hour > 18 ? at - (hour - 16) * hourMs : at;
  return Math.max(moved, raisedAt + 12 * minuteMs);
}

function contentOf(
  whistle: WhistleId,
  { grid, matter, isEmergency, raisedAt }: Pick<Case, 'grid' | 'matter' | 'isEmergency' | 'raisedAt'>,
  isDeskRaised: boolean,
  { buildings, doors, streets }: Places,
  { photoOf, random }: Hands,
): PayloadOf<'whistle.raise'> {
  const homes = buildings.filter((building) => building.doors > 0);
  const building = random.pick(homes);
  const corner = matter.at === 'street' ? cornerBy(metresOf(building.centre), streets, random) : null;
  const isAtDoor = corner === null && !isDeskRaised && random.chance(0.3);
  const behind = doors.get(building.id) ?? [];
  const household = isAtDoor && behind.length > 0 ? random.pick(behind) : null;
  const unit = household?.unit ?? random.int(1, building.units);
  const where = corner
    ? `${corner.name}靠近${building.name}处`
    : building.units > 1
      ? `${building.name}${unit}单元`
      : building.name;
  const wander = corner ? 3 : 5;
  const [x, y] = corner?.at ?? metresOf(building.centre);
  const [lng, lat] = lngLatOf([x + random.between(-wander, wander), y + random.between(-wander, wander)]);
  const hasPhoto = matter.scene !== null && !isDeskRaised;
  const photos = matter.scene !== null && hasPhoto ? photoOf(matter.scene, random) : [];
  const source: WhistleSource = isDeskRaised
    ? random.pick(['hotline', 'wechat', 'hotline'] as const)
    : household
      ? 'visit'
      : 'patrol';
  return {
    whistle,
    grid,
    category: random.chance(0.02) ? null : matter.code,
    text: random.pick(matter.seen).replace('{处}', where),
    emergency: isEmergency,
    place: corner
      ? { lng, lat, accuracy: random.int(4, 28), method: 'gps' }
      : { lng, lat, accuracy: 0, method: 'building', building: building.id },
    photos,
    voice: [],
    household: household?.id ?? null,
    source,
    outOfGrid: false,
    occurredAt: isoOf(Math.round(raisedAt) - 30_000),
  };
}

/** Where the nearest street passes a building, a little on this side of its middle. */
function cornerBy(from: Point, streets: Places['streets'], random: Prng): { name: string; at: Point } | null {
  const near = streets
    .filter((street) => !street.name.endsWith('桥'))
    .map((street) => ({ name: street.name, at: nearestOn(street.line.map(metresOf), from) }))
    .toSorted((a, b) => distance(a.at, from) - distance(b.at, from));
  const chosen = random.chance(0.8) ? near[0] : (near[1] ?? near[0]);
  return chosen ? { name: chosen.name, at: between(from, chosen.at, 0.85) } : null;
}

/** The bytes came soon after the words, which are the report's own or were said later. */
export function arrive(
  whistle: WhistleId,
  { ledger, photoOf, random, now }: Pick<Hands, 'ledger' | 'photoOf' | 'random' | 'now'>,
  saidAt?: number,
): void {
  const row = ledger.read('whistle', whistle);
  for (const sha256 of row?.photos ?? []) {
    const photo = ledger.read('photo', `${whistle}:${sha256}`);
    if (!row || !photo || photo.state === 'here') continue;
    const arrivedAt = isoOf(Math.min((saidAt ?? msOf(row.raisedAt)) + random.int(2, 45) * 1000, now));
    ledger.put({ kind: 'photo', row: { ...photo, ...photoOf.size, rev: photo.rev + 1, state: 'here', arrivedAt } });
  }
}
