import * as z from 'zod/mini';
import { mutationShape } from './push.ts';
import { id, instant, sha256 } from './shapes.ts';

/** `POST /api/desk/unsent-files`: what a phone could not send, brought to its community as a file. */
export const unsentFormat = 'shaodao-unsent';
export const unsentVersion = 2;
/** A request holds at most this many records; a longer file is handed in by parts. */
export const unsentCountLimit = 50;

/** A record as it would have been sent, but for its number: the device of the file keeps its own. */
export const unsentRecordShape = z.omit(mutationShape, { seq: true });
const unsentPhoto = z.object({ sha256, base64: z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/)) });

/** Unknown members are dropped: the file says more for people who look into it. */
export const unsentShape = z.object({
  format: z.literal(unsentFormat),
  version: z.literal(unsentVersion),
  /** The phone that made it. */
  device: id('device'),
  /** Whose records they are. */
  account: z.object({ id: id('account') }),
  exportedAt: instant,
  records: z.array(unsentRecordShape).check(z.maxLength(unsentCountLimit)),
  photos: z.array(unsentPhoto).check(z.maxLength(20)),
});
export type UnsentRequest = z.infer<typeof unsentShape>;

/** What became of each record and photo, in the order of the request. */
export const unsentReplyShape = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      outcome: z.enum(['applied', 'refused']),
      /** It was here before, from the phone or from a file. */
      repeated: z.boolean(),
      receipt: z.nullable(z.string()),
      refusal: z.nullable(z.object({ code: z.string(), detail: z.string() })),
    }),
  ),
  photos: z.array(z.object({ sha256: z.string(), state: z.enum(['here', 'refused']) })),
});
export type UnsentReply = z.infer<typeof unsentReplyShape>;
