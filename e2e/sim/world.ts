/**
 * One run: a town, its server, phones and desks, trouble drawn from the seed, then calm, then the reckoning.
 */
import type { AccountId } from '../../core/lib/id.ts';
import { isoOf } from '../../core/lib/time.ts';
import { clockAccount, grantsAt, type Author, type Role } from '../../core/org/role.ts';
import { scopesOf, type Mask, type Scope } from '../../core/org/scope.ts';
import type { PullReply } from '../../core/protocol/pull.ts';
import { keepSentMs } from '../../src/local/retention.ts';
import type { Bug } from './bug.ts';
import { MemoryStore } from '../../server/modules/sync/memory-store.ts';
import { Database, type Backup } from './database.ts';
import { Device, type Tab } from './device.ts';
import { diceOf, type Dice } from './dice.ts';
import { checkEnd, hasArrived } from './end-checks.ts';
import { calm, planOf, type Faults, type Plan } from './faults.ts';
import { Network, type Deliver } from './faulty-network.ts';
import { Ledger } from './ledger.ts';
import type { Stage } from './acts.ts';
import type { Mutation } from '../../core/protocol/push.ts';
import type { UnitId } from '../../core/whistle/loop.ts';
import { wholeBook } from '../../core/rules/loop-rules.ts';
import { learnRules } from '../../src/local/rules.ts';
import { loopClerkDeedsOf, loopWorkerDeedsOf, officeDeedsOf, unitDeedsOf } from './loop-deeds.ts';
import { viewMark } from './loop-words.ts';
import { buildOffices } from './offices.ts';
import { WhistleWatch } from './whistle-watch.ts';
import { clerkDeeds } from './clerk-deeds.ts';
import { live, lookAround, settle } from './people.ts';
import { workerDeeds } from './worker-deeds.ts';
import type { Probe } from './probe.ts';
import { RecordBook } from './record-book.ts';
import { judgeReply, judgeViews } from './reply-watch.ts';
import { holdingNow, judgeSnapshot } from './snapshot-watch.ts';
import type { Scene, Stagehand } from './scenes.ts';
import { Scheduler, type Program } from './scheduler.ts';
import { problem, Server } from './server.ts';
import { buildTown, district, gridsOfCommunity, grids, scopesOfTown, type Town } from './town.ts';
import { Trace } from './trace.ts';
import { ViewWatch } from './view-watch.ts';

export interface RunResult {
  seed: number;
  hash: string;
  violations: string[];
  counts: Map<string, number>;
  events: number;
  lines: string[];
}

export interface RunOptions {
  bug?: Bug | null;
  keepTrace?: boolean;
  plan?: Partial<Plan>;
  /** false: nobody looks at views and replies. The course is the same, which is what a second run is for. */
  isJudged?: boolean;
  /** Instead of people's lives. */
  scene?: Scene;
  probe?: Probe;
}

Error.stackTraceLimit = 6;
// Every desk has opened a page of the loop, and so has every phone here.
learnRules(wholeBook);

const start = Date.UTC(2026, 2, 2, 1);
/** How long, by the virtual clock, everything may take to drain once faults have stopped. */
const drainMs = 45 * 60_000;

export async function runSeed(seed: number, options: RunOptions = {}): Promise<RunResult> {
  const dice = diceOf(seed);
  const plan = { ...planOf(seed, dice.stream('plan')), ...options.bug?.plan, ...options.plan };
  const offices = plan.offices ? buildOffices(dice.stream('offices'), start) : null;
  const town = buildTown(dice.stream('town'), start, offices);
  const database = await Database.open(town, options.bug?.makeStore ?? ((given) => new MemoryStore(given)));
  return new World(seed, { dice, plan, town, database }, options).run();
}

/** Rejections that nobody awaited, of the run that is going on. */
let complain: (what: string) => void = () => {};
process.on('unhandledRejection', (reason) =>
  complain(`unhandled: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`),
);

class World {
  private readonly seed: number;
  private readonly dice: Dice;
  private readonly plan: Plan;
  private readonly trace: Trace;
  private readonly scheduler: Scheduler;
  private readonly town: Town;
  private readonly database: Database;
  private readonly ledger: Ledger;
  private readonly servers: Server[] = [];
  private readonly crashDice: Dice;
  private readonly balance: Dice;
  private readonly isJudged: boolean;
  /** Photos that came, by account, hash and size. */
  private readonly bytes = new Map<string, Uint8Array>();
  private readonly disabled = new Set<AccountId>();
  private readonly scopes = new WeakMap<Author, Map<Scope, Mask>>();
  private readonly book = new RecordBook();
  private readonly devices: Device[] = [];
  private readonly watches = new Map<Tab, ViewWatch>();
  private readonly whistles: WhistleWatch | null = null;
  private readonly byTime = new Set<string>();
  private news = 0;
  private readonly violations: string[] = [];
  private readonly bug: Bug | null;
  private readonly scene: Scene | null;
  private readonly probe: Probe | null;
  private faults: Faults;
  private isOver = false;
  /** People who are still at something. */
  private readonly living = new Set<string>();

  constructor(
    seed: number,
    { dice, plan, town, database }: { dice: Dice; plan: Plan; town: Town; database: Database },
    options: RunOptions,
  ) {
    this.seed = seed;
    this.dice = dice;
    this.plan = plan;
    this.town = town;
    this.database = database;
    this.crashDice = dice.stream('crashes');
    this.balance = dice.stream('balance');
    this.bug = options.bug ?? null;
    this.scene = options.scene ?? null;
    this.probe = options.probe ?? null;
    this.isJudged = options.isJudged ?? true;
    this.faults = this.plan.faults;
    this.trace = new Trace(options.keepTrace === true ? Infinity : 80);
    this.scheduler = new Scheduler(start, this.dice, this.trace);
    const violate = this.violate.bind(this);
    this.ledger = new Ledger(this.database.store, scopesOfTown(town), violate);
    if (town.offices && this.isJudged)
      this.whistles = new WhistleWatch({
        fixed: town.rows.map(({ row }) => row),
        author: (account) => this.database.author(account),
        trace: this.trace,
        violate,
      });
    for (let i = 1; i <= this.plan.servers; i++) this.servers.push(this.makeServer(`server${i}`));
    this.scheduler.crashWhen = (program, label) => this.shouldCrash(program, label);
    this.scheduler.crashed = (program) => {
      this.trace.count(`fault: crash of ${program.name.startsWith('server') ? 'the server' : 'a page'}`);
      if (this.probe?.isPowerLost !== true) return;
      this.devices.find(({ name }) => program.name.startsWith(`${name}.`))?.die(true);
    };
    this.town.workers
      .slice(0, this.plan.workers)
      .forEach((worker, i) => this.addDevice(`phone${i + 1}`, worker, false));
    this.town.clerks
      .filter((_, i) => i === 0 || (this.plan.secondClerk && i === (this.plan.areDeskMates ? 2 : 1)))
      .forEach((clerk, i) => this.addDevice(`desk${i + 1}`, clerk, true));
    for (const { device, author } of town.offices?.people ?? []) this.addDevice(device, author, true);
  }

  async run(): Promise<RunResult> {
    complain = this.violate.bind(this);
    await this.ledger.follow();
    for (const server of this.servers) server.start();
    let isFinished = false;
    if (this.scene) this.keepServers();
    else this.startLives();
    void this.story().then(() => (isFinished = true));
    const limit = start + this.plan.actMs + 2 * drainMs + 2 * (this.plan.restMs ?? 0);
    const ended = await this.scheduler.run(() => isFinished || this.violations.length > 0, limit);
    if (!ended && this.violations.length === 0) this.violate('the run did not come to its end');
    complain = () => {};
    return {
      seed: this.seed,
      hash: this.trace.hash(),
      violations: this.violations,
      counts: this.trace.counts,
      events: this.trace.events,
      lines: this.trace.last(),
    };
  }

  private makeServer(name: string): Server {
    const { store } = this.database;
    const { bug } = this;
    return new Server({
      name,
      scheduler: this.scheduler,
      dice: this.dice.stream(name),
      store: bug?.store?.(store, this.scheduler) ?? store,
      bytes: this.bytes,
      faults: () => this.faults.store,
      tooMany: () => this.faults.tooMany,
      requestLimit: this.plan.requestLimit,
      losesAnswer: (what) => this.losesAnswer(what),
      pageRows: this.plan.pageRows,
      snapshotLag: this.plan.snapshotLag,
      groupMutations: this.plan.groupMutations,
      committed: async (writes) => {
        this.news += 1;
        this.whistles?.committed(writes);
        await this.ledger.committed(writes);
      },
      epochBegan: (epoch, reason) => {
        this.trace.count('epochs begun');
        this.trace.event(this.scheduler.now, 'server', `epoch ${epoch} ${reason}`);
        this.ledger.isDoubtful = false;
      },
      moved: (heads) => this.pokeAll(heads),
      complained: (what) => this.violate(`the server complained: ${what}`),
      alter: (deps) => bug?.server?.(deps) ?? deps,
      asked: async (path, body) => bug?.request?.(path, body, store) ?? body,
      ...(bug?.views && { views: bug.views }),
      time: this.town.offices && {
        units: this.town.offices.units,
        everyMs: 20_000 * this.plan.pace,
        isOn: () => !this.isOver,
        sends: (mutations) => {
          this.whistles?.goesOut(clockAccount, mutations);
          for (const { id } of mutations) this.byTime.add(id);
        },
      },
    });
  }

  private violate(what: string): void {
    this.violations.push(what);
    this.trace.event(this.scheduler.now, '!', what);
  }

  private addDevice(name: string, owner: Author, isDesk: boolean): Device {
    const dice = this.dice.stream(name);
    const device = new Device(name, owner, {
      scheduler: this.scheduler,
      dice,
      network: new Network(
        this.scheduler,
        dice.stream('network'),
        () => this.faults.network,
        (what) => this.losesAnswer(what),
      ),
      kvFaults: () => this.faults.kv,
      deliver: (account, at) => this.deliver(account, at),
      broken: this.violate.bind(this),
      hasLocks: this.plan.hasLocks,
      isDesk,
      madeDurability: this.bug?.madeDurability ?? 'strict',
      alter: (options, program) => this.bug?.phone?.(options, program) ?? options,
      opened: (tab) => {
        if (this.isJudged) this.watch(device, tab);
      },
    });
    if (this.plan.clockErrors && dice.chance(0.6))
      device.clockErrorMs = dice.pick([1, -1]) * dice.pick([600_000, 5 * 3_600_000, 365 * 86_400_000]);
    this.devices.push(device);
    return device;
  }

  private watch(device: Device, tab: Tab): void {
    const watch = new ViewWatch(device, tab, this.ledger, this.violate.bind(this));
    this.watches.set(tab, watch);
    tab.program.onDeath(() => this.watches.delete(tab));
    const look = (): void => {
      if (tab.program.isAlive) watch.look();
    };
    tab.phone.view.onChange(look);
    look();
  }

  private deliver(account: AccountId, device: Device): Deliver {
    return async (path, text) => {
      if (device.isSignedOut || this.disabled.has(account)) return problem(401, 'not-signed-in');
      // Rights may change between asking and answering: those of either moment are right.
      const before = this.isJudged ? this.scopesNow(account) : new Map<Scope, Mask>();
      const held =
        this.isJudged && path === 'snapshot' ? await holdingNow(this.database.store, scopesOfTown(this.town)) : null;
      // What was read before somebody else's request began the new epoch may leave after it, and names the old one.
      const doubtfulEpoch = this.ledger.isDoubtful ? this.ledger.epoch : null;
      if (this.whistles && path === 'push')
        this.whistles.goesOut(account, (JSON.parse(text) as { mutations: Mutation[] }).mutations);
      const answer = await this.balance.pick(this.servers).answer(account, device.setting.isDesk, path, text);
      if (path === 'pull' && answer?.status === 200) {
        const reply = JSON.parse(answer.text) as PullReply;
        if (this.ledger.isDoubtful || reply.epoch === doubtfulEpoch) device.isPolluted = true;
        if (this.isJudged) judgeReply(reply, new Map([...before, ...this.scopesNow(account)]), this.violate.bind(this));
      }
      if (this.whistles && answer && this.isKeptFromViews(account))
        judgeViews(answer.text, this.ownMark(account), this.violate.bind(this));
      if (held && answer?.status === 200) {
        this.trace.count('snapshots told');
        judgeSnapshot(answer.text, held, before, this.violate.bind(this));
      }
      return answer;
    };
  }

  /** Whose view of a whistle this reader may be told: a unit its own, a worker nobody's. */
  private ownMark(account: AccountId): string | null {
    const [grant] = this.database.author(account).grants;
    if (grant?.role === 'unit') return viewMark((this.units.findIndex((id) => id === grant.area) ?? -1) + 1);
    return null;
  }

  private isKeptFromViews(account: AccountId): boolean {
    return this.database.author(account).grants.some(({ role }) => role === 'unit' || role === 'worker');
  }

  private get units(): UnitId[] {
    return this.town.offices?.units.map(({ id }) => id) ?? [];
  }

  private scopesNow(account: AccountId): Map<Scope, Mask> {
    const author = this.database.author(account);
    // What is handed over is so from that moment on, and makes another author.
    let scopes = this.scopes.get(author);
    if (!scopes) {
      scopes = scopesOf(district, grantsAt(author.grants, isoOf(this.scheduler.now)), gridsOfCommunity);
      this.scopes.set(author, scopes);
    }
    return scopes;
  }

  private shouldCrash(program: Program, label: string): boolean {
    if (this.probe && !this.isOver && this.probe.kills(program.name, label)) return true;
    const { clientCrash, serverCrash, weakSpot } = this.faults;
    const chance = program.name.startsWith('server') ? serverCrash : clientCrash;
    const isWeak = weakSpot !== null && label.includes(weakSpot.label);
    return this.crashDice.chance(isWeak ? weakSpot.chance : chance);
  }

  private losesAnswer(what: string): boolean {
    return this.probe !== null && !this.isOver && this.probe.loses(what);
  }

  private pokeAll(heads: ReadonlyMap<Scope, number>): void {
    for (const [scope, head] of heads)
      for (const device of this.devices)
        if (this.scopesNow(device.owner.account).has(scope)) device.poke({ scope, head });
  }

  // --- what happens

  private keepServers(): void {
    this.servers.forEach((server, i) => void this.serverLife(server, `server${i + 1}`));
  }

  private startLives(): void {
    for (const device of this.devices) this.startLife(device);
    this.keepServers();
    if (this.plan.restore !== 'none') void this.restore(this.plan.restore === 'announced');
    if (this.plan.isHandedOver) void this.handOver();
    if (this.plan.isCopied) void this.copyPhone();
    if (this.plan.isDisabled) void this.disable();
  }

  private stageOf(device: Device): Stage {
    return {
      scheduler: this.scheduler,
      dice: this.dice.stream(`${device.name} acts`),
      book: this.book,
      isOver: () => this.isOver,
      news: () => this.news,
      thinkMs: this.plan.thinkMs,
      restMs: this.plan.restMs,
      broken: this.violate.bind(this),
    };
  }

  private deedsOf(device: Device): Parameters<typeof live>[2] {
    const isDesk = device.setting.isDesk;
    if (!this.town.offices) return isDesk ? clerkDeeds : workerDeeds;
    if (!isDesk) return loopWorkerDeedsOf(this.units);
    const isIn = (role: Role): boolean => device.owner.grants.some((grant) => grant.role === role);
    if (isIn('unit')) return unitDeedsOf(this.units);
    return isIn('community') ? loopClerkDeedsOf(this.units) : officeDeedsOf(this.units);
  }

  private startLife(device: Device): void {
    const stage = this.stageOf(device);
    const life = live(stage, device, this.deedsOf(device));
    this.living.add(device.name);
    void life.then(() => this.living.delete(device.name));
    void this.fate(device, 'offline', this.plan.offlineEvery, async (dice) => {
      this.trace.count('fault: offline');
      device.setOnline(false);
      await this.scheduler.wait(`${device.name} is offline`, dice.between(5_000, 90_000) * this.plan.pace);
      device.setOnline(true);
    });
    void this.fate(device, 'kill', this.plan.killEvery, async (dice) => {
      this.trace.count('fault: browser killed');
      device.die(dice.chance(0.4));
      if (!dice.chance(this.plan.evictOnKill)) return;
      this.trace.count('fault: told evicted');
      device.disk.evict('told');
    });
    void this.fate(device, 'full', this.plan.fullEvery, async (dice) => {
      device.disk.room = dice.pick([0, 300, 3_000]);
      await this.scheduler.wait(`${device.name} is full`, dice.between(10_000, 60_000) * this.plan.pace);
      device.disk.room = null;
    });
    void this.fate(device, 'wake', this.plan.wakeEvery, async () => {
      if (device.setting.isDesk) return;
      const tab = await device.open('worker');
      if (!tab) return;
      lookAround(stage, device, tab);
      await tab.program.outcome(tab.phone.sync.now());
      await tab.program.outcome(tab.phone.close());
      tab.program.kill('sleeps again');
    });
    if (this.plan.isSignedOut)
      void this.fate(device, 'sign-out', this.plan.actMs / 2, async () => {
        this.trace.count('fault: session ended');
        device.isSignedOut = true;
      });
    if (this.plan.clockErrors)
      void this.fate(device, 'clock', this.plan.actMs, async (dice) => {
        this.trace.count('fault: clock jumped');
        device.clockErrorMs = dice.pick([0, 365 * 86_400_000, -365 * 86_400_000, 90_000]);
      });
  }

  /** Something that befalls a device again and again, `every` ms on average. */
  private async fate(
    device: Device,
    what: string,
    every: number | null,
    befall: (dice: Dice) => Promise<void>,
  ): Promise<void> {
    if (every === null) return;
    const dice = this.dice.stream(`${device.name} ${what}`);
    for (;;) {
      await this.scheduler.wait(`${device.name} ${what}`, dice.between(every / 2, every * 1.5));
      if (this.isOver) return;
      await befall(dice);
    }
  }

  private async serverLife(server: Server, name: string): Promise<void> {
    const dice = this.dice.stream(`${name} life`);
    for (;;) {
      await this.scheduler.wait(`${name} watched`, dice.between(1_000, 5_000) * this.plan.pace);
      if (this.isOver) return;
      if (server.isUp && this.plan.weakServer && dice.chance(0.05)) {
        this.trace.count('fault: the server killed');
        server.kill('killed');
      }
      if (server.isUp) continue;
      await this.scheduler.wait(`${name} is down`, dice.between(0, 20_000) * this.plan.pace);
      server.start();
    }
  }

  private async restore(isAnnounced: boolean): Promise<void> {
    const dice = this.dice.stream('restore');
    const { actMs } = this.plan;
    await this.scheduler.wait('backup', dice.between(0, actMs * 0.7));
    const putBack = this.backup(isAnnounced);
    await this.scheduler.wait('restore', dice.between(1_000, actMs * 0.6));
    if (!this.isOver) await putBack();
  }

  /** @returns puts it back */
  private backup(isAnnounced: boolean): () => Promise<void> {
    const backup = this.database.store.backup();
    const book = this.ledger.backup();
    return () => this.putBack(backup, book, isAnnounced);
  }

  private async putBack(backup: Backup, book: ReturnType<Ledger['backup']>, isAnnounced: boolean): Promise<void> {
    for (const server of this.servers) server.kill('the database is restored');
    this.database.restore(backup, isAnnounced);
    const lost = this.ledger.restored(book, isAnnounced);
    this.whistles?.restored(this.database.store.committed(district).rows.values());
    this.trace.count(`restores ${isAnnounced ? 'announced' : 'unannounced'}`);
    this.trace.count('commits lost by restores', lost.length);
    this.trace.event(this.scheduler.now, 'database', `restored, ${lost.length} commits lost`);
    if (isAnnounced) this.trace.count('epochs begun');
    await this.ledger.follow();
  }

  /** A grid goes from one worker to another. */
  private async handOver(): Promise<void> {
    const dice = this.dice.stream('hand over');
    await this.scheduler.wait('hand over', dice.between(this.plan.actMs / 4, this.plan.actMs));
    this.handOverNow(dice.pick(grids), dice.chance(0.5) ? [0, 1] : [1, 2]);
  }

  private handOverNow(grid: string, [from, to]: readonly [number, number]): void {
    const giver = this.town.workers[from];
    const taker = this.town.workers[to];
    if (!giver || !taker) return;
    const at = isoOf(this.scheduler.now);
    this.database.handOver(grid, giver.account, taker.account, at);
    this.trace.count('grids handed over');
    for (const device of this.devices) device.owner = this.database.author(device.owner.account);
  }

  /** An account is closed: what waits on its phones stays there to be seen. */
  private async disable(): Promise<void> {
    const dice = this.dice.stream('disable');
    await this.scheduler.wait('disable', dice.between(this.plan.actMs / 4, this.plan.actMs));
    if (this.isOver) return;
    this.disabled.add(dice.pick(this.devices).owner.account);
    this.trace.count('accounts disabled');
  }

  /** A phone's backup is put on a new phone, and both go on. */
  private async copyPhone(): Promise<void> {
    const dice = this.dice.stream('copy');
    await this.scheduler.wait('copy', dice.between(this.plan.actMs / 5, this.plan.actMs));
    if (this.isOver) return;
    const copy = this.copyFirst();
    if (copy) this.startLife(copy);
  }

  private copyFirst(): Device | null {
    const original = this.devices[0];
    if (!original) return null;
    const copy = this.addDevice('phone1copy', original.owner, false);
    copy.disk = original.disk.copy();
    original.isCopied = true;
    copy.isCopied = true;
    // What it was told of a history that was lost lies on the copied disk too.
    copy.isPolluted = original.isPolluted;
    this.book.copy(original.name, copy.name);
    this.trace.count('fault: phone copied');
    return copy;
  }

  // --- a scene

  private stagehand(): Stagehand {
    const { scheduler, book } = this;
    const stages = new Map<string, Stage>();
    const device = (name: string): Device => {
      const found = this.devices.find((one) => one.name === name);
      if (!found) throw new Error(`no device ${name}`);
      return found;
    };
    const stageAt = (name: string): Stage => {
      const stage = stages.get(name) ?? this.stageOf(device(name));
      stages.set(name, stage);
      return stage;
    };
    /** The page of that number, opened until it stays open. */
    const page = async (at: Device, number: number): Promise<Tab | null> => {
      at.reload();
      for (let tries = 0; tries < 4 && at.tabs.length <= number; tries++) {
        const opened = await at.open('page');
        if (!opened) continue;
        lookAround({ book }, at, opened);
        // The first pull brings the doors; when it dies in it, the page is opened once more.
        await opened.program.outcome(opened.phone.sync.now());
      }
      return at.tabs[number] ?? at.tabs[0] ?? null;
    };
    const actIn =
      (number: number): Stagehand['act'] =>
      async (name, step) => {
        const tab = await page(device(name), number);
        if (tab) await step(stageAt(name), device(name), tab);
        else this.violate(`${name} cannot be opened`);
      };
    return {
      device,
      act: actIn(0),
      actBeside: actIn(1),
      async wakeWorker(name) {
        const tab = await device(name).open('worker');
        if (!tab) return;
        lookAround({ book }, device(name), tab);
        await tab.program.outcome(tab.phone.sync.now());
        tab.program.kill('sleeps again');
      },
      wait: (ms) => scheduler.wait('the scene goes on', ms),
      copyPhone: () => void this.copyFirst(),
      backup: () => this.backup(true),
      handOver: () => this.handOverNow(grids[0], [0, 1]),
    };
  }

  // --- the end

  private async story(): Promise<void> {
    if (this.scene) await this.scene.play(this.stagehand());
    else await this.scheduler.wait('the day', this.plan.actMs);
    this.isOver = true;
    this.faults = calm;
    this.trace.event(this.scheduler.now, '-', 'faults stop');
    for (const device of this.devices) {
      device.disk.room = null;
      device.isSignedOut = false;
      device.setOnline(true);
    }
    for (const server of this.servers) server.start();
    const patience = this.scheduler.now + 10 * 60_000 + 2 * (this.plan.restMs ?? 0);
    while (this.living.size > 0 && this.scheduler.now < patience)
      await this.scheduler.wait('people end', 1_000 * this.plan.pace);
    if (this.living.size > 0) return this.violate(`${[...this.living].join(', ')} waits for ever`);
    const stage = { book: this.book, broken: this.violate.bind(this) };
    for (const device of this.devices) {
      device.reload();
      const tab = device.tabs[0] ?? (await device.open('page'));
      if (!tab) return this.violate(`${device.name} cannot be opened when all is calm`);
      // The page may not have heard yet what another one did.
      await tab.program.outcome(tab.phone.sync.now());
      settle(stage, device, tab);
    }
    const until = this.scheduler.now + drainMs;
    while (!this.isDrained() && this.scheduler.now < until) await this.scheduler.wait('drains', 10_000);
    await this.announceLate();
    // What the last of them did must still reach the others.
    await this.scheduler.wait('settles', 60_000);
    for (const device of this.devices) for (const tab of device.tabs) await tab.program.outcome(tab.phone.sync.now());
    await this.scheduler.wait('settles', 20_000);
    this.reckon();
  }

  /**
   * A restore that took only what nobody had been told, and whose head has grown past every cursor since, leaves no
   * proof: the protocol cannot see it. Its operator says so in the end.
   */
  private async announceLate(): Promise<void> {
    if (!this.ledger.isDoubtful) return;
    this.trace.count('restores that left no proof');
    await this.database.announce(isoOf(this.scheduler.now));
    this.ledger.isDoubtful = false;
    for (const device of this.devices) for (const tab of device.tabs) await tab.program.outcome(tab.phone.sync.now());
    while (!this.isDrained() && this.scheduler.now < start + this.plan.actMs + drainMs)
      await this.scheduler.wait('drains', 10_000);
  }

  private isDrained(): boolean {
    return this.devices.every(
      (device) =>
        this.disabled.has(device.owner.account) ||
        device.tabs.every((tab) => tab.phone.outbox.all().every((record) => hasArrived(tab, record))),
    );
  }

  private reckon(): void {
    const violate = this.violate.bind(this);
    // What another page had saved and died over may have come to light since.
    for (const device of this.devices)
      for (const tab of device.tabs) settle({ book: this.book, broken: violate }, device, tab);
    checkEnd({
      devices: this.devices,
      ledger: this.ledger,
      book: this.book,
      nowMs: this.scheduler.now,
      isLong: this.plan.actMs > keepSentMs,
      isHandedOver: this.plan.isHandedOver,
      isDisabled: (account) => this.disabled.has(account),
      isByTime: (id) => this.byTime.has(id),
      hasBytes: (account, sha256) => this.bytes.has(`${account} ${sha256} full`),
      violate,
    });
    for (const device of this.devices) {
      const scopes = this.scopesNow(device.owner.account);
      if (!this.disabled.has(device.owner.account))
        for (const tab of device.tabs) this.watches.get(tab)?.lookAtEnd(scopes);
    }
    for (const { result } of this.ledger.commits) this.trace.count(`records ${result.outcome.outcome}`);
    for (const watch of this.watches.values()) this.trace.count('views judged', watch.looks);
  }
}
