/**
 * The server: its real push, group commit and pull over a database that outlives it. It is a program that may die at
 * any await and is started again; requests that it had not answered get nothing.
 */
import { createHash } from 'node:crypto';
import { shippedCalendar } from '../../core/calendar/workdays.ts';
import { uuidv7, type AccountId } from '../../core/lib/id.ts';
import { isoOf } from '../../core/lib/time.ts';
import type { Scope } from '../../core/org/scope.ts';
import type { Problem, ProblemCode } from '../../core/protocol/problem.ts';
import { pullShape } from '../../core/protocol/pull.ts';
import { pushShape, type SyncProblem } from '../../core/protocol/push.ts';
import type { Mask } from '../../core/org/scope.ts';
import { snapshotPath } from '../../core/protocol/snapshot.ts';
import { makeTenants } from '../../server/modules/sync/tenant.ts';
import { makePushQueue, TooBusy } from '../../server/modules/sync/group.ts';
import { incomingPush } from '../../server/modules/sync/incoming.ts';
import { answerPull, type PullDeps } from '../../server/modules/sync/pull.ts';
import { decideGroup, type PushDeps, type SyncLog } from '../../server/modules/sync/push.ts';
import { reportCodeAt } from '../../server/modules/sync/report-codes.ts';
import { Snapshots } from '../../server/modules/sync/snapshots.ts';
import { StoreConflict, StoreUnavailable, type SyncStore } from '../../server/modules/sync/store.ts';
import { deskViews, readDesk, type DeskPath, type DeskViews } from './desk-reads.ts';
import type { Dice } from './dice.ts';
import type { Answer } from './faulty-network.ts';
import { faultyStore, type StoreFaults, type StoreSetting } from './faulty-store.ts';
import { Program, type Scheduler } from './scheduler.ts';
import { keepTime, type TimeSetting } from './time-sender.ts';
import { district } from './town.ts';

export interface ServerSetting {
  name: string;
  scheduler: Scheduler;
  dice: Dice;
  store: SyncStore;
  /** Bytes that came, by account, hash and size: on a disk that all servers share. */
  bytes: Map<string, Uint8Array>;
  faults: () => StoreFaults;
  /** Chance of a 429. */
  tooMany: () => number;
  /** A push of more characters is answered 413. */
  requestLimit: number | null;
  losesAnswer: StoreSetting['losesAnswer'];
  pageRows: number;
  snapshotLag: number;
  groupMutations: number;
  committed: StoreSetting['committed'];
  epochBegan: StoreSetting['epochBegan'];
  moved: (heads: ReadonlyMap<Scope, number>) => void;
  /** A rule failed or the engine complained: what its log would say. */
  complained: (what: string) => void;
  /** A planted bug may change what the engine is made of. */
  alter: (deps: PushDeps & PullDeps) => PushDeps & PullDeps;
  asked: (path: string, body: unknown) => Promise<unknown>;
  /** How desks without rows are told; a planted bug may tell too much. */
  views?: DeskViews;
  /** Sends what is due by time; null: nobody does. */
  time: TimeSetting | null;
}

interface Engine {
  program: Program;
  push: (account: AccountId, isDesk: boolean, body: unknown) => Promise<Answer>;
  pull: (account: AccountId, body: unknown) => Promise<Answer>;
  snapshot: (account: AccountId, url: string) => Promise<Answer>;
  desk: (account: AccountId, path: DeskPath, body: unknown) => Promise<Answer>;
}

export class Server {
  private readonly setting: ServerSetting;
  private engine: Engine | null = null;
  private starts = 0;

  constructor(setting: ServerSetting) {
    this.setting = setting;
  }

  get isUp(): boolean {
    return this.engine?.program.isAlive ?? false;
  }

  start(): void {
    if (this.isUp) return;
    const program = new Program(this.setting.scheduler, `${this.setting.name}.${++this.starts}`);
    this.engine = makeEngine(this.setting, program);
    this.setting.scheduler.trace.count('server starts');
  }

  kill(why: string): void {
    this.engine?.program.kill(why);
  }

  /** @returns null when it is down or dies before it answered */
  async answer(account: AccountId, isDesk: boolean, path: string, text: string): Promise<Answer | null> {
    const { engine } = this;
    if (!engine?.program.isAlive) return null;
    const outcome = await engine.program.outcome(this.route(engine, account, isDesk, path, text));
    if (outcome.end === 'dead') return null;
    if (outcome.end === 'value') return outcome.value;
    const { error } = outcome;
    if (error instanceof StoreUnavailable || error instanceof StoreConflict) return problem(503, 'database-away');
    if (error instanceof TooBusy) return problem(429, 'too-many');
    this.setting.complained(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return problem(500, 'server-fault');
  }

  private async route(
    engine: Engine,
    account: AccountId,
    isDesk: boolean,
    path: string,
    text: string,
  ): Promise<Answer> {
    const { requestLimit, tooMany, dice, scheduler } = this.setting;
    if (dice.chance(tooMany())) {
      scheduler.trace.count('fault: too many (429)');
      return problem(429, 'too-many');
    }
    if (path === 'push' && requestLimit !== null && text.length > requestLimit) {
      scheduler.trace.count('fault: too large (413)');
      return problem(413, 'too-large');
    }
    const body = await this.setting.asked(path, JSON.parse(text));
    if (path === 'push') return engine.push(account, isDesk, body);
    if (path === 'pull') return engine.pull(account, body);
    if (path === 'snapshot') return engine.snapshot(account, (body as { url: string }).url);
    if (path === 'waiting' || path === 'listed' || path === 'whistle') return engine.desk(account, path, body);
    await engine.program.wait('media', 5);
    return this.receive(account, body as Chunk);
  }

  /** Chunks as tus takes them: each says where it begins; whole, the bytes are named by their hash. */
  private receive(account: AccountId, { sha256, size, total, offset, bytes }: Chunk): Answer {
    const key = `${account} ${sha256} ${size}`;
    const have = this.setting.bytes.get(key) ?? new Uint8Array();
    if (offset === undefined || offset !== have.length || !bytes) return json({ offset: have.length, ...whole(have) });
    const now = Uint8Array.from([...have, ...bytes]);
    this.setting.bytes.set(key, now);
    return json({ offset: now.length, ...whole(now) });

    function whole(held: Uint8Array): { sha256?: string } {
      if (held.length < total) return {};
      return { sha256: size === 'full' ? createHash('sha256').update(held).digest('hex') : sha256 };
    }
  }
}

interface Chunk {
  sha256: string;
  size: string;
  total: number;
  offset?: number;
  bytes?: number[];
}

function makeEngine(setting: ServerSetting, program: Program): Engine {
  const { scheduler, dice } = setting;
  const store = faultyStore(setting.store, {
    scheduler,
    program,
    dice,
    faults: setting.faults,
    losesAnswer: setting.losesAnswer,
    committed: setting.committed,
    epochBegan: setting.epochBegan,
  });
  const now = (): number => scheduler.now;
  const log: SyncLog = {
    warn: (_, text) => scheduler.trace.count(`log: ${text}`),
    error: (fields, text) => {
      scheduler.trace.count(`log: ${text.split(':')[0] ?? text}`);
      if (!('alarm' in fields)) setting.complained(`${text} ${JSON.stringify(fields)}`);
    },
  };
  const pack = async (text: string): Promise<Uint8Array> => {
    await program.wait('snapshot packed', dice.between(1, 2_000));
    scheduler.trace.count('snapshots made');
    return new TextEncoder().encode(text);
  };
  const snapshots = new Snapshots({ store, now, pack, log, lag: setting.snapshotLag });
  const deps = setting.alter({
    store,
    now,
    newEpoch: () => uuidv7(now(), dice.bytes(10)),
    calendar: shippedCalendar,
    tenants: makeTenants(store),
    searchKeysOf: (name) => `keys of ${name}`,
    reportCodes: { fresh: nextSecret(), at: reportCodeAt },
    limits: { rows: setting.pageRows },
    log,
    snapshots,
  });
  const queue = makePushQueue({
    decide: (where, pushes) => decideGroup(deps, where, pushes),
    committed: (_, { heads }) => {
      if (program.isAlive) setting.moved(heads);
    },
    sleep: (ms) => program.wait('tries again', ms),
    fraction: () => dice.fraction(),
    limits: { mutations: setting.groupMutations },
  });
  const { time } = setting;
  if (time)
    void keepTime(time, { program, scheduler, store, push: (push) => queue.push(district, push) }).catch(
      (error: unknown) => setting.complained(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  return {
    program,
    async push(account, isDesk, body) {
      await program.wait('push comes in', 1);
      const request = pushShape.safeParse(body);
      if (!request.success) return problem(400, 'bad-request');
      const answer = await queue.push(district, incomingPush(account, isDesk, request.data));
      await program.wait('push is answered', 1);
      return answer.ok ? json(answer.reply) : syncProblem(answer.problem);
    },
    async pull(account, body) {
      await program.wait('pull comes in', 1);
      const request = pullShape.safeParse(body);
      if (!request.success) return problem(400, 'bad-request');
      const answer = await answerPull(deps, district, account, request.data);
      await program.wait('pull is answered', 1);
      return answer.ok ? json(answer.reply) : syncProblem(answer.problem);
    },
    async snapshot(account, url) {
      await program.wait('snapshot asked', 1);
      const [scope = '', mask = '', version = ''] = url.slice(snapshotPath.length).split('/');
      // What a pull of ours named, or what a network made of it.
      const of = { district, scope: scope as Scope, mask: mask as Mask };
      const head = await snapshots.find(account, of, Number(version));
      const body = head && (await snapshots.body(district, head));
      await program.wait('snapshot is answered', 1);
      if (!body) return problem(404, 'not-found');
      return { status: 200, type: 'application/json', text: new TextDecoder().decode(body) };
    },
    async desk(account, path, body) {
      // One statement over what is committed: it is slow, and what it saw may be old when it comes.
      const told = await readDesk(
        setting.store,
        { account, path, body, now: isoOf(now()) },
        setting.views ?? deskViews,
      );
      await program.wait('desk is answered', dice.between(0, setting.faults().slowMs));
      return told ? json(told) : problem(404, 'not-found');
    },
  };
}

const json = (body: unknown): Answer => ({ status: 200, type: 'application/json', text: JSON.stringify(body) });

export function problem(status: number, code: ProblemCode, more: Partial<Problem> = {}): Answer {
  const body: Problem = { type: 'about:blank', title: code, status, code, detail: code, ...more };
  return { status, type: 'application/problem+json', text: JSON.stringify(body) };
}

const syncProblem = ({ code, ...more }: SyncProblem): Answer => problem(409, code, more);

/** The same in each run of a seed. */
function nextSecret(): () => string {
  let n = 0;
  return () => (n++).toString(16).padStart(40, '0');
}
