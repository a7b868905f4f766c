import { addDays, dayOf } from '../../core/calendar/day.ts';
import { assert } from '../../core/lib/assert.ts';
import { makeId, type IdOf, type WhistleId } from '../../core/lib/id.ts';
import { hourMs, isoOf, minuteMs } from '../../core/lib/time.ts';
import { clockAccount, type Author } from '../../core/org/role.ts';
import type { MutationType, PayloadOf } from '../../core/protocol/payloads.ts';
import { leadOf, type Grade } from '../../core/whistle/loop.ts';
import type { Urgency } from '../../core/whistle/urgency.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import type { Ledger } from './ledger.ts';
import type { LoopStaff } from './loops.ts';
import type { Prng } from './prng.ts';
import type { PhotoOf } from './scenes.ts';
import type { Town } from './town.ts';
import type { NamedUnit } from './units.ts';
import { arrive } from './whistles.ts';

export interface TaleStaff extends LoopStaff {
  city: Author;
}

/** Everything that a tale is told with. */
export interface Teller {
  staff: TaleStaff;
  units: readonly NamedUnit[];
  town: Town;
  ledger: Ledger;
  random: Prng;
  photoOf: PhotoOf;
  now: number;
}

/** Somebody of the whistle's own place, time, or a unit by its code in the catalogue (`station`: of its street). */
export type Who = 'worker' | 'community' | 'street' | 'district' | 'city' | 'time' | (string & {});

interface Opening {
  /** The last digits of the grid: street, community and grid, as `1-2-3`. */
  grid: string;
  code: string;
  text: string;
  at: number;
  by?: 'worker' | 'community';
  isEmergency?: boolean;
  isOutOfGrid?: boolean;
}

/** What the community thought of a unit's work. */
const marks = {
  good: { reportIn: 20, plan: 18, finish: 19, result: 37, text: '报到及时，办得扎实，居民认可。' },
  late: { reportIn: 18, plan: 16, finish: 8, result: 32, text: '办成了，但比约定的日子晚。' },
  poor: { reportIn: 12, plan: 10, finish: 10, result: 15, text: '看着办了，问题还在，居民不认可。' },
};
export type Mark = keyof typeof marks;

/** One whistle told step by step: each deed by the rules at its own time; what they refuse ends the making of the town. */
export class Tale {
  readonly id: WhistleId;
  readonly #teller: Teller;

  constructor(teller: Teller, { grid, code, text, at, by = 'worker', isEmergency, isOutOfGrid }: Opening) {
    this.#teller = teller;
    this.id = makeId('whistle', teller.random.uuid(at));
    const [street, community, number] = grid.split('-');
    const place = `99010600${street}00${community}00${number}`;
    const building = teller.random.pick(teller.town.buildings.filter((one) => one.grid === place && one.doors > 0));
    const [lng, lat] = building.centre;
    const author = by === 'worker' ? teller.staff.worker(place) : teller.staff.community(place);
    this.#act('whistle.raise', author, at, {
      whistle: this.id,
      grid: place,
      category: code,
      text: text.replace('{处}', building.name),
      emergency: isEmergency ?? false,
      place: { lng, lat, accuracy: 0, method: 'building', building: building.id },
      photos: [],
      voice: [],
      household: null,
      source: by === 'worker' ? 'patrol' : 'hotline',
      outOfGrid: isOutOfGrid ?? false,
      occurredAt: isoOf(Math.round(at) - 30_000),
    });
  }

  get row(): WhistleRow {
    const row = this.#teller.ledger.read('whistle', this.id);
    assert(row, 'it was raised');
    return row;
  }

  unit(code: string): IdOf<'unit'> {
    const street = this.row.grid.slice(0, 9);
    const found = this.#teller.units.find(({ row, username }) =>
      code === 'station' ? row.area === street && row.kind === 'station' && username !== null : row.code === code,
    );
    assert(found, `there is a unit ${code}`);
    return found.row.id;
  }

  photo(scene: Parameters<PhotoOf>[0]): string[] {
    return this.#teller.photoOf(scene, this.#teller.random);
  }

  did<T extends MutationType>(type: T, by: Who, at: number, said: Omit<PayloadOf<T>, 'whistle'>): this {
    return this.#act(type, this.#author(by), at, { whistle: this.id, ...said } as unknown as PayloadOf<T>);
  }

  #author(by: Who): Author {
    const { staff } = this.#teller;
    switch (by) {
      case 'worker':
        return staff.worker(this.row.grid);
      case 'community':
        return staff.community(this.row.grid);
      case 'street':
        return staff.street(this.row.grid);
      case 'district':
        return staff.district;
      case 'city':
        return staff.city;
      case 'time':
        return { account: clockAccount, name: '时限', grants: [] };
      default: {
        const author = staff.unit(this.unit(by));
        assert(author, `somebody signs in for ${by}`);
        return author;
      }
    }
  }

  #act<T extends MutationType>(type: T, by: Author, atMs: number, payload: PayloadOf<T>): this {
    const { ledger, random, now } = this.#teller;
    const done = Math.round(atMs);
    assert(done <= now, `${type} lies in the past`);
    ledger.do({ mutation: random.uuid(done), type, by, at: isoOf(done - 900), now: isoOf(done), payload });
    arrive(this.id, this.#teller, done);
    return this;
  }

  /** The community reports it to its street. */
  up(at: number, text = '社区没有相应的力量，请街道统筹。'): this {
    return this.did('whistle.escalate', 'community', at, { category: this.row.category ?? '0609', text });
  }

  /** The street reports it to the district; whoever it proposes is asked. */
  toDistrict(at: number, units: readonly string[], urgency: Urgency = 'U3'): this {
    const [lead = null, ...cooperators] = units.map((code) => this.unit(code));
    return this.did('whistle.escalate', 'street', at, {
      category: this.row.category ?? '0609',
      text: '街道没有相应的权限和经费，请区里派责任单位。',
      proposal: {
        urgency,
        complexity: urgency === 'U4' ? 'hard' : cooperators.length > 0 ? 'several' : 'one',
        lead,
        cooperators,
      },
    });
  }

  agreed(at: number, units: readonly string[]): this {
    for (const [i, code] of units.entries())
      this.did('whistle.opine', code, at + i * 35 * minuteMs, { opinion: 'agree', grounds: '在我单位职责内。' });
    return this;
  }

  ordered(
    at: number,
    units: readonly string[],
    { urgency = 'U3', reason = null, by = 'district' }: { urgency?: Urgency; reason?: string | null; by?: Who } = {},
  ): this {
    const [lead, ...cooperators] = units.map((code) => this.unit(code));
    assert(lead, 'somebody leads');
    return this.did('whistle.dispatch', by, at, { lead, cooperators, urgency, reason });
  }

  /** Each signs, speaks with the community and reports in; the community saw them. */
  onSite(at: number, units: readonly string[], paceMs = 20 * minuteMs): this {
    const thenOf = (i: number): number => at + (i * paceMs) / 5;
    for (const [i, code] of units.entries())
      this.did('whistle.sign', code, thenOf(i), {}).did('whistle.contact', code, thenOf(i) + paceMs / 2, {
        who: '社区值班',
        when: isoOf(Math.round(thenOf(i) + paceMs / 2)),
      });
    for (const [i, code] of units.entries())
      this.did('whistle.reportIn', code, thenOf(i) + paceMs, {
        plan: '先看现场，三日内备料，做完请社区核查。',
        leader: '分管负责人',
        contact: '值班联络员',
        milestones: [{ what: '定下做法', on: addDays(dayOf(isoOf(Math.round(at))), 7) }],
      }).did('whistle.reportIn', 'community', thenOf(i) + paceMs + 2 * minuteMs, { unit: this.unit(code) });
    return this;
  }

  /** Straight through the street and the district to work on the spot, on the days given. */
  toWork(days: (step: number, hour: number) => number, units: readonly string[], urgency: Urgency = 'U3'): this {
    return this.toOrder(days, units, urgency).onSite(days(2, 15.2), units);
  }

  /** As far as the order; nobody came yet. */
  toOrder(days: (step: number, hour: number) => number, units: readonly string[], urgency: Urgency = 'U3'): this {
    return this.up(days(0, 14.2))
      .toDistrict(days(1, 10.1), units, urgency)
      .agreed(days(2, 9.3), units)
      .ordered(days(2, 14.6), units, { urgency });
  }

  soundedOut(at: number, by: Who, units: readonly string[]): this {
    return this.did('whistle.sound', by, at, {
      units: units.map((code) => this.unit(code)),
      text: '情况紧急，请立即到场，手续随后补。',
    });
  }

  claimed(at: number, text = '已按计划办好，请社区到现场核查。'): this {
    const excused = this.row.loop?.orders.flatMap(({ unit, isLead, ended }) => (isLead || ended ? [] : [unit])) ?? [];
    return this.did('whistle.claim', this.#leadCode(), at, { text, excused });
  }

  accepted(at: number): this {
    return this.did('whistle.accept', 'worker', at, { text: '到现场看过，已经好了。' });
  }

  voted(at: number, grades: readonly Grade[]): this {
    for (const [i, grade] of grades.entries())
      this.did('whistle.ballot', 'community', at + i * 4 * minuteMs, {
        grade,
        reason: grade === 'unsatisfied' ? '等了太久，也没人来说一声' : null,
        isPaper: true,
      });
    return this.did('whistle.endSurvey', 'community', at + hourMs, {});
  }

  judged(at: number, mark: Mark, isSolved = mark !== 'poor'): this {
    const orders = this.row.loop?.orders.filter(({ ended }) => ended === null) ?? [];
    return this.did('whistle.evaluate', 'community', at, {
      units: orders.map(({ unit }) => ({ unit, ...marks[mark] })),
      isSolved,
      // Each that was merged into it gets its line.
      lines: (this.row.loop?.joined ?? []).map(({ whistle }) => ({
        whistle,
        isSolved,
        text: isSolved ? '这里也一并办好了。' : '这里还没有好。',
      })),
    });
  }

  /** Claimed, looked at, asked about and evaluated, on the days given. */
  toEnd(
    days: (step: number, hour: number) => number,
    mark: Mark = 'good',
    votes: readonly Grade[] = ['satisfied'],
  ): this {
    return this.claimed(days(0, 15.4)).accepted(days(1, 10.3)).voted(days(2, 9.2), votes).judged(days(3, 15.1), mark);
  }

  #leadCode(): string {
    const lead = leadOf(this.row.loop)?.unit;
    const found = this.#teller.units.find(({ row }) => row.id === lead);
    assert(found, 'somebody leads');
    return found.row.code ?? 'station';
  }
}
