/** All that a record says, field by field: what is copied holds everything that its maker had put in. */
import type { FieldValue } from '../../../../core/household/household.ts';
import { doorFields, personFields } from '../../../features/household/form-fields.ts';
import { fieldWords, valueWords, type AnyField } from '../../../features/household/field-words.ts';
import { householdTexts } from '../../../features/household/household-texts.ts';
import { needTexts } from '../../../features/household/need-texts.ts';
import type { CheckedPayloadOf } from '../../../../core/protocol/payloads.ts';
import type { OutboxRecord, View } from '../../../local/phone.ts';
import { language } from '../../../live/texts.ts';
import { fullDateWords, momentWords } from '../../../live/time-words.ts';
import { placeWords } from '../../../features/grid/place-words.ts';
import { outboxTexts } from './outbox-texts.ts';
import { payloadOf, recordText, recordTitle } from './record-words.ts';

/** With its title; empty where a record says nothing but what its title says. */
export function recordContent(record: OutboxRecord, view: View): string {
  const lines = linesOf(record, view).filter((line) => line.trim() !== '');
  return lines.length === 0 ? '' : [recordTitle(record, view), ...lines].join('\n');
}

function linesOf(record: OutboxRecord, view: View): string[] {
  const words = outboxTexts[language.value].content;
  switch (record.type) {
    case 'household.add':
      return fieldLines(payloadOf(record, record.type), doorFields);
    case 'person.add':
      return fieldLines(payloadOf(record, record.type), personFields);
    case 'need.open':
      return needLines(payloadOf(record, record.type));
    case 'need.follow': {
      const { step, text, promisedFor } = payloadOf(record, record.type);
      const promised = promisedFor && needTexts[language.value].promisedBy(fullDateWords(promisedFor));
      return [needTexts[language.value].steps[step], promised ?? '', text ?? ''];
    }
    case 'visit.record': {
      const { note, needs, next } = payloadOf(record, record.type);
      return [note ?? '', ...needs.flatMap(needLines), next ? words.next(fullDateWords(next.on)) : ''];
    }
    case 'household.moveOut': {
      const { people, on, kind } = payloadOf(record, record.type);
      const names = people.map((person) => view.get('person', person)?.name ?? words.somebody);
      return [names.join('、'), fullDateWords(on), householdTexts[language.value].kinds[kind]];
    }
    case 'whistle.raise': {
      const { text, place, photos } = payloadOf(record, record.type);
      const where = placeWords(place, (building) => view.get('building', building));
      return [text ?? '', text || photos.length > 0 ? where : ''];
    }
    default:
      return [recordText(record)];
  }
}

const fieldLines = (said: object, fields: readonly AnyField[]): string[] =>
  fields.flatMap((field) => {
    const value = (said as Record<string, FieldValue>)[field] ?? null;
    return value === null || value === '' ? [] : [`${fieldWords(field)}：${valueWords(field, value)}`];
  });

type NeedSaid = Pick<CheckedPayloadOf<'need.open'>, 'kind' | 'note' | 'until' | 'consent'>;

function needLines({ kind, note, until, consent }: NeedSaid): string[] {
  const words = needTexts[language.value];
  return [
    householdTexts[language.value].needs[kind],
    note ?? '',
    until === null ? '' : words.keptUntil(fullDateWords(until)),
    words.consent(consent.by ?? '', words.hows[consent.how], momentWords(consent.at)),
    consent.wording,
  ];
}
