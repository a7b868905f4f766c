import type { CheckedPayloadOf, MutationType } from '../../../../core/protocol/payloads.ts';
import type { OutboxRecord, RecordState, View } from '../../../local/phone.ts';
import { deedWords } from '../../../live/deed-words.ts';
import { language } from '../../../live/texts.ts';
import { doorWords } from '../../../features/grid/door-words.ts';
import { changedWords } from '../../../features/household/field-words.ts';
import { categoryWords } from '../../../features/whistle/category-words.ts';
import { visitTexts } from '../../../features/visit/visit-texts.ts';
import type { MarkShape } from '../../../ui/parts/mark-paths.ts';
import { outboxTexts } from './outbox-texts.ts';

export const recordShapes: Record<RecordState, MarkShape> = {
  held: 'quarter',
  waiting: 'quarter',
  sending: 'half',
  received: 'full',
  refused: 'triangle',
  discarded: 'ring',
};

/** A record's payload by its type; it was checked when it was saved. */
export const payloadOf = <T extends MutationType>(record: OutboxRecord, _type: T): CheckedPayloadOf<T> =>
  record.payload as CheckedPayloadOf<T>;

/** What a record says it is: `走访 3栋 2单元 501 · 见到人`. */
export function recordTitle(record: OutboxRecord, view: View): string {
  const words = outboxTexts[language.value].kinds;
  switch (record.type) {
    case 'visit.record': {
      const { household, outcome } = payloadOf(record, record.type);
      return words.visit(doorOf(household, view), visitTexts[language.value].outcomes[outcome]);
    }
    case 'visit.amend':
      return words.visitAmend(doorOf(payloadOf(record, record.type).household, view));
    case 'whistle.raise':
      return words.raise(categoryOf(payloadOf(record, record.type).category, view));
    default:
      return `${deedWords(record.type)} ${aboutOf(record, view)}`;
  }
}

/** What a record is about: the whistle's category, the door. A person or need is known by its household. */
function aboutOf(record: OutboxRecord, view: View): string {
  // Every payload names what it is about by its kind.
  const { whistle, household, person, need, conflict } = record.payload as Record<string, string | undefined>;
  if (whistle !== undefined) return whistleOf(whistle, view);
  const of =
    household ??
    (person === undefined ? undefined : view.get('person', person)?.household) ??
    (need === undefined ? undefined : view.get('need', need)?.household) ??
    (conflict === undefined ? undefined : view.get('conflict', conflict)?.household);
  return of === undefined ? '' : doorOf(of, view);
}

/** What a person wrote in it: for a line under the title and for copying. */
export function recordText(record: OutboxRecord): string {
  switch (record.type) {
    case 'visit.record':
      return payloadOf(record, record.type).note ?? '';
    case 'visit.amend':
      return payloadOf(record, record.type).set.note ?? '';
    case 'whistle.raise':
      return payloadOf(record, record.type).text ?? '';
    case 'whistle.amend':
      return payloadOf(record, record.type).set.text ?? '';
    case 'household.amend':
    case 'person.amend':
    case 'need.amend':
      return changedWords(payloadOf(record, record.type).set);
    default: {
      const { text, note, name } = record.payload as Record<'text' | 'note' | 'name', string | null | undefined>;
      return text ?? (note || name) ?? '';
    }
  }
}

/** Where it can be looked at. */
export function recordPath(record: OutboxRecord, view: View): string {
  const { whistle, household, person, need } = record.payload as Record<string, string | undefined>;
  if (whistle !== undefined) return `/field/whistles/${whistle}`;
  const of =
    household ??
    (person === undefined ? undefined : view.get('person', person)?.household) ??
    (need === undefined ? undefined : view.get('need', need)?.household);
  return of === undefined ? '/field/households' : `/field/households/${of}`;
}

function doorOf(id: string, view: View): string {
  const household = view.get('household', id);
  if (!household) return outboxTexts[language.value].kinds.unknownDoor;
  return doorWords(household, view.get('building', household.building));
}

const categoryOf = (code: string | null, view: View): string =>
  categoryWords(code === null ? undefined : view.get('category', code), code);

function whistleOf(id: string, view: View): string {
  const whistle = view.get('whistle', id);
  return whistle ? categoryOf(whistle.category, view) : outboxTexts[language.value].kinds.unknownWhistle;
}
