/**
 * When to exchange with the server (Sync of local/phone.ts).
 *
 * Contract: never two exchanges at once in this page. One is due when something was saved, a hold is over, somebody
 * asks, the network or the person comes back, the server pokes, or the timer says so. After a failure it waits,
 * longer each time, with jitter; a sign of the network, the person and an asking
 * go through that wait, a poke and new work only where nothing but the network had failed. What is asked for during an
 * exchange is done after it, however that ended; a poke or new work only where it ended well.
 */
import { minuteMs } from '../../core/lib/time.ts';
import type { ProblemCode } from '../../core/protocol/problem.ts';
import type { PullReply } from '../../core/protocol/pull.ts';
import { isHeld, presentDevice } from '../local/made.ts';
import type { Sync, SyncCondition, SyncStatus } from '../local/phone.ts';
import { Signal } from '../local/signal.ts';
import { backoffMs, mayHurry } from './backoff.ts';
import { complaintsDue } from './complaints.ts';
import { exchange, type ExchangeParts, type PullingParts } from './exchange.ts';
import { outcomeOfProblem, type Outcome } from './outcome.ts';
import type { Signs } from './phone-options.ts';
import type { Clock, Random, Reply, Transport } from './ports.ts';

/** Without a poke the loop looks this often. */
export const lookMs = 5 * minuteMs;
/** Pokes that come together are answered together. */
const gatherMs = 300;
const longestWaitMs = 60 * minuteMs;

/** work: something may be sent · poke: something may be fetched · wish: a person or the network wants it now */
export type Trigger = 'work' | 'poke' | 'wish';

interface LoopParts extends ExchangeParts, Omit<PullingParts, 'onPage' | 'onRows'> {
  clock: Clock;
  random: Random;
  signs: Pick<Signs, 'isOnline'>;
  wakeUp: () => Promise<void>;
}

export class SyncLoop implements Sync {
  readonly #parts: LoopParts;
  readonly #changes = new Signal();
  readonly #end = new AbortController();
  #sleep = new AbortController();
  #dueAt = 0;
  #failures = 0;
  #lastOutcome: Outcome = 'done';
  #isRunning = false;
  /** Asked for while an exchange ran. */
  #wantedInMs: number | null = null;
  /** A sign of the network or an asking came while an exchange ran. */
  #isWished = false;
  #holdEndsAt = Infinity;
  #waiters: (() => void)[] = [];
  #condition: SyncCondition = 'idle';
  #rows: SyncStatus['rows'] = null;
  /** Rows of the pages of a first sync so far. */
  #came = 0;
  #emptied: SyncStatus['emptied'] = null;
  /** Why the server last would not take a request. */
  #refusedBy: ProblemCode | null = null;

  constructor(parts: LoopParts) {
    this.#parts = { ...parts, transport: this.#noting(parts.transport) };
  }

  status(): SyncStatus {
    const { made, told } = this.#parts;
    return {
      condition: this.#condition,
      problem: this.#condition === 'refused' ? this.#refusedBy : null,
      lastAt: told.state.toldAt,
      clockErrorMs: made.state.clockErrorMs,
      rows: this.#rows,
      device: presentDevice(made.state),
      emptied: this.#emptied,
    };
  }

  now(): Promise<void> {
    if (this.#end.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.trigger('wish');
    });
  }

  onChange(listener: () => void): () => void {
    return this.#changes.listen(listener);
  }

  trigger(trigger: Trigger): void {
    if (trigger === 'work') this.#wake();
    const inMs = trigger === 'poke' ? gatherMs : 0;
    if (this.#isRunning) {
      this.#wantedInMs = Math.min(this.#wantedInMs ?? inMs, inMs);
      this.#isWished ||= trigger === 'wish';
    } else if (trigger === 'wish' || mayHurry(this.#lastOutcome)) {
      this.noteHolds();
      if (trigger !== 'work' || this.#hasReadyWork()) this.#dueAt = Math.min(this.#dueAt, this.#now() + inMs);
      this.#sleep.abort();
    }
  }

  /** The end of the first hold is a time to send. */
  noteHolds(): void {
    const now = this.#now();
    const holds = this.#waiting().flatMap((one) => (isHeld(one, now) && one.heldUntil !== null ? [one.heldUntil] : []));
    this.#holdEndsAt = Math.min(Infinity, ...holds);
  }

  /** The database was taken over by a newer app. */
  replaced(): void {
    this.#show('update');
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#end.signal.aborted) {
      const waitMs = this.#nextAt() - clock.now();
      if (waitMs > 0) {
        this.#sleep = new AbortController();
        await clock.sleep(Math.min(waitMs, lookMs), this.#sleep.signal);
      } else await this.#exchange();
    }
    this.#release();
  }

  stop(): void {
    this.#end.abort();
    this.#sleep.abort();
    this.#release();
  }

  #now(): number {
    return this.#parts.clock.now();
  }

  /** After a refusal of the server the end of a hold is no reason to hurry. */
  #nextAt(): number {
    // A clock that was set back must not make the wait longer than it can be.
    this.#dueAt = Math.min(this.#dueAt, this.#now() + longestWaitMs);
    return mayHurry(this.#lastOutcome) ? Math.min(this.#dueAt, this.#holdEndsAt) : this.#dueAt;
  }

  #waiting() {
    return [...this.#parts.made.records.values()]
      .filter((one) => one.answer === null && one.discardedAt === null)
      .toSorted((a, b) => a.order - b.order);
  }

  /** Something could go now: nothing passes a record that is still held. */
  #hasReadyWork(): boolean {
    const waiting = this.#waiting();
    const first = waiting.find((one) => !one.sent);
    return waiting.some((one) => one.sent !== null) || (first !== undefined && !isHeld(first, this.#now()));
  }

  async #exchange(): Promise<void> {
    const { clock, random, signs } = this.#parts;
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#isRunning = true;
    this.#wantedInMs = null;
    this.#isWished = false;
    this.#holdEndsAt = Infinity;
    let outcome: Outcome = 'offline';
    try {
      if (signs.isOnline()) {
        this.#show('syncing');
        outcome = await exchange({
          ...this.#parts,
          onPage: (reply) => this.#notePage(reply),
          onRows: (received, expected) => this.#showSnapshots(received, expected),
        });
      }
    } catch (error) {
      // A bug: it is not hidden, and the outbox is tried again all the same.
      outcome = 'again';
      void Promise.reject(error);
    }
    this.#isRunning = false;
    // A day without a network, with a try at each save, must not lengthen the wait for a server that is slow to answer.
    if (outcome === 'done') this.#failures = 0;
    else this.#failures = this.#lastOutcome === 'offline' && outcome !== 'offline' ? 1 : this.#failures + 1;
    this.#lastOutcome = outcome;
    this.#dueAt = clock.now() + (outcome === 'done' ? lookMs : backoffMs(outcome, this.#failures, random));
    if (this.#wantedInMs !== null && (outcome === 'done' || this.#isWished))
      this.#dueAt = clock.now() + this.#wantedInMs;
    this.noteHolds();
    if (outcome !== 'done') this.#wake();
    if (!this.#end.signal.aborted) this.#show(this.#conditionOf(outcome));
    for (const resolve of waiters) resolve();
  }

  /** The browser may send it later, with this page closed. */
  #wake(): void {
    // The wake-up is a convenience of some browsers; everything goes without it too.
    const { complaints } = this.#parts.made;
    if (this.#waiting().length > 0 || complaintsDue(complaints).length > 0) this.#parts.wakeUp().catch(() => undefined);
  }

  #conditionOf(outcome: Outcome): SyncCondition {
    switch (outcome) {
      case 'done':
      case 'busy':
        return 'idle';
      case 'lost':
      case 'again':
        return 'unreachable';
      case 'no':
        return 'refused';
      case 'offline':
      case 'portal':
      case 'sign-in':
      case 'update':
      case 'storage':
        return outcome;
    }
  }

  /** Keeps the code with which the server said no, for the words on the screen. */
  #noting(transport: Transport): Transport {
    const note = <T>(reply: Reply<T>): Reply<T> => {
      if (reply.kind === 'problem' && outcomeOfProblem(reply.problem) === 'no') this.#refusedBy = reply.problem.code;
      return reply;
    };
    return {
      push: async (request) => note(await transport.push(request)),
      pull: async (request) => note(await transport.pull(request)),
      snapshot: (...asked) => transport.snapshot(...asked),
      complain: async (complaint) => note(await transport.complain(complaint)),
      upload: async (upload, onProgress) => note(await transport.upload(upload, onProgress)),
    };
  }

  #notePage(reply: PullReply): void {
    this.#emptied = reply.emptied ?? null;
    this.#showRows(reply);
  }

  /** Progress of the first sync: what has come, and what is still to come as far as the server's heads say. */
  #showRows(reply: PullReply): void {
    const pages = Object.values(reply.scopes).filter((page) => page !== undefined);
    const came = pages.reduce((sum, page) => sum + page.changes.length + (page.snapshot?.rows ?? 0), this.#came);
    const left = pages.reduce((sum, page) => sum + page.head - page.to, 0);
    const isOn = this.#isFirst() && pages.some((page) => page.more);
    this.#came = isOn ? came : 0;
    this.#rows = isOn ? { received: came, expected: came + left } : null;
    this.#changes.fire();
  }

  #showSnapshots(received: number, expected: number): void {
    if (!this.#isFirst()) return;
    this.#rows = { received: this.#came + received, expected: this.#came + expected };
    this.#changes.fire();
  }

  #isFirst(): boolean {
    return this.#rows !== null || this.#parts.told.state.toldAt === null;
  }

  #show(condition: SyncCondition): void {
    this.#condition = condition;
    this.#changes.fire();
  }

  #release(): void {
    for (const resolve of this.#waiters) resolve();
    this.#waiters = [];
  }
}
