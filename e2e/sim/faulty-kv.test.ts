import { describe, expect, it } from 'vitest';
import { StorageClosed, StorageFull } from '../../src/local/kv.ts';
import { diceOf } from './dice.ts';
import { Disk } from './disk.ts';
import { openFaultyKv, type KvFaults } from './faulty-kv.ts';
import { Program, Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';

const start = Date.UTC(2026, 2, 2);
type Table = 'a' | 'b';

function lab(seed = 1, faults: Partial<KvFaults> = {}) {
  const dice = diceOf(seed);
  const scheduler = new Scheduler(start, dice, new Trace(200));
  const disk = new Disk();
  const broken: string[] = [];
  const open = (name: string, durability: 'strict' | 'relaxed' = 'strict') => {
    const program = new Program(scheduler, name);
    const kv = openFaultyKv<Table>(
      {
        scheduler,
        program,
        disk,
        dice: dice.stream(name),
        faults: () => ({ slowMs: 5, stallMs: 200, full: 0, closed: 0, ...faults }),
        broken: (what) => broken.push(what),
        closed: () => {},
      },
      'made',
      durability,
    );
    return { program, kv };
  };
  const finish = () => scheduler.run(() => false, start + 1_000_000);
  return { scheduler, disk, open, broken, finish, dice };
}

describe('faulty kv', () => {
  it('loses no increment of two tabs that read and write in one transaction', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { open, disk, finish } = lab(seed);
      const increment = async (tab: ReturnType<typeof open>): Promise<void> => {
        for (let i = 0; i < 5; i++)
          await tab.kv.write(['a'], async (tx) => tx.put('a', 'n', Number((await tx.get('a', 'n')) ?? 0) + 1));
      };
      void increment(open('one'));
      void increment(open('two'));
      await finish();
      expect(disk.database('made').table('a').get('n')).toBe(10);
    }
  });

  it('keeps all of a transaction or nothing when its program dies at any await', async () => {
    const outcomes = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const { open, disk, finish, scheduler } = lab(seed);
      const { kv, program } = open('tab');
      const doom = diceOf(seed).between(1, 8);
      let waits = 0;
      scheduler.crashWhen = () => ++waits === doom;
      void kv.write(['a', 'b'], async (tx) => {
        await tx.put('a', 'x', 1);
        await tx.put('b', 'x', 1);
      });
      await finish();
      const kept = [...(disk.databases.get('made')?.tables.values() ?? [])].reduce((sum, rows) => sum + rows.size, 0);
      outcomes.add(kept);
      expect([0, 2]).toContain(kept);
      expect(program.isAlive).toBe(waits < doom);
    }
    expect(outcomes).toEqual(new Set([0, 2]));
  });

  it('lets the others go on after the death of a program that held a transaction', async () => {
    const { open, finish, scheduler } = lab();
    const dead = open('dead');
    const alive = open('alive');
    scheduler.crashWhen = (program, label) => program === dead.program && label.includes('put');
    let done = false;
    void dead.kv.write(['a'], (tx) => tx.put('a', 'x', 1));
    await scheduler.run(() => !dead.program.isAlive, start + 1000);
    void alive.kv.write(['a'], (tx) => tx.put('a', 'y', 2)).then(() => (done = true));
    await finish();
    expect(done).toBe(true);
  });

  it('keeps strict commits when power is lost, and of relaxed ones a beginning', async () => {
    const kept = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      for (const durability of ['strict', 'relaxed'] as const) {
        const { open, disk, finish, dice } = lab(seed);
        const { kv } = open('tab', durability);
        void (async () => {
          for (let i = 0; i < 4; i++) await kv.write(['a'], (tx) => tx.put('a', `${i}`, i));
        })();
        await finish();
        disk.losePower(dice);
        const keys = [...disk.database('made').table('a').keys()];
        expect(keys).toEqual(['0', '1', '2', '3'].slice(0, keys.length));
        if (durability === 'strict') expect(keys).toHaveLength(4);
        else kept.add(keys.length);
      }
    }
    expect(kept.size).toBeGreaterThan(2);
  });

  it('catches an await of something else inside a transaction', async () => {
    const { open, finish, broken } = lab();
    const { kv, program } = open('tab');
    const failed = kv
      .write(['a'], async (tx) => {
        await tx.put('a', 'x', 1);
        await program.wait('a fetch', 100);
        await tx.put('a', 'y', 1);
      })
      .catch((error: unknown) => String(error));
    await finish();
    expect(broken).toHaveLength(1);
    expect(await failed).toContain('over');
  });

  it('rejects a write on a full disk and keeps nothing of it', async () => {
    const { open, finish, disk } = lab(1, { full: 1 });
    const { kv } = open('tab');
    const failed = kv.write(['a'], (tx) => tx.put('a', 'x', 1)).catch((error: unknown) => error);
    await finish();
    expect(await failed).toBeInstanceOf(StorageFull);
    expect(disk.database('made').table('a').size).toBe(0);
  });

  it('rejects everything once closed, and keeps copies that nobody can change', async () => {
    const { open, finish } = lab();
    const { kv } = open('tab');
    const value = { list: [1] };
    const read = kv.write(['a'], (tx) => tx.put('a', 'x', value)).then(() => kv.read(['a'], (tx) => tx.get('a', 'x')));
    await finish();
    expect(await read).toEqual(value);
    expect(await read).not.toBe(value);
    expect(await read).toSatisfy(Object.isFrozen);
    kv.close();
    const failed = kv.read(['a'], (tx) => tx.get('a', 'x')).catch((error: unknown) => error);
    await finish();
    expect(await failed).toBeInstanceOf(StorageClosed);
  });
});
