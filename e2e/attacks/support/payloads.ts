/** Payloads made from the validators themselves: whatever a new mutation asks for, it is attacked too. */
import * as z from 'zod/mini';
import { addDays, dayOf } from '../../../core/calendar/day.ts';
import { makeId } from '../../../core/lib/id.ts';
import type { Json } from '../../../core/lib/json.ts';
import { isoOf } from '../../../core/lib/time.ts';
import { allPayloads } from '../../../core/protocol/all-payloads.ts';
import type { MutationType } from '../../../core/protocol/payloads.ts';
import { grid, newUuid, type Town } from './town.ts';

type Schema = z.core.JSONSchema.JSONSchema;
type Path = readonly (string | number)[];
/** Where a payload holds something, and what the validator says of it. */
export interface Field {
  type: MutationType;
  path: Path;
  schema: Schema;
}
export interface Known extends Partial<Record<string, string>> {
  whistle: string;
}

/** Ids that a mutation brings into the world, rather than naming something that is there. */
const fresh = new Set([
  'whistle.raise whistle',
  'visit.record visit',
  'visit.record need',
  'household.add household',
  'person.add person',
  'need.open need',
]);

const schemaOf = (type: MutationType): Schema =>
  z.toJSONSchema(allPayloads[type], { io: 'input', unrepresentable: 'any' });
/** What it is where it is something. */
const kindOf = ({ type }: Schema): string =>
  (Array.isArray(type) ? (type as string[]).find((one) => one !== 'null') : type) ?? 'null';

/** A payload that the validator takes, with every optional member in it. */
export const payloadOf = (type: MutationType, known: Partial<Record<string, string>>): Json =>
  valueOf(type, schemaOf(type), '', known);

function valueOf(type: MutationType, schema: Schema, name: string, known: Partial<Record<string, string>>): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.find((one) => one !== null) ?? null;
  const some = schema.anyOf ?? schema.oneOf;
  if (some) return valueOf(type, some.find((one) => one.type !== 'null') ?? {}, name, known);
  switch (kindOf(schema)) {
    case 'string':
      return textOf(type, schema, name, known);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1));
    case 'boolean':
      return false;
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map((item) => valueOf(type, item as Schema, name, known));
      return [valueOf(type, schema.items as Schema, name, known)];
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, inner]) => [
          key,
          valueOf(type, inner as Schema, key, known),
        ]),
      );
  }
  return null;
}

function textOf(
  type: MutationType,
  { pattern = '' }: Schema,
  name: string,
  known: Partial<Record<string, string>>,
): string {
  const prefix = /^\^([a-z]{2})_/.exec(pattern)?.[1];
  if (prefix) {
    const key = name === 'into' ? 'into' : name === 'people' ? 'person' : name;
    const own = fresh.has(`${type} ${key}`) ? undefined : known[key];
    return own ?? `${prefix}_${newUuid()}`;
  }
  if (pattern === '^\\d{15}$') return known['grid'] ?? grid;
  if (pattern.includes('T\\d')) return isoOf(Date.now());
  if (pattern.startsWith('^\\d{4}-')) return addDays(dayOf(isoOf(Date.now())), 7);
  if (pattern.includes('{64}')) return 'a'.repeat(64);
  if (pattern !== '') return '0103';
  return '文字';
}

/** Every place of every payload, with what the validator says there. */
export function fieldsOf(type: MutationType): Field[] {
  const walk = (schema: Schema, path: Path): Field[] => {
    const some = schema.anyOf ?? schema.oneOf;
    if (some)
      return some
        .filter((one) => one.type !== 'null')
        .slice(0, 1)
        .flatMap((one) => walk(one, path));
    const own = path.length === 0 ? [] : [{ type, path, schema }];
    if (kindOf(schema) === 'object')
      return [
        ...own,
        ...Object.entries(schema.properties ?? {}).flatMap(([key, one]) => walk(one as Schema, [...path, key])),
      ];
    if (kindOf(schema) === 'array' && !schema.prefixItems)
      return [...own, ...walk(schema.items as Schema, [...path, 0])];
    return own;
  };
  return walk(schemaOf(type), []);
}

export const isText = ({ schema }: Field): boolean =>
  kindOf(schema) === 'string' && !schema.enum && schema.const === undefined;
export const isFreeText = (field: Field): boolean => isText(field) && !field.schema.pattern;

/** The payload with something else at a place. */
export function withAt(payload: Json, [key, ...rest]: Path, value: unknown): Json {
  if (key === undefined) return value as Json;
  if (Array.isArray(payload))
    return payload.map((item, i) => (i === key ? withAt(item as Json, rest, value) : item)) as Json;
  const members = payload as Record<string, Json>;
  return { ...members, [key]: withAt(members[key] ?? null, rest, value) };
}

/** What there is to name, with a whistle of its own. */
export async function knownIn({ raise, known }: Town, sender: Parameters<Town['raise']>[0]): Promise<Known> {
  return { ...known, whistle: await raise(sender), into: await raise(sender), building: makeId('building', newUuid()) };
}
