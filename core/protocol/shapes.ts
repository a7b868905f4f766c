import * as z from 'zod/mini';
import { gridPattern } from '../grid/grid.ts';
import { idPattern, uuidPattern, type IdKind, type IdOf } from '../lib/id.ts';
import type { RefusalCode } from '../lib/result.ts';
import type { Day, Iso } from '../lib/time.ts';
import { isoOf } from '../lib/time.ts';

/** Validators of the small shapes; each message is a refusal code. */
const invalid = { error: 'invalid' satisfies RefusalCode };
const outOfRange = { error: 'out-of-range' satisfies RefusalCode };

/** Strings with a pattern, so that the description of the API can say it; the type is the pattern's meaning. */
const patterned = <T extends string>(pattern: RegExp) =>
  z.string().check(z.regex(pattern, invalid)) as unknown as z.ZodMiniType<T, T>;

export const id = <K extends IdKind>(kind: K) => patterned<IdOf<K>>(idPattern(kind));
export const uuid = z.string().check(z.regex(uuidPattern, invalid));
export const gridCode = z.string().check(z.regex(gridPattern, invalid));
export const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/, invalid));

const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** As the server writes it, and nobody else: in UTC, to the millisecond. */
export const utc = z
  .string()
  .check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)) as unknown as z.ZodMiniType<Iso>;
/** ISO 8601 with an offset between 1970 and 2200, given on as UTC. */
export const instant = z.pipe(
  z.string().check(
    z.regex(isoPattern, invalid),
    z.refine(
      (value) => !isoPattern.test(value) || (Date.parse(value) >= 0 && Date.parse(value) < 7_258_118_400_000),
      outOfRange,
    ),
  ),
  z.transform((value): Iso => isoOf(Date.parse(value))),
);

export const day = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/, invalid),
  z.refine((value) => !Number.isNaN(Date.parse(value)), invalid),
) as unknown as z.ZodMiniType<Day, Day>;

const range = (min: number, max: number) => z.number(outOfRange).check(z.gte(min, outOfRange), z.lte(max, outOfRange));

/** WGS-84. */
export const place = z.object({
  lng: range(-180, 180),
  lat: range(-90, 90),
  accuracy: range(0, 100_000),
  method: z.enum(['gps', 'building', 'manual', 'qr']),
  building: z.optional(id('building')),
});
