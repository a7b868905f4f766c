/** What a link shows: the whistle that it leads to, in words for a resident. Nobody's name, door, need or number is read. */
import { shippedSettings } from '../../../core/settings/shipped-settings.ts';
import { versionAt, type SettingsRow } from '../../../core/settings/settings.ts';
import type { BothWords } from '../../../core/calendar/day-words.ts';
import { communityOf, districtOf, streetOf } from '../../../core/grid/grid.ts';
import { dayMs, isoOf, msOf, type Iso } from '../../../core/lib/time.ts';
import { reopenUntil } from '../../../core/whistle/deeds/studying.ts';
import { standing, type Grade, type UnitId } from '../../../core/whistle/loop.ts';
import {
  promiseToReporter,
  responsibleFor,
  stageForReporter,
  type ReporterPromise,
} from '../../../core/whistle/reporter-view.ts';
import { reporterWords, type ReporterNames } from '../../../core/whistle/reporter-words.ts';
import { isEnded, type WhistleStage } from '../../../core/whistle/stage.ts';
import type { WhistleEventRow, WhistleRow } from '../../../core/whistle/whistle.ts';
import type { ServerDeps } from '../../deps.ts';
import type { Link } from './links.ts';

export interface Matter {
  /** The whistle that speaks now: where its own was merged, the target. */
  whistle: WhistleRow;
  isMerged: boolean;
  category: BothWords;
  place: string;
  raisedAt: Iso;
  emergency: boolean;
  stage: WhistleStage;
  standsAt: BothWords;
  /** Names of who is at it; none: nobody any more. */
  responsible: readonly string[];
  /** Names of the units that did it, from the check on the spot on. */
  handlers: readonly string[];
  promise: ReporterPromise | null;
  /** What was answered to the reporter. */
  answer: string | null;
  question: string | null;
  steps: readonly { at: Iso; words: BothWords }[];
  /** What this link said before. */
  rated: Grade | null;
  voted: Grade | null;
  /** Until when "not solved" may be said; null: it has not ended, or this is over. */
  reopenUntil: Iso | null;
}

/** As long as devices keep an ended whistle. */
const keptMs = 180 * dayMs;
const handledStages: readonly WhistleStage[] = ['surveying', 'evaluating', 'closed'];
const isSaid = (name: string): boolean => name !== '';
/** Of merges into what was merged itself. */
const mostMerges = 20;

type Deps = Pick<ServerDeps, 'poolFor' | 'now'>;

/** @returns null where there is nothing to show any more */
export async function matterOf(deps: Deps, link: Link): Promise<Matter | null> {
  const pool = deps.poolFor(link.district);
  const now = isoOf(deps.now());
  const chain = await chainFrom(deps, link);
  const [first] = chain;
  const whistle = chain.at(-1);
  if (!first || !whistle) return null;
  if (isEnded(whistle.stage) && msOf(now) - msOf(whistle.changed.at) > keptMs) return null;
  const [{ rows }, set] = await Promise.all([
    pool.query<{ row: WhistleEventRow }>('select "row" from event where district = $1 and whistle = any($2::text[])', [
      link.district,
      chain.map(({ id }) => id),
    ]),
    pool.query<{ row: SettingsRow }>('select "row" from settings where district = $1 and id = $1', [link.district]),
  ]);
  const { reopenDays } = versionAt(set.rows[0]?.row, now)?.settings ?? shippedSettings;
  const events = rows.map(({ row }) => row);
  const { names, place, areas, category } = await namesFor(deps, link, first, whistle);
  const at = responsibleFor(whistle);
  const named = (units: readonly UnitId[]): string[] => units.map((unit) => names.unit(unit) ?? '').filter(isSaid);
  return {
    whistle,
    isMerged: chain.length > 1,
    category,
    place,
    raisedAt: first.raisedAt,
    emergency: whistle.emergency,
    stage: whistle.stage,
    standsAt: stageForReporter[whistle.stage],
    responsible: at && 'units' in at ? named(at.units) : at ? [areas[at.level] ?? ''].filter(isSaid) : [],
    handlers: handledStages.includes(whistle.stage) ? named(standing(whistle.loop).map(({ unit }) => unit)) : [],
    promise: promiseToReporter(whistle, now),
    answer: isEnded(whistle.stage) || whistle.stage === 'parked' ? (whistle.answer?.text ?? null) : null,
    question: whistle.question?.text ?? null,
    steps: stepsOf(chain, events, names),
    rated: whistle.loop?.rates.find(({ voice }) => voice === link.voice)?.grade ?? null,
    voted: votedBy(link, events),
    reopenUntil: reopenableUntil(whistle, now, reopenDays),
  };
}

function reopenableUntil(whistle: WhistleRow, now: Iso, reopenDays: number): Iso | null {
  if (whistle.stage !== 'closed' && whistle.stage !== 'settled') return null;
  const until = reopenUntil(whistle, reopenDays);
  return now < until ? until : null;
}

/** The link's own whistle, and those into which it was merged. */
async function chainFrom({ poolFor }: Deps, { district, whistle }: Link): Promise<WhistleRow[]> {
  const chain: WhistleRow[] = [];
  for (let id: string | null = whistle; id !== null && chain.length < mostMerges;) {
    const found: { rows: { row: WhistleRow }[] } = await poolFor(district).query<{ row: WhistleRow }>(
      'select "row" from whistle where district = $1 and id = $2',
      [district, id],
    );
    const row: WhistleRow | undefined = found.rows[0]?.row;
    if (!row || chain.some((one) => one.id === row.id)) break;
    chain.push(row);
    id = row.stage === 'merged' ? row.mergedInto : null;
  }
  return chain;
}

/** Its own line to the merge, then the target's from there on. */
function stepsOf(
  chain: readonly WhistleRow[],
  events: readonly WhistleEventRow[],
  names: ReporterNames,
): Matter['steps'] {
  let since: Iso | '' = '';
  const steps: { at: Iso; words: BothWords }[] = [];
  for (const { id } of chain) {
    const from: string = since;
    const line = events.filter(({ whistle, at }) => whistle === id && at >= from).toSorted((a, b) => a.order - b.order);
    for (const { at, happening } of line) {
      const words = reporterWords(happening, names);
      if (words) steps.push({ at, words });
    }
    since = line.findLast(({ happening }) => happening.type === 'whistle-merged')?.at ?? since;
  }
  return steps;
}

/** The line remembers a ballot after its survey is over and counted. */
function votedBy({ voice }: Link, events: readonly WhistleEventRow[]): Grade | null {
  for (const { happening } of events)
    if (happening.type === 'whistle-did' && happening.action === 'ballot' && happening.said.voice === voice)
      return happening.said.grade;
  return null;
}

async function namesFor(
  { poolFor }: Deps,
  { district }: Link,
  { grid, place, category }: WhistleRow,
  { grid: gridNow }: WhistleRow,
): Promise<{
  names: ReporterNames;
  place: string;
  areas: Partial<Record<'community' | 'street' | 'district' | 'city', string>>;
  category: BothWords;
}> {
  const pool = poolFor(district);
  const named = async (table: 'unit' | 'area' | 'grid' | 'building', ids: readonly string[] | null) =>
    new Map(
      (
        await pool.query<{ id: string; name: string }>(
          `select id, "row"->>'name' as name from ${table} where district = $1 and ($2::text[] is null or id = any($2))`,
          [district, ids],
        )
      ).rows.map(({ id, name }) => [id, name]),
    );
  const city = `${districtOf(gridNow).slice(0, 4)}00`;
  const [units, areas, grids, buildings, categories] = await Promise.all([
    // All of them: an order that ended long ago still names one.
    named('unit', null),
    named('area', [communityOf(grid), communityOf(gridNow), streetOf(gridNow), districtOf(gridNow), city]),
    named('grid', [grid]),
    named('building', place?.building === undefined ? [] : [place.building]),
    pool.query<BothWords>(
      `select "row"->>'zh' as zh, "row"->>'en' as en from category where district = $1 and id = $2`,
      [district, category ?? ''],
    ),
  ]);
  return {
    names: { unit: (id) => units.get(id) ?? null },
    areas: {
      ...nameAt('community', areas.get(communityOf(gridNow))),
      ...nameAt('street', areas.get(streetOf(gridNow))),
      ...nameAt('district', areas.get(districtOf(gridNow))),
      ...nameAt('city', areas.get(city)),
    },
    // The building, never the door: a link may be passed on.
    place: [areas.get(communityOf(grid)), grids.get(grid), place?.building && buildings.get(place.building)]
      .filter((name) => name)
      .join(' · '),
    category: categories.rows[0] ?? { zh: '居民反映的事', en: 'A report of a resident' },
  };
}

const nameAt = (level: string, name: string | undefined) => (name === undefined ? {} : { [level]: name });
