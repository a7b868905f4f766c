/** An instant as it is stored and sent: ISO 8601 in UTC with milliseconds, so that text order is time order. */
export type Iso = `${number}-${string}T${string}`;
/** A day of the Chinese calendar (Asia/Shanghai), `YYYY-MM-DD`. */
export type Day = `${number}-${string}-${string}`;

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** `2026-11-22T08:30:00.000Z` of milliseconds since 1970. */
export const isoOf = (ms: number): Iso => new Date(ms).toISOString() as Iso;
/** Milliseconds since 1970 of any ISO 8601 text with an offset. */
export const msOf = (iso: string): number => Date.parse(iso);
