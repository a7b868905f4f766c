import type { RecordState } from '../../local/phone.ts';
import { texts } from '../../live/texts.ts';
import type { MarkShape } from '../../ui/parts/mark-paths.ts';

/** A record's true state in shape and word (ux F6). */
export const recordShapes: Record<RecordState, MarkShape> = {
  held: 'ring-dashed',
  waiting: 'quarter',
  sending: 'half',
  received: 'full',
  refused: 'triangle',
  discarded: 'ring',
};

export const recordTexts = texts({
  zh: {
    held: '可撤销',
    waiting: '待发',
    sending: '发送中',
    received: '已收到',
    refused: '未收下',
    discarded: '已收起',
  } satisfies Record<RecordState, string>,
  en: {
    held: 'can be undone',
    waiting: 'waiting',
    sending: 'sending',
    received: 'received',
    refused: 'refused',
    discarded: 'put away',
  },
});
