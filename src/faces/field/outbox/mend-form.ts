import { dayOf, daysBetween } from '../../../../core/calendar/day.ts';
import type { FieldValue } from '../../../../core/household/household.ts';
import type { Iso } from '../../../../core/lib/time.ts';
import { doorFields, personFields } from '../../../features/household/form-fields.ts';
import type { OutboxRecord, View } from '../../../local/phone.ts';
import { newId } from '../../../live/new-id.ts';
import { payloadOf } from './record-words.ts';

/** A form as a refused record fills it in. */
export interface RefilledForm {
  path: string;
  id: string | null;
  seen: Readonly<Record<string, FieldValue>>;
  /** What she had written, over what stands now. */
  now: Readonly<Record<string, FieldValue>>;
}

type Changes = Readonly<Record<string, { from: FieldValue; to: FieldValue } | undefined>>;

const wanted = (set: Changes): Record<string, FieldValue> =>
  Object.fromEntries(Object.entries(set).flatMap(([field, change]) => (change ? [[field, change.to]] : [])));

const pick = (row: object, fields: readonly string[]): Record<string, FieldValue> =>
  Object.fromEntries(fields.map((field) => [field, (row as Record<string, FieldValue>)[field] ?? null]));

const noForm = (fields: readonly string[]): Record<string, FieldValue> =>
  Object.fromEntries(fields.map((field) => [field, null]));

/** null: what it is about is gone from this phone, or it came from no form. */
export function formOf(record: OutboxRecord, view: View, now: Iso): RefilledForm | null {
  switch (record.type) {
    case 'household.add': {
      const said = payloadOf(record, record.type);
      if (!view.get('building', said.building)) return null;
      const path = `/field/buildings/${said.building}/add`;
      return { path, id: newId('household'), seen: noForm(doorFields), now: pick(said, doorFields) };
    }
    case 'household.amend': {
      const { household, set } = payloadOf(record, record.type);
      const row = view.get('household', household);
      const path = `/field/households/${household}/edit`;
      return row ? { path, id: null, seen: pick(row, doorFields), now: wanted(set) } : null;
    }
    case 'household.moveOut': {
      const { household, people, on, kind } = payloadOf(record, record.type);
      if (!view.get('household', household)) return null;
      const path = `/field/households/${household}/move-out`;
      return { path, id: null, seen: { who: '', on: '', kind: '' }, now: { who: people.join(' '), on, kind } };
    }
    case 'person.add': {
      const said = payloadOf(record, record.type);
      if (!view.get('household', said.household)) return null;
      const path = `/field/households/${said.household}/people/add`;
      return { path, id: newId('person'), seen: noForm(personFields), now: pick(said, personFields) };
    }
    case 'person.amend': {
      const { person, set } = payloadOf(record, record.type);
      const row = view.get('person', person);
      if (!row) return null;
      const path = `/field/households/${row.household}/people/${person}`;
      return { path, id: null, seen: pick(row, personFields), now: wanted(set) };
    }
    case 'need.open': {
      const { household, kind, note, until, consent } = payloadOf(record, record.type);
      if (!view.get('household', household)) return null;
      const path = `/field/households/${household}/needs/add`;
      const seen = { kind: '', how: 'spoken', until: '', note: '', again: '' };
      return { path, id: newId('need'), seen, now: { kind, how: consent.how, until, note } };
    }
    case 'need.amend':
    case 'need.follow':
      return needFormOf(record, view, now);
    default:
      return null;
  }
}

/** How many days a promise was given, as the form offers them. */
const promiseDays = [0, 3, 7, 30];

function needFormOf(record: OutboxRecord, view: View, now: Iso): RefilledForm | null {
  const { need } = record.payload as { need: string };
  const row = view.get('need', need);
  if (!row) return null;
  const path = `/field/households/${row.household}/needs/${need}`;
  const seen = { text: '', inDays: '7', note: row.note, until: row.until };
  if (record.type === 'need.amend') return { path, id: null, seen, now: wanted(payloadOf(record, 'need.amend').set) };
  const { text, promisedFor } = payloadOf(record, 'need.follow');
  const left = promisedFor === null ? 7 : daysBetween(dayOf(now), promisedFor);
  const inDays = promiseDays.find((days) => days >= left) ?? 30;
  return { path, id: null, seen, now: { text, inDays: String(inDays) } };
}
