/**
 * 改好重发: what was refused goes back into the form, the reply or the whistle that it came from, filled in as it was.
 *
 * Contract: what is half written there stays. A form is opened under an address of its own and so has a draft of its
 * own; a reply is put below what stands in the box. The draft is on the disk before the refused record is put away.
 */
import type { Iso } from '../../../../core/lib/time.ts';
import { partsOf } from '../../../../core/whistle/decide.ts';
import type { WhistleAction } from '../../../../core/whistle/actions.ts';
import { actionsFor } from '../../../../core/whistle/table.ts';
import { formKey, type FormDraft } from '../../../features/household/form-draft.ts';
import { typedOf } from '../../../features/household/form-fields.ts';
import { draftOfRefused, whistleDraftKey } from '../../../features/whistle/whistle-draft.ts';
import type { OutboxRecord, Phone } from '../../../local/phone.ts';
import { newId } from '../../../live/new-id.ts';
import {
  asReplyDraft,
  joinedReply,
  noReply,
  replyKey,
  type ReplyDraft,
  type ReplyKind,
} from '../whistle/reply-draft.ts';
import { formOf } from './mend-form.ts';
import { payloadOf } from './record-words.ts';

export type MendPhone = Pick<Phone, 'account' | 'view' | 'outbox' | 'drafts'>;

/** Fills the form in. @returns where she goes on; null: the rule says no to it now */
export type Mend = () => Promise<string | null>;

/** null: there is nothing left in which it could be mended. @param now as screens show it */
export function mendOf(record: OutboxRecord, phone: MendPhone, now: Iso): Mend | null {
  const { view } = phone;
  switch (record.type) {
    case 'whistle.raise':
      return async () => {
        const draft = draftOfRefused(payloadOf(record, 'whistle.raise'), newId('whistle'), '/field/outbox');
        await phone.drafts.put(whistleDraftKey(draft.whistle), draft);
        await phone.outbox.discard(record.id);
        return `/field/whistle?step=choose&draft=${draft.whistle}&back=/field/outbox`;
      };
    case 'visit.record': {
      const { household } = payloadOf(record, record.type);
      return view.get('household', household) ? async () => `/field/households/${household}` : null;
    }
    case 'visit.amend': {
      const { visit } = payloadOf(record, record.type);
      return view.get('visit', visit) ? async () => `/field/visits/${visit}` : null;
    }
    case 'whistle.tell':
    case 'whistle.resend':
    case 'whistle.comment':
    case 'whistle.amend':
    case 'whistle.addPhoto':
      return mendOfWhistle(record, phone, now);
    default:
      return mendOfForm(record, phone, now);
  }
}

/** What she may still do to the whistle that a record is about. */
export function actionsOn(record: OutboxRecord, { view, account }: MendPhone, now: Iso): readonly WhistleAction[] {
  const whistle = view.get('whistle', (record.payload as { whistle?: string }).whistle ?? '');
  return whistle ? actionsFor(whistle.stage, partsOf(whistle, authorOf(account), now)) : [];
}

const authorOf = ({ id, name, grants }: Phone['account']) => ({ account: id, name, grants });

/** Below what is half written in that box already. */
export async function addToReply(
  drafts: Phone['drafts'],
  kind: ReplyKind,
  whistle: string,
  reply: ReplyDraft,
): Promise<void> {
  const key = replyKey(kind, whistle);
  const joined = joinedReply(asReplyDraft(await drafts.get(key)), reply);
  await drafts.put(key, kind === 'comment' || kind === 'whistle-text' ? joined.text : joined);
}

function mendOfWhistle(record: OutboxRecord, phone: MendPhone, now: Iso): Mend | null {
  const { outbox, drafts } = phone;
  const actions = actionsOn(record, phone, now);
  const { whistle } = record.payload as { whistle: string };
  const page = `/field/whistles/${whistle}`;
  const intoReply =
    (kind: ReplyKind, reply: ReplyDraft): Mend =>
    async () => {
      await addToReply(drafts, kind, whistle, reply);
      await outbox.discard(record.id);
      return page;
    };
  switch (record.type) {
    case 'whistle.tell': {
      const { text, photos } = payloadOf(record, record.type);
      if (actions.includes('tell')) return intoReply('tell', { ...noReply, text, photos });
      return actions.includes('comment') && photos.length === 0 ? intoReply('comment', { ...noReply, text }) : null;
    }
    case 'whistle.resend': {
      const { text, set } = payloadOf(record, record.type);
      const known = phone.view.get('whistle', whistle)?.photos ?? [];
      const photos = (set.photos ?? []).filter((sha256) => !known.includes(sha256));
      if (actions.includes('resend')) return intoReply('resend', { text, photos, place: set.place ?? null });
      return actions.includes('comment') && photos.length === 0 ? intoReply('comment', { ...noReply, text }) : null;
    }
    case 'whistle.comment':
      return actions.includes('comment')
        ? intoReply('comment', { ...noReply, text: payloadOf(record, record.type).text })
        : null;
    case 'whistle.amend':
      return actions.includes('amend')
        ? async () => {
            // The text waits in its box; the rest is set as it was and can be changed there.
            const { text, ...rest } = payloadOf(record, 'whistle.amend').set;
            if (Object.keys(rest).length > 0 && !(await saveAnew(outbox, record, { whistle, set: rest }))) return null;
            if (text) await addToReply(drafts, 'whistle-text', whistle, { ...noReply, text });
            await outbox.discard(record.id);
            return `/field/whistle/${whistle}/more?back=/field/outbox`;
          }
        : null;
    case 'whistle.addPhoto':
      return actions.includes('addPhoto')
        ? async () => {
            if (!(await saveAnew(outbox, record, record.payload))) return null;
            await outbox.discard(record.id);
            return page;
          }
        : null;
    default:
      return null;
  }
}

/** The same content as a record of its own, by the rule as it stands now. */
async function saveAnew(outbox: Phone['outbox'], { type }: OutboxRecord, payload: unknown): Promise<boolean> {
  // It passed the validator of its type when it was saved first.
  const saved = await outbox.save({ type, payload: payload as never, holdMs: 8_000 });
  return saved.ok;
}

function mendOfForm(record: OutboxRecord, { view, outbox, drafts }: MendPhone, now: Iso): Mend | null {
  const form = formOf(record, view, now);
  if (!form) return null;
  // An address of its own: what is half written in the same form stays where it is.
  const path = `${form.path}?again=${record.id}`;
  const typed = Object.entries({ ...form.seen, ...form.now }).map(([field, value]) => [field, typedOf(value)]);
  const draft: FormDraft = { path, id: form.id, seen: form.seen, now: Object.fromEntries(typed) };
  return async () => {
    await drafts.put(formKey(path), draft);
    await outbox.discard(record.id);
    return path;
  };
}
