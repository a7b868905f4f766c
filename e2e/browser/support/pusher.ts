/**
 * A phone reduced to its promise: what it sent it sends again, byte for byte, until it is answered; then the next.
 * Each request is a whistle with two comments, so that a half applied request or a changed order would show.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { chinaTime, uuid7, type Answered, type Outsider } from './outsider.ts';

interface Acknowledged {
  whistle: string;
  bytes: string;
  results: Answered[];
}

export class Pusher {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that were neither 200 nor "try again": there must be none. */
  readonly surprises: string[] = [];
  /** Requests that had been applied before their answer was lost. */
  repeated = 0;
  /** Requests that had to be sent again. */
  again = 0;
  readonly #who: Outsider;
  readonly #grid: string;
  #isOver = false;

  constructor(who: Outsider, grid: string, epoch: string) {
    this.#who = who;
    this.#grid = grid;
    who.epoch = epoch;
  }

  /** After the request under way. */
  stop(): void {
    this.#isOver = true;
  }

  async run(): Promise<void> {
    while (!this.#isOver) {
      const whistle = `wh_${uuid7()}`;
      const bytes = JSON.stringify(this.#who.envelope(this.#batch(whistle)));
      this.acknowledged.push({ whistle, bytes, results: await this.#untilAnswered(bytes) });
    }
  }

  /** Asks once more for an answer that was given. */
  async ask(bytes: string): Promise<Answered[]> {
    const reply = await this.#who.json('POST', '/api/sync/push', bytes, { 'x-shaodao': '1' });
    if (reply.status !== 200) throw new Error(reply.text);
    return reply.body['results'] as Answered[];
  }

  #batch(whistle: string): object[] {
    const raised = { whistle, grid: this.#grid, category: null, text: whistle, emergency: false, place: null };
    return [
      this.#who.mutation('whistle.raise', { ...raised, photos: [], household: null, occurredAt: chinaTime() }),
      this.#who.mutation('whistle.comment', { whistle, text: '一' }),
      this.#who.mutation('whistle.comment', { whistle, text: '二' }),
    ];
  }

  async #untilAnswered(bytes: string): Promise<Answered[]> {
    for (;;) {
      try {
        const reply = await this.#who.json('POST', '/api/sync/push', bytes, { 'x-shaodao': '1' });
        if (reply.status === 200) return this.#answered(reply.body['results'] as Answered[]);
        if (reply.status !== 503 && reply.status !== 507) this.surprises.push(reply.text);
      } catch {
        // No answer: it may or may not have arrived.
      }
      this.again += 1;
      await pause(20);
    }
  }
  /** The same, without saying that it was answered before: what stands is what counts. */
  #answered(results: Answered[]): Answered[] {
    if (results.some(({ repeated }) => repeated)) this.repeated += 1;
    return results.map(({ seq, id, outcome, receipt, refusal }) => ({
      seq,
      id,
      outcome,
      ...(receipt !== undefined && { receipt }),
      ...(refusal && { refusal }),
    }));
  }
}
