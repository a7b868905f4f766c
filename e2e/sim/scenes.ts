/**
 * Twelve short scenes, each a thing that people and servers do in some seconds, for the exhaustive crash: every step may
 * die at every await, and whoever did it opens the page again and goes on with the next.
 */
import { makeId, type WhistleId } from '../../core/lib/id.ts';
import type { OutboxRecord } from '../../src/local/phone.ts';
import { deviceTime, quietly, save, storageFailed, uuid, type Stage } from './acts.ts';
import type { Device, Tab } from './device.ts';
import type { Plan } from './faults.ts';
import { bodyOf } from './record-book.ts';

/** What a scene may do to the world around the phones. */
export interface Stagehand {
  device(name: string): Device;
  /** One step of somebody, in a page of that device, which is opened when there is none. */
  act(device: string, step: Step): Promise<void>;
  /** In a second page beside it. */
  actBeside(device: string, step: Step): Promise<void>;
  wakeWorker(device: string): Promise<void>;
  wait(ms: number): Promise<void>;
  copyPhone(): void;
  backup(): () => Promise<void>;
  handOver(): void;
}

type Step = (stage: Stage, device: Device, tab: Tab) => Promise<void>;

export interface Scene {
  name: string;
  plan?: Partial<Plan>;
  play(hand: Stagehand): Promise<void>;
}

const raise =
  (text: string, set: { holdMs?: number; photo?: boolean } = {}): Step =>
  async (stage, device, tab) => {
    const [grid] = tab.phone.view.all('grid');
    if (!grid) return;
    const photos: string[] = [];
    if (set.photo === true) {
      const bytes = Uint8Array.from(stage.dice.bytes(100));
      const kept = await tab.program.outcome(
        tab.phone.photos.keep({
          bytes,
          thumb: bytes.slice(0, 20),
          width: 4,
          height: 3,
          takenAt: deviceTime(stage, device),
          place: null,
        }),
      );
      if (kept.end === 'error') return storageFailed(device, tab, kept.error);
      if (kept.end === 'dead') return;
      photos.push(kept.value.sha256);
    }
    const whistle: WhistleId = makeId('whistle', uuid(stage, device));
    await save(stage, device, tab, {
      type: 'whistle.raise',
      payload: {
        whistle,
        grid: grid.id,
        category: null,
        text,
        emergency: false,
        place: null,
        photos,
        household: null,
        occurredAt: deviceTime(stage, device),
      },
      holdMs: set.holdMs ?? 0,
    });
  };

const sync: Step = (_, device, tab) => quietly(device, tab, tab.phone.sync.now());

const openRecord = (tab: Tab): OutboxRecord | undefined =>
  tab.phone.outbox.all().find(({ seq, state }) => seq === null && (state === 'held' || state === 'waiting'));

const editOpen: Step = async (stage, device, tab) => {
  const record = openRecord(tab);
  const kept = record && stage.book.of(device.name).get(record.id);
  if (!record || !kept) return;
  const payload = { ...(record.payload as object), text: '改过的话' };
  kept.bodies.add(bodyOf(payload));
  const outcome = await tab.program.outcome(tab.phone.outbox.edit(record.id, payload as never));
  if (outcome.end === 'error') return storageFailed(device, tab, outcome.error);
  if (outcome.end === 'value' && outcome.value.ok)
    kept.bodies = new Set([outcome.value.value ? bodyOf(payload) : bodyOf(record.payload)]);
};

const undoOpen: Step = async (stage, device, tab) => {
  const record = openRecord(tab);
  const kept = record && stage.book.of(device.name).get(record.id);
  if (!record || !kept) return;
  kept.fate = 'open';
  const outcome = await tab.program.outcome(tab.phone.outbox.undo(record.id));
  if (outcome.end === 'dead') return;
  kept.fate = outcome.end === 'value' && outcome.value ? 'undone' : 'kept';
  if (outcome.end === 'error') storageFailed(device, tab, outcome.error);
};

const giveUpSent: Step = async (stage, device, tab) => {
  const record = tab.phone.outbox.all().find(({ state }) => state === 'sending');
  const kept = record && stage.book.of(device.name).get(record.id);
  if (!record || !kept) return;
  kept.fate = 'givenUp';
  await quietly(device, tab, tab.phone.outbox.discard(record.id));
  await quietly(device, tab, tab.phone.outbox.sendAgain(record.id));
};

const rename =
  (name: string): Step =>
  async (stage, device, tab) => {
    const [door] = tab.phone.view.all('household').toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (!door) return;
    const set = { name: { from: door.name, to: name } };
    await save(stage, device, tab, { type: 'household.amend', payload: { household: door.id, set } });
  };

export const scenes: readonly Scene[] = [
  {
    name: 'save',
    async play({ act }) {
      await act('phone1', raise('一楼灯不亮'));
      await act('phone1', raise('二楼灯不亮'));
      await act('phone1', sync);
    },
  },
  {
    name: 'save with a photo',
    async play({ act }) {
      await act('phone1', raise('井盖坏了', { photo: true }));
      await act('phone1', sync);
    },
  },
  {
    name: 'edit in the hold',
    async play({ act, wait }) {
      await act('phone1', raise('先写的话', { holdMs: 8_000 }));
      await act('phone1', editOpen);
      await wait(9_000);
      await act('phone1', sync);
    },
  },
  {
    name: 'undo',
    async play({ act, wait }) {
      await act('phone1', raise('不要的', { holdMs: 8_000 }));
      await act('phone1', undoOpen);
      await act('phone1', raise('要的'));
      await wait(9_000);
      await act('phone1', sync);
    },
  },
  {
    name: 'two tabs',
    plan: { hasLocks: false },
    async play({ act, actBeside }) {
      await act('phone1', raise('这一页'));
      await Promise.all([actBeside('phone1', raise('那一页')), act('phone1', raise('这一页又一条'))]);
      await Promise.all([actBeside('phone1', sync), act('phone1', sync)]);
    },
  },
  {
    name: 'the service worker sends',
    async play({ act, device, wait, wakeWorker }) {
      await act('phone1', sync);
      device('phone1').setOnline(false);
      await act('phone1', raise('关着页面发'));
      for (const tab of device('phone1').tabs.slice()) tab.program.kill('closed by its user');
      device('phone1').setOnline(true);
      await wakeWorker('phone1');
      await wait(1_000);
    },
  },
  {
    name: 'fork',
    async play({ act, copyPhone }) {
      await act('phone1', raise('复制之前'));
      copyPhone();
      await Promise.all([act('phone1', raise('原来那台')), act('phone1copy', raise('新的那台'))]);
      await act('phone1copy', sync);
      await act('phone1', sync);
    },
  },
  {
    name: 'epoch',
    async play({ act, backup }) {
      await act('phone1', raise('备份里有'));
      await act('phone1', sync);
      const restore = backup();
      await act('phone1', raise('备份里没有'));
      await act('phone1', sync);
      await restore();
      await act('phone1', raise('恢复之后'));
      await act('phone1', sync);
    },
  },
  {
    name: 'handed over',
    plan: { workers: 2, isHandedOver: true },
    async play({ act, device, handOver }) {
      await act('phone1', sync);
      device('phone1').setOnline(false);
      await act('phone1', raise('交接之前写的'));
      handOver();
      await act('phone1', raise('交接之后写的'));
      device('phone1').setOnline(true);
      await act('phone1', sync);
      await act('phone2', sync);
    },
  },
  {
    name: 'clash',
    async play({ act }) {
      await act('desk1', sync);
      await act('phone1', sync);
      await Promise.all([act('phone1', rename('陈桂兰')), act('desk1', rename('陈桂芳'))]);
      await Promise.all([act('phone1', sync), act('desk1', sync)]);
      await act('phone1', sync);
    },
  },
  {
    name: 'many pages',
    plan: { pageRows: 2 },
    async play({ act, device }) {
      for (const tab of device('phone1').tabs.slice()) tab.program.kill('closed by its user');
      device('phone1').disk.evict('told');
      await act('desk1', rename('陈桂芳'));
      await act('phone1', sync);
    },
  },
  {
    name: 'given up and taken up again',
    async play({ act, device, wait }) {
      await act('phone1', raise('没有回音'));
      device('phone1').setOnline(false);
      await wait(500);
      await act('phone1', giveUpSent);
      device('phone1').setOnline(true);
      await act('phone1', sync);
    },
  },
];
