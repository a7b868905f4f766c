/** Whom a whistle concerns, as bodies: the accounts behind them follow from the grants that hold at the moment. */
import { communityOf, districtOf, streetOf } from '../grid/grid.ts';
import type { AccountId } from '../lib/id.ts';
import type { WhistleClock } from './clock.ts';
import { standing, type UnitId } from './loop.ts';
import type { PressStep } from './press-steps.ts';
import type { WhistleRow } from './whistle.ts';

export type Party =
  | { part: 'reporter'; account: AccountId }
  | { part: 'worker' | 'community' | 'street' | 'district' | 'city' | 'leader'; area: string }
  | { part: 'unit'; unit: UnitId };

export const partyKey = (party: Party): string =>
  `${party.part} ${'account' in party ? party.account : 'unit' in party ? party.unit : party.area}`;

type Placed = Pick<WhistleRow, 'grid' | 'loop'>;

export const unitParty = (unit: UnitId): Party => ({ part: 'unit', unit });
export const communityParty = ({ grid }: Placed): Party => ({ part: 'community', area: communityOf(grid) });
export const streetParty = ({ grid }: Placed): Party => ({ part: 'street', area: streetOf(grid) });
const cityOf = (grid: string): string => `${grid.slice(0, 4)}00`;
export const dispatcherParty = ({ grid, loop }: Placed): Party =>
  loop?.level === 'city' ? { part: 'city', area: cityOf(grid) } : { part: 'district', area: districtOf(grid) };
/** The supervision board reads with the leaders of the level. */
export const boardParty = ({ grid, loop }: Placed): Party => ({
  part: 'leader',
  area: loop?.level === 'city' ? cityOf(grid) : districtOf(grid),
});

/** Whoever raised it and those who met with the same. */
export const reporterParties = ({ raisedBy, supporters }: WhistleRow): Party[] =>
  [raisedBy, ...supporters.map(({ by }) => by)].map((account) => ({ part: 'reporter', account }));

/** Whose turn it is. */
export function holderParties(whistle: WhistleRow): Party[] {
  const { stage, loop, grid } = whistle;
  const units = standing(loop).map(({ unit }) => unitParty(unit));
  switch (stage) {
    case 'community':
    case 'meeting':
    case 'surveying':
    case 'evaluating':
      return [communityParty(whistle)];
    case 'verifying':
      return [communityParty(whistle), { part: 'worker', area: grid }];
    case 'street':
      return [streetParty(whistle)];
    case 'consulting':
      return [dispatcherParty(whistle), ...(loop?.consults ?? []).map(({ unit }) => unitParty(unit))];
    case 'dispatched':
    case 'working': {
      const isAsked =
        loop !== null && (loop.handBack !== null || (loop.extension !== null && loop.extension.agreed !== null));
      return isAsked ? [...units, dispatcherParty(whistle)] : units;
    }
    case 'lasting':
      return [dispatcherParty(whistle)];
    case 'parked':
      return loop?.parking
        ? holderParties({ ...whistle, stage: loop.parking.cameFrom, loop: { ...loop, parking: null } })
        : [];
    case 'closed':
    case 'settled':
    case 'returned':
    case 'merged':
    case 'withdrawn':
      return [];
  }
}

/** Whose clock it is. */
export function clockHolder(whistle: WhistleRow, { name, unit }: Pick<WhistleClock, 'name' | 'unit'>): Party {
  if (unit !== null) return unitParty(unit);
  switch (name) {
    case 'review':
    case 'papers':
      return streetParty(whistle);
    case 'decide':
    case 'consult':
      return dispatcherParty(whistle);
    case 'finish':
      return whistle.stage === 'street' ? streetParty(whistle) : communityParty(whistle);
    case 'answer':
    case 'meeting':
    case 'sign':
    case 'contact':
    case 'reportIn':
    case 'feedback':
    case 'verify':
    case 'survey':
    case 'evaluate':
    case 'check':
    case 'look':
      return communityParty(whistle);
  }
}

/** Unit to dispatcher, community to street, street to district, dispatcher to the supervision board. */
function superiorOf(whistle: WhistleRow, holder: Party): Party {
  switch (holder.part) {
    case 'unit':
    case 'street':
      return dispatcherParty(whistle);
    case 'reporter':
    case 'worker':
      return communityParty(whistle);
    case 'community':
      return streetParty(whistle);
    case 'district':
    case 'city':
    case 'leader':
      return boardParty(whistle);
  }
}

/** Who hears of a missed clock at a step. A missed answer to an emergency rings street and dispatcher at once. */
export function pressedParties(
  whistle: WhistleRow,
  clock: Pick<WhistleClock, 'name' | 'unit'>,
  step: PressStep,
): Party[] {
  const holder = clockHolder(whistle, clock);
  switch (step) {
    case 'holder':
      return clock.name === 'answer' && whistle.emergency
        ? [holder, streetParty(whistle), dispatcherParty(whistle)]
        : [holder];
    case 'superior':
      return [superiorOf(whistle, holder)];
    case 'board':
      return [dispatcherParty(whistle), boardParty(whistle)];
  }
}
