import * as z from 'zod/mini';
import type { DistrictSettings } from '../settings/settings.ts';
import type { Term } from '../whistle/clock.ts';
import type { ScoreWeights } from '../whistle/loop.ts';

/** The form of settings; whether their numbers make sense is `checkSettings`. A member that is not known is refused. */
const officeHours = z.array(z.readonly(z.tuple([z.string().check(z.maxLength(5)), z.string().check(z.maxLength(5))])));
export const termShape: z.ZodMiniType<Term> = z.union([
  z.strictObject({ workdays: z.number() }),
  z.strictObject({ days: z.number() }),
  z.strictObject({ quarters: z.number() }),
  z.strictObject({ quarterEnd: z.literal(true) }),
  z.strictObject({ workMinutes: z.number(), hours: z.exactOptional(officeHours) }),
  z.strictObject({ minutes: z.number() }),
]);
const each = <S extends z.core.$ZodType>(shape: S) => z.strictObject({ U1: shape, U2: shape, U3: shape, U4: shape });
const pressures = z.strictObject({ usual: termShape, urgent: termShape, emergency: termShape });
export const weightsShape: z.ZodMiniType<ScoreWeights> = z.strictObject({
  reportIn: z.number(),
  plan: z.number(),
  finish: z.number(),
  result: z.number(),
});
const name = z.string().check(z.maxLength(60));

export const settingsShape: z.ZodMiniType<DistrictSettings> = z.strictObject({
  answer: pressures,
  review: pressures,
  finish: each(termShape),
  officeHours,
  orders: each(z.strictObject({ sign: termShape, contact: termShape, reportIn: termShape, feedback: termShape })),
  loop: z.strictObject({
    meeting: termShape,
    consult: termShape,
    papers: termShape,
    decide: termShape,
    verify: termShape,
    survey: termShape,
    evaluate: termShape,
    check: termShape,
  }),
  extensions: each(z.number()),
  leastWorkdays: z.number(),
  handBackWorkdays: z.number(),
  passShare: z.number(),
  leastBallots: each(z.number()),
  ballotsThatCount: z.number(),
  reopenDays: z.number(),
  restDays: z.number(),
  weights: weightsShape,
  maySkipAskingU3: z.boolean(),
  bodies: z.strictObject({ district: name, city: name, extensions: name }),
});
