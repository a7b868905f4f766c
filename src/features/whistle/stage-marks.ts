import type { WhistleStage } from '../../../core/whistle/whistle.ts';
import type { MarkShape, Tone } from '../../ui/parts/mark-paths.ts';

/** A stage in shape and tone; the word stands beside it. A return has a mark of its own. */
export const stageMarks: Record<WhistleStage, { shape: MarkShape; tone: Tone }> = {
  community: { shape: 'quarter', tone: 'info' },
  street: { shape: 'half', tone: 'info' },
  settled: { shape: 'full', tone: 'good' },
  merged: { shape: 'diamond-hollow', tone: 'quiet' },
  returned: { shape: 'triangle', tone: 'warn' },
  withdrawn: { shape: 'ring', tone: 'quiet' },
};
