/**
 * One phone (or desk PC): a disk, a network, a clock that may be wrong, and the programs that run on it. Pages and the
 * service worker of one browser share the disk, the Web Locks and the channel; each may die alone, all die with the
 * device.
 */
import { createHash } from 'node:crypto';
import type { AccountId } from '../../core/lib/id.ts';
import type { Author } from '../../core/org/role.ts';
import type { Poke } from '../../core/protocol/pull.ts';
import type { Phone } from '../../src/local/phone.ts';
import { openPhone } from '../../src/sync/open-phone.ts';
import type { Channel, ChannelMessage, PhoneOptions, PokeStream, Signs } from '../../src/sync/phone-options.ts';
import type { Clock, Codec, Lock, Transport } from '../../src/sync/ports.ts';
import type { Dice } from './dice.ts';
import { Disk, type Durability } from './disk.ts';
import { openFaultyKv, type KvFaults } from './faulty-kv.ts';
import type { Answer, Deliver, Network } from './faulty-network.ts';
import { Program, type Scheduler } from './scheduler.ts';
import { transportOver } from './transport.ts';

export interface Tab {
  program: Program;
  phone: Phone;
}

export interface DeviceSetting {
  scheduler: Scheduler;
  dice: Dice;
  network: Network;
  kvFaults: () => KvFaults;
  deliver: (account: AccountId, device: Device) => Deliver;
  broken: (what: string) => void;
  /** Whether Web Locks work here; correctness must not rest on them. */
  hasLocks: boolean;
  /** A desk: what the server told stays in memory. */
  isDesk: boolean;
  /** What the worker made is strict, but for a planted bug. */
  madeDurability: Durability;
  /** A planted bug may change what the phone is made of. */
  alter: (options: PhoneOptions, program: Program) => PhoneOptions;
  opened: (tab: Tab) => void;
}

export class Device {
  readonly name: string;
  /** With the grants that the last sign-in told. */
  owner: Author;
  readonly setting: DeviceSetting;
  disk = new Disk();
  clockErrorMs = 0;
  /** Pages that are open. The service worker is not among them: nobody sees it. */
  readonly tabs: Tab[] = [];
  /** Another phone was made from its backup, or it is that one. */
  isCopied = false;
  /** It saw the server between a restore and its discovery. */
  isPolluted = false;
  /** Somebody must sign in again: everything is answered 401. */
  isSignedOut = false;
  private readonly programs = new Set<Program>();
  private readonly held = new Map<string, Program>();
  private readonly listeners = new Map<Program, Set<(message: ChannelMessage) => void>>();
  private readonly signs = new Map<Program, Set<(sign: 'online' | 'offline' | 'visible') => void>>();
  private readonly streams = new Map<Program, (poke: Poke) => void>();
  /** Programs that lost their database to a newer version. */
  private readonly replaced = new Set<Program>();
  private opens = 0;

  constructor(name: string, owner: Author, setting: DeviceSetting) {
    this.name = name;
    this.owner = owner;
    this.setting = setting;
  }

  /** Opens a page or wakes the service worker. @returns null when it died before it was open, or storage refused */
  async open(kind: 'page' | 'worker'): Promise<Tab | null> {
    const { scheduler } = this.setting;
    const program = new Program(scheduler, `${this.name}.${kind === 'page' ? 'tab' : 'sw'}${++this.opens}`);
    this.programs.add(program);
    program.onDeath(() => this.forget(program));
    scheduler.trace.count(kind === 'page' ? 'pages opened' : 'service worker woken');
    const outcome = await program.outcome(openPhone(this.setting.alter(this.options(program), program)));
    if (outcome.end !== 'value') {
      if (outcome.end === 'error') {
        this.expectStorageError(outcome.error);
        program.kill('could not open');
      }
      return null;
    }
    const tab = { program, phone: outcome.value };
    if (kind === 'page') this.tabs.push(tab);
    this.setting.opened(tab);
    return tab;
  }

  /** What a page of it asks the server by itself, outside the sync; null when nothing comes back. */
  ask(program: Program, path: string, body: object): Promise<Answer | null> {
    const { network, deliver } = this.setting;
    return network.exchange(program, deliver(this.owner.account, this), path, JSON.stringify(body));
  }

  expectStorageError(error: unknown): void {
    if (error instanceof Error && (error.name === 'StorageFull' || error.name === 'StorageClosed')) return;
    this.setting.broken(`${this.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  /** Pages that ask to be reloaded are. */
  reload(): void {
    for (const program of this.replaced) program.kill('reloaded');
    this.replaced.clear();
  }

  /** The browser is killed, or power is lost. */
  die(isPowerLost: boolean): void {
    for (const program of this.programs) program.kill(isPowerLost ? 'power lost' : 'browser killed');
    if (isPowerLost) this.setting.scheduler.trace.count('relaxed commits lost', this.disk.losePower(this.setting.dice));
  }

  setOnline(isOnline: boolean): void {
    if (this.setting.network.isOnline === isOnline) return;
    this.setting.network.isOnline = isOnline;
    for (const listeners of this.signs.values())
      for (const listener of listeners) listener(isOnline ? 'online' : 'offline');
  }

  poke(poke: Poke): void {
    if (!this.setting.network.isOnline) return;
    for (const [program, stream] of this.streams) void this.hear(program, stream, poke);
  }

  private async hear<T>(program: Program, listener: (it: T) => void, it: T): Promise<void> {
    await program.wait('hears', this.setting.dice.between(0, 300));
    listener(it);
  }

  private forget(program: Program): void {
    this.programs.delete(program);
    this.listeners.delete(program);
    this.signs.delete(program);
    this.streams.delete(program);
    for (const [name, holder] of this.held) if (holder === program) this.held.delete(name);
    const at = this.tabs.findIndex((tab) => tab.program === program);
    if (at >= 0) this.tabs.splice(at, 1);
  }

  private options(program: Program): PhoneOptions {
    const { scheduler, dice, kvFaults, broken, network, deliver, isDesk } = this.setting;
    const kv = { scheduler, program, dice, faults: kvFaults, broken, closed: () => this.replaced.add(program) };
    return {
      account: {
        id: this.owner.account,
        username: this.name,
        name: this.owner.name,
        grants: this.owner.grants,
      },
      made: openFaultyKv({ ...kv, disk: this.disk }, 'made', this.setting.madeDurability),
      told: openFaultyKv({ ...kv, disk: isDesk ? new Disk() : this.disk }, 'told', 'relaxed'),
      isToldShared: !isDesk,
      clock: this.clock(program),
      random: { bytes: (count) => dice.bytes(count), fraction: () => dice.fraction() },
      digest: async (bytes) => {
        await program.wait('digest', 1);
        return createHash('sha256').update(bytes).digest('hex');
      },
      codec: codecOf(program),
      lock: this.lock(program),
      transport: this.transport(program, network, deliver(this.owner.account, this)),
      signs: this.signsOf(program),
      channel: this.channel(program),
      pokes: this.pokes(program),
      wakeUp: () => program.wait('asks to be woken', 1),
      room: async () => null,
    };
  }

  private clock(program: Program): Clock {
    return {
      now: () => this.setting.scheduler.now + this.clockErrorMs,
      sleep: (ms, signal) => program.sleep('sleep', ms, signal),
    };
  }

  private transport(program: Program, network: Network, deliver: Deliver): Transport {
    return transportOver((path, text) => network.exchange(program, deliver, path, text));
  }

  private lock(program: Program): Lock {
    return async (name, run) => {
      await program.wait(`lock ${name}`, 0);
      if (this.setting.hasLocks && this.held.has(name)) return false;
      if (this.setting.hasLocks) this.held.set(name, program);
      try {
        await run();
      } finally {
        if (program.isAlive && this.setting.hasLocks) this.held.delete(name);
      }
      return true;
    };
  }

  private channel(program: Program): Channel {
    return {
      post: (message) => {
        if (!program.isAlive) return;
        for (const [other, listeners] of this.listeners)
          if (other !== program) for (const listener of listeners) void this.hear(other, listener, message);
      },
      listen: (listener) => listenIn(this.listeners, program, listener),
    };
  }

  private signsOf(program: Program): Signs {
    return {
      isOnline: () => this.setting.network.isOnline,
      listen: (listener) => listenIn(this.signs, program, listener),
    };
  }

  private pokes(program: Program): PokeStream {
    return async (onPoke, signal) => {
      if (!this.setting.network.isOnline) return program.wait('no stream', 10);
      this.streams.set(program, onPoke);
      await program.sleep('stream', this.setting.dice.between(5_000, 120_000), signal);
      if (this.streams.get(program) === onPoke) this.streams.delete(program);
    };
  }
}

function listenIn<T>(all: Map<Program, Set<(it: T) => void>>, program: Program, listener: (it: T) => void): () => void {
  let own = all.get(program);
  if (!own) all.set(program, (own = new Set()));
  own.add(listener);
  return () => own.delete(listener);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const codecOf = (program: Program): Codec => ({
  async pack(text) {
    await program.wait('pack', 1);
    return encoder.encode(text);
  },
  async unpack(bytes) {
    await program.wait('unpack', 1);
    return decoder.decode(bytes);
  },
});
