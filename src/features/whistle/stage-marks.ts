import type { WhistleStage } from '../../../core/whistle/stage.ts';
import type { MarkShape, Tone } from '../../ui/parts/mark-paths.ts';

/** A stage in shape and tone; the word stands beside it. A return has a mark of its own. */
export const stageMarks: Record<WhistleStage, { shape: MarkShape; tone: Tone }> = {
  community: { shape: 'quarter', tone: 'info' },
  street: { shape: 'half', tone: 'info' },
  meeting: { shape: 'quarter', tone: 'info' },
  consulting: { shape: 'half', tone: 'info' },
  dispatched: { shape: 'half', tone: 'info' },
  working: { shape: 'half', tone: 'info' },
  verifying: { shape: 'half', tone: 'info' },
  surveying: { shape: 'half', tone: 'info' },
  evaluating: { shape: 'half', tone: 'info' },
  closed: { shape: 'full', tone: 'good' },
  parked: { shape: 'ring', tone: 'quiet' },
  lasting: { shape: 'half', tone: 'good' },
  settled: { shape: 'full', tone: 'good' },
  merged: { shape: 'diamond-hollow', tone: 'quiet' },
  returned: { shape: 'triangle', tone: 'warn' },
  withdrawn: { shape: 'ring', tone: 'quiet' },
};
