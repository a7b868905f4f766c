export interface VoiceFacts {
  /** At least one track of sound, and no other. */
  isSound: boolean;
  /** Null where the container does not say. */
  durationMs: number | null;
}
