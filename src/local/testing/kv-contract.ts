import { expect, it } from 'vitest';
import type { Kv } from '../kv.ts';

export type TestTable = 'a' | 'b';
export const testTables = ['a', 'b'] as const;

/** What every database under the port must do. */
export function kvContract(open: () => Promise<Kv<TestTable>>): void {
  it('keeps what a transaction wrote', async () => {
    const kv = await open();
    await kv.write(['a'], (tx) => tx.put('a', 'k', { n: 1, bytes: new Uint8Array([1, 2]) }));
    expect(await kv.read(['a'], (tx) => tx.get('a', 'k'))).toEqual({ n: 1, bytes: new Uint8Array([1, 2]) });
    expect(await kv.read(['a'], (tx) => tx.get('a', 'other'))).toBeUndefined();
  });

  it('keeps nothing of a transaction that failed', async () => {
    const kv = await open();
    await kv.write(['a', 'b'], async (tx) => {
      await tx.put('a', 'k', 1);
      await tx.put('b', 'k', 1);
    });
    const failed = kv.write(['a', 'b'], async (tx) => {
      await tx.put('a', 'k', 2);
      await tx.delete('b', 'k');
      throw new Error('stop');
    });
    await expect(failed).rejects.toThrow('stop');
    const both = await kv.read(['a', 'b'], async (tx) => [await tx.get('a', 'k'), await tx.get('b', 'k')]);
    expect(both).toEqual([1, 1]);
  });

  it('reads its own writes inside a transaction', async () => {
    const kv = await open();
    const seen = await kv.write(['a'], async (tx) => {
      await tx.put('a', 'k', 7);
      return tx.get('a', 'k');
    });
    expect(seen).toBe(7);
  });

  it('lists by key, all or those with a prefix', async () => {
    const kv = await open();
    await kv.write(['a'], async (tx) => {
      for (const key of ['p/2', 'q/1', 'p/1', 'p0']) await tx.put('a', key, key);
    });
    const keys = async (prefix?: string) =>
      (await kv.read(['a'], (tx) => tx.list('a', prefix))).map(({ key, value }) => [key, value]);
    expect(await keys()).toEqual([
      ['p/1', 'p/1'],
      ['p/2', 'p/2'],
      ['p0', 'p0'],
      ['q/1', 'q/1'],
    ]);
    expect(await keys('p/')).toEqual([
      ['p/1', 'p/1'],
      ['p/2', 'p/2'],
    ]);
  });

  it('deletes and clears', async () => {
    const kv = await open();
    await kv.write(['a'], async (tx) => {
      for (const key of ['1', '2', '3']) await tx.put('a', key, key);
      await tx.delete('a', '2');
      await tx.delete('a', 'unknown');
    });
    expect((await kv.read(['a'], (tx) => tx.list('a'))).map(({ key }) => key)).toEqual(['1', '3']);
    await kv.write(['a'], (tx) => tx.clear('a'));
    expect(await kv.read(['a'], (tx) => tx.list('a'))).toEqual([]);
  });

  it('runs writes one after the other, none of them lost', async () => {
    const kv = await open();
    const add = () =>
      kv.write(['a'], async (tx) => {
        await tx.put('a', 'n', Number((await tx.get('a', 'n')) ?? 0) + 1);
      });
    await Promise.all(Array.from({ length: 20 }, add));
    expect(await kv.read(['a'], (tx) => tx.get('a', 'n'))).toBe(20);
  });

  it('gives copies: what is changed afterwards stays outside', async () => {
    const kv = await open();
    const value = { list: [1] };
    await kv.write(['a'], (tx) => tx.put('a', 'k', value));
    value.list.push(2);
    expect(await kv.read(['a'], (tx) => tx.get('a', 'k'))).toEqual({ list: [1] });
  });

  it('says so once it is closed', async () => {
    const kv = await open();
    kv.close();
    await expect(kv.read(['a'], (tx) => tx.get('a', 'k'))).rejects.toMatchObject({ name: 'StorageClosed' });
    await expect(kv.write(['a'], (tx) => tx.put('a', 'k', 1))).rejects.toMatchObject({ name: 'StorageClosed' });
  });
}
