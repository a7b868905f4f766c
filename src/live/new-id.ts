import { makeId, uuidv7, type IdKind, type IdOf } from '../../core/lib/id.ts';

/** A new id from this device's clock and randomness. */
export const newId = <K extends IdKind>(kind: K): IdOf<K> =>
  makeId(kind, uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
