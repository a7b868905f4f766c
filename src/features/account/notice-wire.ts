import * as z from 'zod/mini';
import type { AccountId } from '../../../core/lib/id.ts';
import { instant } from '../../../core/protocol/shapes.ts';
import { ask, type Answer } from './account-wire.ts';

const clock = z.object({ name: z.string(), dueAt: instant });
const said = { id: z.string(), at: instant, isNew: z.boolean() };
const ofWhistle = {
  ...said,
  whistle: z.string(),
  opens: z.boolean(),
  stage: z.string(),
  count: z.int(),
  category: z.nullable(z.object({ zh: z.string(), en: z.string() })),
  text: z.nullable(z.string()),
  building: z.nullable(z.string()),
  grid: z.nullable(z.string()),
  emergency: z.boolean(),
  next: z.nullable(clock),
};

/** `GET /api/notices`. Names of deeds, stages and clocks are text: a newer server may know more of them. */
const noticesShape = z.object({
  notices: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        ...said,
        kind: z.literal('mutation-quarantined'),
        /** Of the mutation; one that this app may not know. */
        type: z.string(),
        /** She sent it herself; else she is an admin who is to look at it. */
        isOwn: z.boolean(),
      }),
      z.object({ ...said, kind: z.literal('epoch-started') }),
      z.object({
        ...ofWhistle,
        kind: z.literal('whistle-moved'),
        name: z.string(),
        byName: z.nullable(z.string()),
        clock: z.nullable(clock),
      }),
      z.object({ ...ofWhistle, kind: z.literal('clock-reminder'), point: z.string(), clock }),
    ]),
  ),
});
export type Notice = z.output<typeof noticesShape>['notices'][number];
export type WhistleNotice = Extract<Notice, { whistle: string }>;

export async function askNotices(account: AccountId): Promise<Answer<Notice[]>> {
  const answer = await ask(account, 'GET', '/api/notices', noticesShape);
  return answer.ok ? { ok: true, value: answer.value.notices } : answer;
}

/** With each goes what was told of its whistle before. */
export const tellSeen = (account: AccountId, notices: readonly string[]): Promise<Answer<null>> =>
  ask(account, 'POST', '/api/notices/seen', z.null(), { notices });
