/**
 * What a phone is made of. `openPhone(options)` in open-phone.ts gives the one object that screens work with; the
 * page, a test and the simulation differ only in what they hand in.
 */
import type { WorkCalendar } from '../../core/calendar/workdays.ts';
import type { Poke } from '../../core/protocol/pull.ts';
import type { Kv } from '../local/kv.ts';
import type { MadeTable } from '../local/made.ts';
import type { Phone, SignedIn } from '../local/phone.ts';
import type { ToldTable } from '../local/told-state.ts';
import type { Crypto } from './crypto.ts';
import type { Clock, Codec, Digest, Lock, Random, Transport } from './ports.ts';

export interface PhoneOptions {
  account: SignedIn;
  made: Kv<MadeTable>;
  told: Kv<ToldTable>;
  /** Whether other tabs read the same `told`: then one pulls for all. A desk keeps it in each tab's memory. */
  isToldShared: boolean;
  clock: Clock;
  random: Random;
  digest: Digest;
  codec: Codec;
  /** What was told is sealed with it before it lies on the disk; absent: it lies there as it is. */
  crypto?: Crypto;
  lock: Lock;
  transport: Transport;
  /** The shipped one when absent. */
  calendar?: WorkCalendar;
  /** The device's own signs; without them it is online and visible for ever. */
  signs?: Signs;
  /** Other tabs and the service worker of the same account; without it this page is alone. */
  channel?: Channel;
  /** The server's stream of pokes; without it the loop looks each few minutes. */
  pokes?: PokeStream;
  /** Asks the browser to wake the service worker when there is a network. */
  wakeUp?: () => Promise<void>;
  /** Whether it is connected by Wi-Fi or a cable; null (and without it) where the device does not say. */
  isOnWifi?: () => boolean | null;
  /** Bytes that may still be stored; null when the device does not say. */
  room?: () => Promise<number | null>;
}

export type OpenPhone = (options: PhoneOptions) => Promise<Phone>;

export interface Signs {
  isOnline(): boolean;
  /** The network came or went, or somebody looks at the page again. @returns stops it */
  listen(listener: (sign: 'online' | 'offline' | 'visible') => void): () => void;
}

/** Says what changed in the databases that tabs share, and hands pokes on. */
export type ChannelMessage = { kind: 'made' } | { kind: 'told' } | { kind: 'poke'; poke: Poke };
export interface Channel {
  post(message: ChannelMessage): void;
  /** Messages of others, never own ones. @returns stops it */
  listen(listener: (message: ChannelMessage) => void): () => void;
}

/** Opens the stream; resolves when it ended, for whatever reason, or the signal was aborted. */
export type PokeStream = (onPoke: (poke: Poke) => void, signal: AbortSignal) => Promise<void>;
