import * as z from 'zod/mini';
import { dayMs, isoOf } from '../../../core/lib/time.ts';
import type { ServerDeps, Session } from '../../deps.ts';

/** What somebody is told in the app: of a record that was put away no more than its kind and whose it is. */
export const noticeShape = z.discriminatedUnion('kind', [
  z.object({
    id: z.string(),
    kind: z.literal('mutation-quarantined'),
    /** Of the mutation, as the phone named it: it may be one that nobody knows. */
    type: z.string(),
    /** The reader sent it; else she is an admin who is to look at it. */
    isOwn: z.boolean(),
    at: z.string(),
  }),
  z.object({ id: z.string(), kind: z.literal('epoch-started'), at: z.string() }),
]);
type Notice = z.infer<typeof noticeShape>;

const listedAtMost = 50;
const listedMs = 35 * dayMs;

interface Found {
  id: string;
  kind: Notice['kind'];
  type: string | null;
  isOwn: boolean | null;
  at: Date;
}

/** Those of the account itself, newest first: the last 50 of the last 35 days. */
export async function noticesOf(deps: ServerDeps, { district, account }: Session): Promise<Notice[]> {
  const found = await deps.poolFor(district).query<Found>(
    `select id, kind, payload->>'type' as type, payload->>'account' = account as "isOwn", at from notice
      where district = $1 and account = $2 and at > $3 order by at desc, id desc limit $4`,
    [district, account, new Date(deps.now() - listedMs), listedAtMost],
  );
  return found.rows.map(toNotice);
}

function toNotice({ id, kind, type, isOwn, at }: Found): Notice {
  const told = { id, at: isoOf(at.getTime()) };
  switch (kind) {
    case 'mutation-quarantined':
      return { ...told, kind, type: type ?? '', isOwn: isOwn === true };
    case 'epoch-started':
      return { ...told, kind };
  }
}
