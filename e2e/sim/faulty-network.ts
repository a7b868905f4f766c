/**
 * The network between a phone and the server. What crosses it is text: a request may be lost, come twice (the second
 * one late, after others), its answer may be lost, cut off, or be somebody else's (the sign-in page of a café).
 * Nothing here knows what the texts mean.
 */
import type { Dice } from './dice.ts';
import type { Program, Scheduler } from './scheduler.ts';

export interface Answer {
  status: number;
  type: string;
  text: string;
}

/** Delivers to the server as it is now; null when it dies, or is dead, before it answered. */
export type Deliver = (path: string, text: string) => Promise<Answer | null>;

export interface NetworkFaults {
  /** Chances, each asked once a request. */
  requestLost: number;
  answerLost: number;
  twice: number;
  cut: number;
  foreign: number;
  /** A proxy before the server answers 503 for it. */
  busy: number;
  /** Longest way, in ms, one direction. */
  slowMs: number;
  /** How late a second copy may come. */
  lateMs: number;
}

export class Network {
  /** The phone sees no network at all. */
  isOnline = true;
  private readonly scheduler: Scheduler;
  private readonly dice: Dice;
  private readonly faults: () => NetworkFaults;
  private readonly losesAnswer: (what: string) => boolean;

  constructor(scheduler: Scheduler, dice: Dice, faults: () => NetworkFaults, losesAnswer: (what: string) => boolean) {
    this.losesAnswer = losesAnswer;
    this.scheduler = scheduler;
    this.dice = dice;
    this.faults = faults;
  }

  /** @returns null when nothing comes back */
  async exchange(program: Program, deliver: Deliver, path: string, text: string): Promise<Answer | null> {
    const faults = this.faults();
    const { dice, scheduler } = this;
    const count = (kind: string): void => scheduler.trace.count(`fault: ${kind}`);
    await program.wait(`${path} goes out`, dice.between(0, faults.slowMs));
    if (!this.isOnline) {
      count('no network');
      return null;
    }
    if (dice.chance(faults.foreign)) {
      count('foreign answer');
      return { status: 200, type: 'text/html', text: '<html><body>请先登录本店网络</body></html>' };
    }
    if (dice.chance(faults.busy)) {
      count('busy (503)');
      return { status: 503, type: 'text/html', text: '<html>503</html>' };
    }
    if (dice.chance(faults.requestLost)) {
      count('request lost');
      await program.wait(`${path} waits in vain`, dice.between(faults.slowMs, 4 * faults.slowMs));
      return null;
    }
    if (dice.chance(faults.twice)) {
      count('request twice');
      void this.deliverLater(deliver, path, text, dice.between(0, faults.lateMs));
    }
    const answer = await deliver(path, text);
    if (answer === null) {
      await program.wait(`${path} waits in vain`, dice.between(faults.slowMs, 4 * faults.slowMs));
      return null;
    }
    await program.wait(`${path} comes back`, dice.between(0, faults.slowMs));
    const isLost = this.losesAnswer(`${path} of ${program.name}`);
    if (!this.isOnline || dice.chance(faults.answerLost) || isLost) {
      count('answer lost');
      return null;
    }
    if (dice.chance(faults.cut)) {
      count('answer cut');
      return { ...answer, text: answer.text.slice(0, dice.between(0, answer.text.length - 1)) };
    }
    return answer;
  }

  private async deliverLater(deliver: Deliver, path: string, text: string, lateMs: number): Promise<void> {
    await this.scheduler.wait(`${path} comes again`, lateMs);
    await deliver(path, text);
  }
}
