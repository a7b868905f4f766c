import type { AccountId, DeviceId } from '../../../core/lib/id.ts';
import type { Iso } from '../../../core/lib/time.ts';

/**
 * What follows from a change outside the rows themselves, by kind: somebody is to be told. Written with the change,
 * carried out later, once (server/jobs/effects.ts).
 */
export interface EffectPayloads {
  /** To whoever sent it, and to the admins: a mutation was put away, the server failed on it. */
  'mutation-quarantined': { account: AccountId; device: DeviceId; seq: number; mutation: string; type: string };
  /** To the admins: the server lost answers, and phones send again. */
  'epoch-started': { epoch: string; reason: string };
}
export type EffectKind = keyof EffectPayloads;

export type Effect = {
  [K in EffectKind]: {
    /** Unique in the district; the same thing that follows again has the same id. */
    id: string;
    kind: K;
    payload: EffectPayloads[K];
    at: Iso;
  };
}[EffectKind];

export const epochStarted = (epoch: string, reason: string, at: Iso): Effect => ({
  id: `epoch-started:${epoch}`,
  kind: 'epoch-started',
  payload: { epoch, reason },
  at,
});
