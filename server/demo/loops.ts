import { addDays, dayOf, startOfDay } from '../../core/calendar/day.ts';
import type { IdOf, WhistleId } from '../../core/lib/id.ts';
import { dayMs, hourMs, isoOf, minuteMs, msOf, type Iso } from '../../core/lib/time.ts';
import type { Author } from '../../core/org/role.ts';
import type { MutationType, PayloadOf } from '../../core/protocol/payloads.ts';
import { standing } from '../../core/whistle/loop.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import type { Ledger } from './ledger.ts';
import { prng } from './prng.ts';
import type { NamedUnit } from './units.ts';
import type { Staff } from './whistles.ts';

/** Who acts beyond the street. */
export interface LoopStaff extends Staff {
  district: Author;
  unit: (id: string) => Author | null;
}

/** How far a whistle has come, and what happened to it on the way. */
const turns = ['plain', 'handedBack', 'rejected', 'extended', 'unsatisfied'] as const;
type Turn = (typeof turns)[number];

interface Step {
  type: MutationType;
  by: Author;
  /** Share of the whole way that it takes. */
  weight: number;
  payload: (at: Iso) => PayloadOf<MutationType>;
}

/**
 * What the street reported up goes on through the rules: the older ones to their end, of the recent ones each stands
 * somewhere else, so that every desk has something to do.
 */
export function liveLoops(seed: number, units: readonly NamedUnit[], staff: LoopStaff, now: Iso, ledger: Ledger): void {
  const risen = ledger
    .rows()
    .flatMap((entry) => (entry.kind === 'whistle' && entry.row.stage === 'street' ? [entry.row] : []))
    .toSorted((a, b) => (a.changed.at < b.changed.at ? -1 : a.changed.at > b.changed.at ? 1 : a.id < b.id ? -1 : 1));
  const random = prng(seed, 'loops');
  for (const [i, whistle] of risen.entries()) {
    const [lead, cooperator] = unitsFor(whistle, units, ledger);
    if (!lead || staff.unit(lead) === null) continue;
    const isOld = msOf(now) - msOf(whistle.changed.at) > 16 * dayMs;
    const turn = turns[i % 11] ?? 'plain';
    const steps = stepsOf(whistle, { lead, cooperator, turn: isOld ? turn : 'plain' }, staff, random.int(0, 3));
    const stops = [0, 1, 2, 4, Math.ceil(steps.length / 2), steps.length - 5, steps.length - 3, steps.length - 1];
    const count = isOld ? steps.length : (stops[i % stops.length] ?? 0);
    const spanMs = isOld ? random.between(12, 15) * dayMs : msOf(now) - msOf(whistle.changed.at) - 20 * minuteMs;
    // Reported up just now: nobody has got to it yet, and nothing goes back in time.
    if (spanMs <= 0) continue;
    play(whistle.id, steps.slice(0, count), { spanMs, now: msOf(now) }, ledger, () =>
      random.uuid(msOf(whistle.changed.at)),
    );
  }
}

function unitsFor(
  { category }: WhistleRow,
  units: readonly NamedUnit[],
  ledger: Ledger,
): [IdOf<'unit'> | undefined, IdOf<'unit'> | undefined] {
  const duty = category === null ? undefined : ledger.read('category', category);
  const ofCode = (code: string | undefined) => units.find(({ row }) => row.code !== null && row.code === code)?.row.id;
  return [ofCode(duty?.lead), ofCode(duty?.helping[0])];
}

function stepsOf(
  whistle: WhistleRow,
  { lead, cooperator, turn }: { lead: IdOf<'unit'>; cooperator: IdOf<'unit'> | undefined; turn: Turn },
  staff: LoopStaff,
  ballots: number,
): Step[] {
  const { id } = whistle;
  const [worker, clerk, street] = [
    staff.worker(whistle.grid),
    staff.community(whistle.grid),
    staff.street(whistle.grid),
  ];
  const leader = staff.unit(lead) ?? clerk;
  const others = cooperator !== undefined && cooperator !== lead && staff.unit(cooperator) ? [cooperator] : [];
  const step = <T extends MutationType>(
    type: T,
    by: Author,
    weight: number,
    payload: (at: Iso) => PayloadOf<T>,
  ): Step => ({ type, by, weight, payload });
  const asked = [lead, ...others];
  const reporting = asked.flatMap((unit) => [
    step('whistle.reportIn', staff.unit(unit) ?? leader, turn === 'unsatisfied' ? 5 : 1, (at) => ({
      whistle: id,
      plan: '现场查看，三日内备料，一周内办好，完工后请社区核查。',
      leader: '分管副局长',
      contact: '值班科室联络员',
      milestones: [{ what: '现场查看', on: addDays(dayOf(at), 1) }],
    })),
    step('whistle.reportIn', clerk, 0.5, () => ({ whistle: id, unit })),
  ]);
  const dispatching = [
    step('whistle.dispatch', staff.district, 0.5, () => ({
      whistle: id,
      lead,
      cooperators: others,
      urgency: 'U3',
      reason: null,
    })),
    step('whistle.sign', leader, 0.2, () => ({ whistle: id })),
  ];
  const consulting = asked.map((unit) =>
    step('whistle.opine', staff.unit(unit) ?? leader, 0.5, () => ({
      whistle: id,
      opinion: 'agree',
      grounds: '在我单位职责内。',
    })),
  );
  const claiming = step('whistle.claim', leader, 3, () => ({
    whistle: id,
    text: '已按计划办好，请社区到现场核查。',
    photos: [],
    excused: others,
  }));
  return [
    step('whistle.escalate', street, 0.7, () => ({
      whistle: id,
      category: whistle.category ?? '0609',
      text: '街道没有相应的力量和经费，请区里派责任单位。',
      proposal: { urgency: 'U3', complexity: others.length > 0 ? 'several' : 'one', lead, cooperators: others },
    })),
    ...consulting,
    ...dispatching,
    ...(turn === 'handedBack'
      ? [
          step('whistle.handBack', leader, 0.1, () => ({
            whistle: id,
            reason: 'notOurs',
            whose: lead,
            text: '这一段由下属单位管养，请核实后再派。',
          })),
          step('whistle.decideHandBack', staff.district, 0.4, () => ({
            whistle: id,
            isAccepted: false,
            reason: '职责清单写明由你单位牵头，请照单办理。',
          })),
        ]
      : []),
    ...asked.map((unit) =>
      step('whistle.contact', staff.unit(unit) ?? leader, 0.2, (at) => ({ whistle: id, who: '社区值班', when: at })),
    ),
    ...reporting,
    step('whistle.progress', leader, 2, () => ({ whistle: id, text: '材料已到，正在施工。' })),
    ...(turn === 'extended'
      ? [
          step('whistle.askExtension', leader, 0.5, (at) => ({
            whistle: id,
            until: addDays(dayOf(at), 22),
            reason: '定制件还在路上，需要再等几天。',
          })),
          step('whistle.agreeExtension', clerk, 0.5, () => ({ whistle: id, isAgreed: true })),
        ]
      : []),
    claiming,
    ...(turn === 'rejected'
      ? [
          step('whistle.reject', worker, 0.5, () => ({ whistle: id, reason: '到现场看过，还有一处没有修好。' })),
          { ...claiming, weight: 1.5 },
        ]
      : []),
    step('whistle.accept', worker, 0.5, () => ({ whistle: id, text: '到现场看过，已经好了。' })),
    ...Array.from({ length: 1 + ballots }, (_, i) =>
      step('whistle.ballot', clerk, 0.2, () => ({
        whistle: id,
        grade: turn === 'unsatisfied' && i % 2 === 0 ? 'unsatisfied' : i % 3 === 2 ? 'fair' : 'satisfied',
        reason: turn === 'unsatisfied' && i % 2 === 0 ? '等的时间太长' : null,
        isPaper: true,
      })),
    ),
    step('whistle.endSurvey', clerk, 0.3, () => ({ whistle: id })),
    step('whistle.evaluate', clerk, 0.5, () => ({
      whistle: id,
      units: asked.map((unit) => ({
        unit,
        reportIn: 20,
        plan: 18,
        finish: turn === 'extended' ? 12 : 20,
        result: turn === 'unsatisfied' ? 28 : 36,
        text: turn === 'unsatisfied' ? '办成了，居民嫌慢。' : '报到及时，办得扎实。',
      })),
      isSolved: true,
    })),
  ];
}

/** A moment of the day and night moved to that share of the same day's office hours: what came first stays first. */
function inOffice(ms: number): number {
  const midnight = msOf(startOfDay(dayOf(isoOf(ms))));
  return midnight + 8.5 * hourMs + ((ms - midnight) / dayMs) * 9 * hourMs;
}

function play(
  whistle: WhistleId,
  steps: readonly Step[],
  { spanMs, now }: { spanMs: number; now: number },
  ledger: Ledger,
  uuid: () => string,
): void {
  const began = ledger.read('whistle', whistle);
  if (!began) return;
  const whole = steps.reduce((sum, { weight }) => sum + weight, 0);
  let done = 0;
  let before = msOf(began.changed.at);
  for (const { type, by, weight, payload } of steps) {
    done += weight;
    const then = Math.round(msOf(began.changed.at) + (spanMs * done) / whole);
    const office = Math.round(inOffice(then));
    before = Math.max(before + minuteMs / 2, office < now - 20 * minuteMs ? office : then);
    // Reported up so lately that nobody came to more.
    if (before > now) return;
    const at = isoOf(before);
    // A second evaluation may have sent it back to work: then nothing of the rest fits.
    const row = ledger.read('whistle', whistle);
    if (type === 'whistle.evaluate' && standing(row?.loop ?? null).length === 0) return;
    ledger.do({
      mutation: uuid(),
      type,
      by,
      at: isoOf(msOf(at) - 900),
      now: at,
      payload: payload(at),
    });
  }
}
