import { msOf } from '../../../core/lib/time.ts';
import { accountId, household, testGrid, testNow, wang, whistleId } from '../../../core/testing/builders.ts';
import type { Kv } from '../../local/kv.ts';
import { madeTables, type MadeTable } from '../../local/made.ts';
import { openMemoryKv } from '../../local/memory-kv.ts';
import type { Phone, SignedIn } from '../../local/phone.ts';
import { toldTables, type ToldTable } from '../../local/told-state.ts';
import { openPhone } from '../open-phone.ts';
import type { Channel, ChannelMessage, PhoneOptions } from '../phone-options.ts';
import type { Lock } from '../ports.ts';
import { testDigest, TestServer } from './test-server.ts';
import { countingRandom, VirtualClock } from './virtual-time.ts';

export const gridScope = `grid:${testGrid}` as const;
export const wangSignedIn: SignedIn = { id: accountId(1), username: 'wangge', name: wang.name, grants: wang.grants };

/** Everything that a phone is made of, with a server beside it; phones may be opened on it again and again. */
export class TestWorld {
  readonly clock = new VirtualClock(msOf(testNow));
  readonly server = new TestServer(msOf(testNow));
  readonly random = countingRandom();
  readonly lock = exclusiveLock();
  readonly #phones: Phone[] = [];
  readonly #listeners = new Map<object, (message: ChannelMessage) => void>();
  made: Kv<MadeTable> = openMemoryKv(madeTables);
  told: Kv<ToldTable> = openMemoryKv(toldTables);
  isOnline = true;

  constructor() {
    this.server.tell(gridScope, {
      kind: 'grid',
      row: { id: testGrid, rev: 1, name: '第三网格', community: testGrid.slice(0, 12), boundary: [] },
    });
    this.server.tell(gridScope, { kind: 'household', row: household(1) }, { kind: 'household', row: household(2) });
  }

  async open(set: Partial<PhoneOptions> = {}): Promise<Phone> {
    const phone = await openPhone({
      account: wangSignedIn,
      made: unclosing(this.made),
      told: unclosing(this.told),
      isToldShared: true,
      clock: this.clock,
      random: this.random,
      digest: async (bytes) => testDigest(bytes),
      codec: {
        pack: async (text) => new TextEncoder().encode(text),
        unpack: async (bytes) => new TextDecoder().decode(bytes),
      },
      lock: this.lock,
      transport: this.server,
      signs: { isOnline: () => this.isOnline, listen: () => () => {} },
      channel: this.#channel(),
      ...set,
    });
    this.#phones.push(phone);
    return phone;
  }

  /** The process ends: nothing of what it still meant to do happens. */
  async kill(): Promise<void> {
    await Promise.all(this.#phones.splice(0).map((phone) => phone.close()));
  }

  #channel(): Channel {
    const self = {};
    return {
      post: (message) => {
        for (const [other, listener] of this.#listeners) if (other !== self) listener(structuredClone(message));
      },
      listen: (listener) => {
        this.#listeners.set(self, listener);
        return () => this.#listeners.delete(self);
      },
    };
  }
}

/** Closing a phone must not close the world's database. */
const unclosing = <T extends string>(kv: Kv<T>): Kv<T> => ({
  read: (tables, run) => kv.read(tables, run),
  write: (tables, run) => kv.write(tables, run),
  close: () => {},
});

export function exclusiveLock(): Lock {
  const held = new Set<string>();
  return async (name, run) => {
    if (held.has(name)) return false;
    held.add(name);
    try {
      await run();
    } finally {
      held.delete(name);
    }
    return true;
  };
}

export const raising = (
  n: number,
  set: { text?: string; photos?: string[]; voice?: string[]; holdMs?: number } = {},
) => ({
  type: 'whistle.raise' as const,
  payload: {
    whistle: whistleId(n),
    grid: testGrid,
    category: '0103',
    text: set.text ?? '三单元楼道灯不亮',
    emergency: false,
    place: null,
    photos: set.photos ?? [],
    voice: set.voice ?? [],
    household: null,
    occurredAt: testNow,
  },
  holdMs: set.holdMs ?? 0,
});
