import type { PayloadOf } from '../../../core/protocol/payloads.ts';
import type { WhistleContent } from '../../../core/whistle/whistle.ts';
import { markPayload } from './photo-marks.ts';

type ContentPayload = Partial<Pick<PayloadOf<'whistle.raise'>, keyof WhistleContent>>;

/** Content as a record carries it: only what was given, lists as copies. */
export function contentPayload({ photos, voice, marks, ...rest }: Partial<WhistleContent>): ContentPayload {
  return {
    ...rest,
    ...(photos && { photos: [...photos] }),
    ...(voice && { voice: [...voice] }),
    ...(marks && { marks: markPayload(marks) }),
  };
}
