/**
 * 请社区看看: somebody else is asked about a refusal. About a whistle it is a comment on it, which the community reads;
 * about anything else it goes to the administrator as a complaint, without a word about the people of the door.
 */
import type { Iso } from '../../../../core/lib/time.ts';
import { complaintDraftKey, draftedComplaint } from '../../../features/complaint/complaint-draft.ts';
import type { OutboxRecord } from '../../../local/phone.ts';
import { deedWords } from '../../../live/deed-words.ts';
import { language } from '../../../live/texts.ts';
import { momentWords } from '../../../live/time-words.ts';
import { noReply } from '../whistle/reply-draft.ts';
import { actionsOn, addToReply, type MendPhone } from './mend-record.ts';
import { outboxTexts } from './outbox-texts.ts';
import { recordText } from './record-words.ts';

export interface Appeal {
  to: 'community' | 'admin';
  /** The words are a draft, hers to change before they go. @returns where it stands */
  write: () => Promise<string>;
}

/** @param reason in words */
export function appealOf(record: OutboxRecord, phone: MendPhone, now: Iso, reason: string): Appeal {
  const words = outboxTexts[language.value];
  const deed = deedWords(record.type);
  const { whistle } = record.payload as { whistle?: string };
  if (whistle !== undefined && actionsOn(record, phone, now).includes('comment'))
    return {
      to: 'community',
      write: async () => {
        const text = words.appealComment(deed, reason, recordText(record));
        await addToReply(phone.drafts, 'comment', whistle, { ...noReply, text });
        return `/field/whistles/${whistle}`;
      },
    };
  return {
    to: 'admin',
    write: async () => {
      const text = words.appealComplaint(deed, reason, momentWords(record.savedAt), record.id);
      const before = draftedComplaint(await phone.drafts.get(complaintDraftKey));
      const joined = before.trim() === '' || before.includes(record.id) ? text : `${before}\n${text}`;
      await phone.drafts.put(complaintDraftKey, joined);
      return '/field/me?complaint=open';
    },
  };
}
