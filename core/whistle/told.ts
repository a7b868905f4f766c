/**
 * Who is told of what happened to a whistle: its reporter, its community, who held it, who holds it next (lifecycle). A
 * party hears what was done, or, where the deed itself is not hers to see, only where the whistle stands now. The author
 * is left out when the accounts are known.
 */
import { communityOf } from '../grid/grid.ts';
import {
  boardParty,
  clockHolder,
  communityParty,
  dispatcherParty,
  holderParties,
  partyKey,
  pressedParties,
  reporterParties,
  unitParty,
  type Party,
} from './party.ts';
import type { LoopAction } from './loop-actions.ts';
import type { WhistleHappening, WhistleRow } from './whistle.ts';

type EarlyHappening = Exclude<WhistleHappening, { type: 'whistle-did' }>['type'];
/** What happened, by one name: of a deed of the loop its action. */
export type ToldName = EarlyHappening | LoopAction;

export interface Telling {
  party: Party;
  /** `deed`: what was done, and by whom. `state`: where it stands now, and no more. */
  what: 'deed' | 'state';
}

type Share = 'deed' | 'state' | 'none';
interface Audience {
  reporter: Share;
  community: Share;
  units: Share;
  /** Street and dispatchers, as far as they held it or hold it now. */
  desks: Share;
}

const everybody: Audience = { reporter: 'deed', community: 'deed', units: 'deed', desks: 'deed' };
/** Nobody's turn comes by it. */
const silent: Audience = { reporter: 'none', community: 'none', units: 'none', desks: 'none' };
const amongDesks: Audience = { ...everybody, units: 'none' };

/**
 * Complete by type. What a unit thought before the dispatch is the dispatcher's alone; what the desks decide of a
 * hand-back is no worker's; comments and supporters are no unit's (holding.ts and the desk's reading cut the same way).
 */
export const audiences: Record<ToldName, Audience> = {
  'whistle-raised': amongDesks,
  'whistle-amended': everybody,
  'whistle-withdrawn': everybody,
  'whistle-commented': amongDesks,
  'whistle-settled': everybody,
  'whistle-returned': everybody,
  'whistle-escalated': everybody,
  'whistle-taken-on': everybody,
  'whistle-asked': everybody,
  'whistle-told': everybody,
  'whistle-moved': everybody,
  'whistle-recategorised': everybody,
  'whistle-merged': everybody,
  // The one that was merged tells it.
  'whistle-joined': silent,
  'whistle-parted': silent,
  'whistle-answered': everybody,
  'whistle-supported': amongDesks,
  'whistle-photographed': everybody,
  'whistle-resent': everybody,
  table: everybody,
  resolveSettle: everybody,
  resolveEscalate: everybody,
  resolveDrop: everybody,
  untable: everybody,
  resume: everybody,
  sendBack: everybody,
  callStation: everybody,
  sound: everybody,
  filePapers: amongDesks,
  opine: { ...silent, desks: 'deed' },
  dispatch: everybody,
  escalateCity: everybody,
  returnDistrict: everybody,
  makeLasting: everybody,
  check: everybody,
  windUp: everybody,
  sign: everybody,
  contact: everybody,
  handBack: everybody,
  decideHandBack: { ...everybody, reporter: 'state' },
  recall: everybody,
  reportIn: everybody,
  progress: everybody,
  askExtension: everybody,
  agreeExtension: everybody,
  approveExtension: everybody,
  madeSafe: everybody,
  goOn: everybody,
  changeUnits: everybody,
  claim: everybody,
  accept: everybody,
  reject: everybody,
  // A vote is nobody's news.
  ballot: silent,
  endSurvey: { ...everybody, units: 'state' },
  evaluate: everybody,
  answerEvaluation: { ...silent, community: 'deed', desks: 'deed' },
  // The unit that it concerns (`tellingsOf`).
  correctEvaluation: silent,
  reopen: everybody,
  rate: silent,
  rest: everybody,
  split: everybody,
  setUrgency: everybody,
  // Whoever is pressed, by its clock (`tellingsOf`).
  press: silent,
  // Whoever holds it (`tellingsOf`).
  recount: silent,
  supervise: { ...everybody, reporter: 'none' },
  park: everybody,
  unpark: everybody,
};

export const toldName = (happening: WhistleHappening): ToldName =>
  happening.type === 'whistle-did' ? happening.action : happening.type;

/** @param before null: it was raised. Each party once */
export function tellingsOf(before: WhistleRow | null, after: WhistleRow, happening: WhistleHappening): Telling[] {
  const hasMoved = before?.stage !== after.stage;
  const audience = audiences[toldName(happening)];
  const tellings = [
    ...concerned(before, after).map((party): { party: Party; what: Share } => ({
      party,
      what: shareOf(party, audience),
    })),
    ...namedBy(after, happening).map((party) => ({ party, what: 'deed' as const })),
  ].flatMap(({ party, what }): Telling[] =>
    what === 'none' || (what === 'state' && !hasMoved) ? [] : [{ party, what }],
  );
  return [...Map.groupBy(tellings, ({ party }) => partyKey(party)).values()].flatMap(
    (same) => same.find(({ what }) => what === 'deed') ?? same[0] ?? [],
  );
}

function concerned(before: WhistleRow | null, after: WhistleRow): Party[] {
  const left = before && communityOf(before.grid) !== communityOf(after.grid) ? [communityParty(before)] : [];
  return [
    ...reporterParties(after),
    communityParty(after),
    ...left,
    ...(before ? holderParties(before) : []),
    ...holderParties(after),
    // Who is asked and not chosen hears where it went; who closed it is known to the units that worked on it.
    ...(after.loop?.orders ?? []).flatMap(({ unit, ended }) => (ended === null ? [unitParty(unit)] : [])),
  ];
}

function shareOf({ part }: Party, audience: Audience): Share {
  switch (part) {
    case 'reporter':
      return audience.reporter;
    case 'community':
      return audience.community;
    case 'unit':
      return audience.units;
    case 'worker':
      // She follows it as its reporter does.
      return audience.reporter;
    case 'street':
    case 'district':
    case 'city':
    case 'leader':
      return audience.desks;
  }
}

/** Whom the deed itself names. */
function namedBy(after: WhistleRow, happening: WhistleHappening): Party[] {
  if (happening.type !== 'whistle-did') return [];
  switch (happening.action) {
    case 'press': {
      const { of } = happening.said;
      // A person presses whoever holds it, the community too.
      return of ? pressedParties(after, { name: of.clock, unit: of.unit }, of.step) : holderParties(after);
    }
    case 'supervise':
      return [dispatcherParty(after), boardParty(after)];
    case 'recount':
      return happening.said.moved.flatMap(({ clock, unit, from, to }) =>
        from === to ? [] : [clockHolder(after, { name: clock, unit })],
      );
    case 'correctEvaluation':
      return [unitParty(happening.said.unit)];
    default:
      return [];
  }
}
