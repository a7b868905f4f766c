import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { communityOf, streetOf } from '../../core/grid/grid.ts';
import { isoOf, type Iso } from '../../core/lib/time.ts';
import { whistleActions } from '../../core/whistle/actions.ts';
import { clockFace, type ClockFace, type WhistleClock } from '../../core/whistle/clock.ts';
import { loopActions } from '../../core/whistle/loop-actions.ts';
import { standing } from '../../core/whistle/loop.ts';
import { whistleStages } from '../../core/whistle/stage.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import { makeDemo, type Demo } from './demo.ts';
import { drawPictures, photosFrom } from './pictures.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const make = (now: Iso): Promise<Demo> =>
  makeDemo(
    20261,
    now,
    Promise.resolve(photosFrom(drawPictures(20261).map(({ scene, svg }) => ({ scene, sha256: sha256(svg) })))),
  );
const whistlesOf = ({ rows }: Demo): WhistleRow[] =>
  rows.flatMap((entry) => (entry.kind === 'whistle' ? [entry.row] : []));

/** A Friday, 16:30 in Shanghai. */
const now = isoOf(Date.UTC(2026, 10, 20, 8, 30));
/** Generous: the machine may be busy with other tests. */
const patience = 120_000;
let demo: Demo;
let whistles: WhistleRow[];
beforeAll(async () => {
  demo = await make(now);
  whistles = whistlesOf(demo);
}, patience);

/** The clocks for which somebody has to do something; null: nothing waits there. */
function waitingAt(username: string, row: WhistleRow, from: Demo): readonly WhistleClock[] | null {
  const account = from.accounts.find((one) => one.username === username);
  if (!account) throw new Error(`nobody is ${username}`);
  const { role, area } = account;
  const { loop, stage, clocks } = row;
  switch (role) {
    case 'worker':
      return row.grid === area &&
        (stage === 'verifying' || ((stage === 'returned' || row.question !== null) && row.raisedBy === account.id))
        ? clocks
        : null;
    case 'community':
      return communityOf(row.grid) === area && ['community', 'verifying', 'surveying', 'evaluating'].includes(stage)
        ? clocks
        : null;
    case 'street':
      return streetOf(row.grid) === area && stage === 'street' ? clocks : null;
    case 'district':
    case 'city':
      return loop?.level === role &&
        (stage === 'consulting' ||
          loop.handBack !== null ||
          (loop.extension !== null && loop.extension.agreed !== null))
        ? clocks
        : null;
    case 'unit':
      return (stage === 'consulting' && loop?.consults.some(({ unit, answer }) => unit === area && answer === null)) ||
        ((stage === 'dispatched' || stage === 'working') && standing(loop).some(({ unit }) => unit === area))
        ? clocks.filter(({ unit }) => unit === area)
        : null;
    default:
      return null;
  }
}

function facesAt(username: string, from: Demo, at: Iso): Map<ClockFace, number> {
  const waiting = whistlesOf(from).flatMap((row) => waitingAt(username, row, from) ?? []);
  return new Map([...Map.groupBy(waiting, (clock) => clockFace(clock, at))].map(([face, all]) => [face, all.length]));
}

const desks = ['wangge', 'shequ', 'jiedao', 'qu', 'shi', 'bumen', 'bumen2'];

describe('the town', () => {
  it.each(whistleStages)('has a whistle at %s', (stage) => {
    expect(whistles.filter((row) => row.stage === stage).length).toBeGreaterThan(0);
  });

  // No year is published while the town plays, so nothing is counted again.
  const played = loopActions.filter((action) => action !== 'recount');
  it.each([...whistleActions, ...played])('has seen %s done', (action) => {
    expect(demo.audit.filter(({ type }) => type === `whistle.${action}`).length).toBeGreaterThan(0);
  });

  it('has one problem of three communities in two streets, coordinated as one', () => {
    const common = whistles.filter(({ id }) => {
      const grids = whistles.flatMap((row) => (row.mergedInto === id ? [row.grid] : []));
      return new Set(grids.map(streetOf)).size === 2;
    });
    expect(common.map(({ stage }) => stage).toSorted()).toEqual(['closed', 'working']);
    for (const { supporters } of common) expect(supporters).toHaveLength(2);
  });

  it('has work that began again after an evaluation, ended well and ended under supervision', () => {
    const redone = whistles.flatMap(({ stage, loop }) => (stage === 'closed' && loop?.reworks === 1 ? [loop] : []));
    expect(new Set(redone.map(({ isSupervised }) => isSupervised))).toEqual(new Set([true, false]));
  });

  it('has a dispatch against an objection with its reason, and one that names another lead', () => {
    const objected = whistles.flatMap(({ loop }) =>
      (loop?.consults ?? []).flatMap(({ unit, answer }) =>
        answer?.opinion === 'object' ? [standing(loop).find(({ isLead }) => isLead)?.unit === unit] : [],
      ),
    );
    expect(new Set(objected)).toEqual(new Set([true, false]));
    expect(
      whistles.some(({ loop }) => loop?.consults.some(({ answer }) => answer?.opinion === 'other' && answer.whose)),
    ).toBe(true);
  });

  it('settles most of its whistles in the community, and an eighth or so goes up', () => {
    const up = new Set(demo.audit.flatMap((one) => (one.type === 'whistle.escalate' ? [one.aggregate.id] : [])));
    const share = whistles.filter(({ id }) => up.has(id)).length / whistles.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.16);
    expect(whistles.filter(({ stage }) => stage === 'settled').length / whistles.length).toBeGreaterThan(0.6);
  });

  it.each([
    ['answer', 0.9],
    ['review', 0.85],
    ['reportIn', 0.85],
    ['feedback', 0.8],
    ['finish', 0.75],
  ] as const)('keeps most of its terms: %s', (name, share) => {
    const over = whistles.flatMap(({ clocks }) => clocks).filter((clock) => clock.name === name && clock.endedAt);
    const met = over.filter(({ state }) => state === 'met').length;
    const missed = over.filter(({ state }) => state === 'missed').length;
    expect(met / (met + missed)).toBeGreaterThan(share);
    expect(missed).toBeGreaterThan(0);
  });

  it('is rated by reporters, mostly content', () => {
    const rates = whistles.flatMap(({ loop }) => loop?.rates ?? []);
    expect(rates.length).toBeGreaterThan(60);
    const content = rates.filter(({ grade }) => grade !== 'unsatisfied').length / rates.length;
    expect(content).toBeGreaterThan(0.8);
    expect(content).toBeLessThan(1);
  });
});

describe('what each desk has to do now', () => {
  it.each(desks)('%s has something that waits, something due soon and something overdue', (username) => {
    const faces = facesAt(username, demo, now);
    expect(faces.get('overdue') ?? 0).toBeGreaterThan(0);
    expect(faces.get('dueSoon') ?? 0).toBeGreaterThan(0);
  });

  it.each(['2026-03-01T00:10:00.000Z', '2027-02-14T15:59:00.000Z', '2026-10-03T04:00:00.000Z'] as const)(
    'is there on a day of rest too: %s',
    async (moment) => {
      const then = await make(moment);
      for (const username of desks)
        expect({ username, overdue: facesAt(username, then, moment).get('overdue') ?? 0 }).not.toEqual({
          username,
          overdue: 0,
        });
    },
    patience,
  );
});
