import { isMutationType } from '../../../core/protocol/all-payloads.ts';
import { deedWords } from '../../live/deed-words.ts';
import { language } from '../../live/texts.ts';
import type { Notice } from './account-wire.ts';
import { accountTexts } from './account-texts.ts';

/** A notice in one sentence; the kind of record is named where this app knows it. */
export function noticeWords(notice: Notice): string {
  const words = accountTexts[language.value];
  switch (notice.kind) {
    case 'mutation-quarantined': {
      const deed = isMutationType(notice.type) ? words.deed(deedWords(notice.type)) : '';
      return notice.isOwn ? words.ownPutAway(deed) : words.otherPutAway(deed);
    }
    case 'epoch-started':
      return words.restored;
  }
}
