import * as z from 'zod/mini';
import { helpSteps, needKinds } from '../../../../core/household/household.ts';
import { day, instant } from '../../../../core/protocol/shapes.ts';
import { ask, type Answer } from '../shell/ask.ts';

/** `POST /api/desk/households/:id/needs`, `GET .../looks`: what the server tells of why a household is helped. */
const deskLookShape = z.object({
  how: z.literal('desk'),
  id: z.string(),
  byName: z.string(),
  reason: z.string(),
  at: instant,
});
/** On the phone a worker says no reason: visiting is her work. No minute is kept of it. */
const phoneLookShape = z.object({ how: z.literal('phone'), id: z.string(), byName: z.string(), on: day });
const lookShape = z.discriminatedUnion('how', [deskLookShape, phoneLookShape]);
const neededShape = z.object({
  id: z.string(),
  kind: z.enum(needKinds),
  note: z.nullable(z.string()),
  until: day,
  consent: z.object({ how: z.enum(['spoken', 'signed']), by: z.string(), at: instant, wording: z.string() }),
  steps: z.array(
    z.object({
      step: z.enum(helpSteps),
      text: z.nullable(z.string()),
      promisedFor: z.nullable(day),
      at: instant,
      byName: z.string(),
    }),
  ),
});
const lookedShape = z.object({ needs: z.array(neededShape), look: deskLookShape });
const looksShape = z.object({ looks: z.array(lookShape) });

export type Look = z.infer<typeof lookShape>;
export type Needed = z.infer<typeof neededShape>;
export type Looked = z.infer<typeof lookedShape>;

/** Shows the needs of a household; that somebody looked and what for is kept. */
export const lookAtNeeds = (household: string, reason: string): Promise<Answer<Looked>> =>
  ask(`/api/desk/households/${household}/needs`, lookedShape, { reason });

export const looksAt = (household: string): Promise<Answer<{ looks: Look[] }>> =>
  ask(`/api/desk/households/${household}/looks`, looksShape);
