/**
 * What each person saw saved, changed, taken back or put away: the promises that the run must keep. A program that
 * died in the middle of an act leaves it open whether the act happened; the next look into the outbox settles it.
 */
import { canonicalJson, type Json } from '../../core/lib/json.ts';
import type { OutboxRecord } from '../../src/local/phone.ts';

export interface Promised {
  id: string;
  device: string;
  order: number;
  type: string;
  /** Bodies that it may have: one, or more where an edit was cut off. */
  bodies: Set<string>;
  /**
   * kept: must arrive · undone: must never · open: an undo was cut off · putAway: refused, seen and put away ·
   * givenUp: put away though it had a number: arrives, or is refused unseen
   */
  fate: 'kept' | 'undone' | 'open' | 'putAway' | 'givenUp';
}

/** First met when it was over already: the page that saved it died before its user saw it. */
function fateOf({ isGivenUp, state, result }: OutboxRecord): Promised['fate'] {
  if (isGivenUp) return 'givenUp';
  if (state !== 'discarded') return 'kept';
  return result?.outcome === 'refused' ? 'putAway' : 'undone';
}

export const bodyOf = (payload: unknown): string => canonicalJson(payload as Json);

export class RecordBook {
  /** Phones of which two copies go about. */
  readonly copied = new Set<string>();
  private readonly byDevice = new Map<string, Map<string, Promised>>();

  of(device: string): Map<string, Promised> {
    let records = this.byDevice.get(device);
    if (!records) this.byDevice.set(device, (records = new Map()));
    return records;
  }

  all(): Promised[] {
    return [...this.byDevice.values()].flatMap((records) => [...records.values()]);
  }

  /** Saved, or met in the outbox after a crash: from now on it is promised. */
  promise(device: string, record: OutboxRecord): void {
    const records = this.of(device);
    if (records.has(record.id)) return;
    records.set(record.id, {
      id: record.id,
      device,
      order: record.order,
      type: record.type,
      bodies: new Set([bodyOf(record.payload)]),
      fate: fateOf(record),
    });
  }

  /** A phone was copied with all that is on it. */
  copy(from: string, to: string): void {
    this.copied.add(from).add(to);
    for (const record of this.of(from).values())
      this.of(to).set(record.id, { ...record, device: to, bodies: new Set(record.bodies) });
  }
}
