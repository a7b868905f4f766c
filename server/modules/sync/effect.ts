import type { AccountId, DeviceId, WhistleId } from '../../../core/lib/id.ts';
import type { Iso } from '../../../core/lib/time.ts';
import type { WhistleClock } from '../../../core/whistle/clock.ts';
import type { ReminderPoint } from '../../../core/whistle/reminders.ts';
import type { WhistleStage } from '../../../core/whistle/stage.ts';
import type { Telling, ToldName } from '../../../core/whistle/told.ts';

/**
 * What follows from a change outside the rows themselves, by kind: somebody is to be told. Written with the change,
 * carried out later, once (server/jobs/effects.ts).
 */
export interface EffectPayloads {
  /** To whoever sent it, and to the admins: a mutation was put away, the server failed on it. */
  'mutation-quarantined': { account: AccountId; device: DeviceId; seq: number; mutation: string; type: string };
  /** To the admins: the server lost answers, and phones send again. */
  'epoch-started': { epoch: string; reason: string };
  /** To the parties of a whistle: what happened to it (core/whistle/told.ts). */
  'whistle-moved': WhistleMoved;
  /** To whoever holds a clock: how far it has run (core/whistle/reminders.ts). */
  'clock-reminder': ClockReminder;
}

/** A clock as a notice names it. */
export type ToldClock = Pick<WhistleClock, 'name' | 'unit' | 'dueAt'>;

export interface WhistleMoved {
  whistle: WhistleId;
  by: AccountId;
  /** Null: time did it. */
  byName: string | null;
  name: ToldName;
  /** Where it stands afterwards. */
  stage: WhistleStage;
  /** The clock that it is about: one that was missed, or counted again. */
  clock: ToldClock | null;
  tellings: readonly Telling[];
}

export interface ClockReminder {
  whistle: WhistleId;
  point: ReminderPoint;
  stage: WhistleStage;
  clock: ToldClock;
  tellings: readonly Telling[];
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
