import type { LoopPayloadOf } from '../protocol/loop-payloads.ts';
import type { LoopAction } from './loop-actions.ts';

/** What was said with a deed of the loop: its checked payload without the whistle's id. */
export type LoopSaid<A extends LoopAction> = Omit<LoopPayloadOf<A>, 'whistle'>;
