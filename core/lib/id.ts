/** Ids: `<prefix>_<uuidv7>`, so that a log line or a row says what it speaks of. Mutation ids are bare UUIDs. */
const idPrefixes = {
  whistle: 'wh',
  visit: 'vi',
  household: 'hh',
  person: 'pe',
  need: 'nd',
  building: 'bl',
  unit: 'un',
  account: 'ac',
  device: 'dv',
  event: 'ev',
  conflict: 'cf',
} as const;

export type IdKind = keyof typeof idPrefixes;
export type IdOf<K extends IdKind> = `${(typeof idPrefixes)[K]}_${string}`;
export type WhistleId = IdOf<'whistle'>;
export type VisitId = IdOf<'visit'>;
export type HouseholdId = IdOf<'household'>;
export type PersonId = IdOf<'person'>;
export type NeedId = IdOf<'need'>;
export type BuildingId = IdOf<'building'>;
export type AccountId = IdOf<'account'>;
export type DeviceId = IdOf<'device'>;
export type EventId = IdOf<'event'>;
export type ConflictId = IdOf<'conflict'>;

const uuidForm = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** A bare UUIDv7 in lower case, as mutation ids are. */
export const uuidPattern = new RegExp(`^${uuidForm}$`);
export const idPattern = (kind: IdKind): RegExp => new RegExp(`^${idPrefixes[kind]}_${uuidForm}$`);
export const isId = <K extends IdKind>(kind: K, text: string): text is IdOf<K> => idPattern(kind).test(text);

export const makeId = <K extends IdKind>(kind: K, uuid: string): IdOf<K> => `${idPrefixes[kind]}_${uuid}`;

/** Another id that follows from one: the same whenever it is asked for, so that a rule run twice gives the same rows. */
export function derivedUuid(uuid: string, n: number): string {
  const tail = Number.parseInt(uuid.slice(-6), 16);
  return uuid.slice(0, -6) + ((tail + n) % 0x1000000).toString(16).padStart(6, '0');
}

/**
 * UUIDv7 (RFC 9562) from a time and ten random bytes that the caller hands in.
 * @param nowMs milliseconds since 1970; only makes ids sort roughly by age, nothing is ordered by it
 */
export function uuidv7(nowMs: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  let rest = Math.max(0, Math.floor(nowMs));
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
