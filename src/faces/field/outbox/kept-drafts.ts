import { doorWords } from '../../../features/grid/door-words.ts';
import { asFormDraft, isFormKey } from '../../../features/household/form-draft.ts';
import { draftBegunAt, whistleDraftsIn } from '../../../features/whistle/whistle-draft.ts';
import type { View } from '../../../local/phone.ts';
import { language } from '../../../live/texts.ts';
import { momentWords } from '../../../live/time-words.ts';
import { asReplyDraft, isEmptyReply, replyDraftOf } from '../whistle/reply-draft.ts';
import { whatOf } from '../whistle/whistle-where.ts';
import { outboxTexts } from './outbox-texts.ts';

/** Something begun and not finished, as the outbox lists it: where it goes on, and what goes with it when it is deleted. */
export interface KeptDraft {
  key: string;
  title: string;
  detail: string;
  text: string;
  path: string;
  media: readonly string[];
}

type Kept = readonly { key: string; value: unknown }[];

/** Everything half written on this phone; nothing of it is lost by beginning something else. */
export function keptDraftsIn(kept: Kept, view: View): readonly KeptDraft[] {
  return [...whistlesIn(kept), ...repliesIn(kept, view), ...formsIn(kept, view)];
}

function whistlesIn(kept: Kept): KeptDraft[] {
  const words = outboxTexts[language.value];
  return whistleDraftsIn(kept).map(({ key, draft }) => ({
    key,
    title: words.draftWhistle,
    detail: `${words.draftOf(draft.photos.length)} · ${words.begunAt(momentWords(draftBegunAt(draft)))}`,
    text: draft.text,
    path: `/field/whistle?step=choose&draft=${draft.whistle}&back=/field/outbox`,
    media: [...draft.photos, ...draft.voice],
  }));
}

/** Answers and comments about a whistle, and the line that was to be added to it. */
function repliesIn(kept: Kept, view: View): KeptDraft[] {
  const words = outboxTexts[language.value];
  return kept.flatMap(({ key, value }) => {
    const of = replyDraftOf(key);
    const draft = of && asReplyDraft(value);
    if (!of || !draft || isEmptyReply(draft)) return [];
    const whistle = view.get('whistle', of.whistle);
    const what = whistle ? whatOf(whistle, view) : words.kinds.unknownWhistle;
    const page = `/field/whistles/${of.whistle}`;
    return {
      key,
      title: words.draftReply[of.kind](what),
      detail: draft.photos.length > 0 ? words.draftOf(draft.photos.length) : words.draftReplyKept,
      text: draft.text,
      path: of.kind === 'whistle-text' ? `/field/whistle/${of.whistle}/more?back=/field/outbox` : page,
      media: draft.photos,
    };
  });
}

/** Forms about a door: each goes on where it stopped. */
function formsIn(kept: Kept, view: View): KeptDraft[] {
  const words = outboxTexts[language.value];
  const placeOf = (path: string): string => {
    const household = view.get('household', /hh_[0-9a-f-]{36}/.exec(path)?.[0] ?? '');
    if (household) return doorWords(household, view.get('building', household.building));
    return view.get('building', /bl_[0-9a-f-]{36}/.exec(path)?.[0] ?? '')?.name ?? '';
  };
  return kept.flatMap(({ key, value }) => {
    const draft = isFormKey(key) ? asFormDraft(value, []) : null;
    if (!draft) return [];
    const title = words.draftForm(placeOf(draft.path));
    return { key, title, detail: words.draftFormKept, text: '', path: draft.path, media: [] };
  });
}
