import type { EntryRow, NeedRow } from '../../../../core/household/household.ts';
import type { AccountId } from '../../../../core/lib/id.ts';
import type { Iso } from '../../../../core/lib/time.ts';
import type { VisitRow } from '../../../../core/visit/visit.ts';
import type { WhistleRow } from '../../../../core/whistle/whistle.ts';
import { fieldWords } from '../../../features/household/field-words.ts';
import { householdTexts } from '../../../features/household/household-texts.ts';
import { needTexts } from '../../../features/household/need-texts.ts';
import { outcomeIcons } from '../../../features/visit/outcome-icons.ts';
import { visitTexts } from '../../../features/visit/visit-texts.ts';
import { whistleTexts } from '../../../features/whistle/whistle-texts.ts';
import { language } from '../../../live/texts.ts';
import { dateWords } from '../../../live/time-words.ts';
import type { IconName } from '../../../ui/icons/icon-paths.ts';
import { householdPageTexts } from './household-page-texts.ts';

/** One line of what happened at a door: a visit, a step of help, a whistle, a change of the roster. */
export interface HouseholdEvent {
  key: string;
  at: Iso;
  icon: IconName;
  what: string;
  /** What was written; '' where nothing was. */
  text: string;
  byName: string;
  /** Own, and not confirmed by the server yet. */
  isUnsent: boolean;
  /** Where it opens; null: nothing more is to be seen. */
  path: string | null;
}

export interface HappenedHere {
  account: AccountId;
  visits: readonly VisitRow[];
  needs: readonly NeedRow[];
  whistles: readonly WhistleRow[];
  entries: readonly EntryRow[];
  whatOf: (whistle: WhistleRow) => string;
  isUnsent: (kind: 'visit' | 'whistle' | 'entry', id: string) => boolean;
  /** How many of the newest steps of a need wait for the server. */
  unsentSteps: (need: string) => number;
}

/** Newest first. */
export const householdEvents = (here: HappenedHere): HouseholdEvent[] =>
  [
    ...here.visits.map((visit) => visitEvent(visit, here)),
    ...here.needs.flatMap((need) => helpEvents(need, here)),
    ...here.whistles.map((whistle) => whistleEvent(whistle, here)),
    ...here.entries.map((entry) => entryEvent(entry, here)),
  ].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));

function visitEvent(visit: VisitRow, here: HappenedHere): HouseholdEvent {
  const words = visitTexts[language.value];
  const amended = visit.isAmended ? ` · ${words.amended}` : '';
  return {
    key: visit.id,
    at: visit.occurredAt,
    icon: outcomeIcons[visit.outcome],
    what: `${words.outcomeSentence[visit.outcome]}${amended}`,
    text: visit.note ?? '',
    byName: visit.byName,
    isUnsent: here.isUnsent('visit', visit.id),
    // Her own she may look at and correct.
    path: visit.by === here.account ? `/field/visits/${visit.id}` : null,
  };
}

function helpEvents(need: NeedRow, here: HappenedHere): HouseholdEvent[] {
  const words = needTexts[language.value];
  const kind = householdTexts[language.value].needs[need.kind];
  const firstUnsent = need.steps.length - here.unsentSteps(need.id);
  return need.steps.map((taken, i) => ({
    key: `${need.id} ${i}`,
    at: taken.at,
    icon: 'check' as const,
    what: `${kind} · ${taken.promisedFor ? words.promisedBy(dateWords(taken.promisedFor)) : words.steps[taken.step]}`,
    text: taken.text ?? '',
    byName: taken.byName,
    isUnsent: i >= firstUnsent,
    path: `/field/households/${need.household}/needs/${need.id}`,
  }));
}

const whistleEvent = (whistle: WhistleRow, here: HappenedHere): HouseholdEvent => ({
  key: whistle.id,
  at: whistle.raisedAt,
  icon: 'whistle',
  what: `${here.whatOf(whistle)} · ${whistleTexts[language.value].stages[whistle.stage]}`,
  text: whistle.text ?? '',
  byName: whistle.raisedByName,
  isUnsent: here.isUnsent('whistle', whistle.id),
  path: `/field/whistles/${whistle.id}`,
});

const entryEvent = (entry: EntryRow, here: HappenedHere): HouseholdEvent => ({
  key: entry.id,
  at: entry.at,
  icon: 'household',
  what: entryWords(entry.what),
  text: '',
  byName: entry.byName,
  isUnsent: here.isUnsent('entry', entry.id),
  path: null,
});

function entryWords(what: EntryRow['what']): string {
  const words = householdPageTexts[language.value].entries;
  const named = (fields: readonly Parameters<typeof fieldWords>[0][]) => fields.map(fieldWords).join('、');
  switch (what.type) {
    case 'household-added':
      return words.added;
    case 'household-amended':
      return words.amended(named(what.fields));
    case 'moved-out':
      return words.movedOut(what.people, dateWords(what.on), what.isEmpty);
    case 'person-added':
      return words.personAdded;
    case 'person-amended':
      return words.personAmended(named(what.fields));
    case 'person-removed':
      return words.personRemoved;
    case 'conflict-resolved':
      return words.resolved(fieldWords(what.field));
  }
}
