import type { WhistleAction } from '../../../../core/whistle/actions.ts';
import type { WhistleHappening } from '../../../../core/whistle/whistle.ts';

/** The action behind a happening, for a word in a sentence; null for what was no change. */
const deeds: Record<WhistleHappening['type'], WhistleAction | null> = {
  'whistle-did': null,
  'whistle-raised': null,
  'whistle-amended': 'amend',
  'whistle-withdrawn': 'withdraw',
  'whistle-commented': 'comment',
  'whistle-settled': 'settle',
  'whistle-returned': 'return',
  'whistle-escalated': 'escalate',
  'whistle-taken-on': 'takeOn',
  'whistle-asked': 'ask',
  'whistle-told': 'tell',
  'whistle-moved': 'regrid',
  'whistle-recategorised': 'recategorise',
  'whistle-merged': 'merge',
  'whistle-joined': 'merge',
  'whistle-parted': null,
  'whistle-answered': null,
  'whistle-supported': 'support',
  'whistle-photographed': 'addPhoto',
  'whistle-resent': 'resend',
};

export const deedOf = ({ type }: Pick<WhistleHappening, 'type'>): WhistleAction | null => deeds[type];
