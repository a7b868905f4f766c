// oxlint-disable-next-line import/no-unassigned-import -- it installs itself
import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { openDexieKv } from './dexie-kv.ts';
import { openMemoryKv } from './memory-kv.ts';
import { kvContract, testTables } from './testing/kv-contract.ts';

let count = 0;
const nextName = () => `test:${++count}`;
const openAt = (name: string, version = 1, onReplaced = () => {}, ifNewer: 'read' | 'drop' = 'read') =>
  openDexieKv(name, testTables, { version, ifNewer, onReplaced });

describe('the database in memory', () => {
  kvContract(async () => openMemoryKv(testTables));
});

describe('the database of the browser', () => {
  kvContract(() => openAt(nextName()));

  it('keeps everything over closing and opening', async () => {
    const name = nextName();
    const first = await openAt(name);
    await first.write(['a'], (tx) => tx.put('a', 'k', 'kept'));
    first.close();
    const second = await openAt(name);
    expect(await second.read(['a'], (tx) => tx.get('a', 'k'))).toBe('kept');
  });

  it('finishes the save, closes and tells when a newer app takes over', async () => {
    const name = nextName();
    const onReplaced = vi.fn<() => void>();
    const old = await openAt(name, 1, onReplaced);
    const save = old.write(['a'], (tx) => tx.put('a', 'k', 'saved'));
    const newer = await openAt(name, 2);
    await save;
    expect(onReplaced).toHaveBeenCalledOnce();
    expect(await newer.read(['a'], (tx) => tx.get('a', 'k'))).toBe('saved');
    await expect(old.write(['a'], (tx) => tx.put('a', 'k', 'late'))).rejects.toMatchObject({ name: 'StorageClosed' });
  });

  it('is read only when the database is newer than the code and holds own work', async () => {
    const name = nextName();
    const newer = await openAt(name, 3);
    await newer.write(['a'], (tx) => tx.put('a', 'k', 'mine'));
    newer.close();
    const older = await openAt(name, 1);
    expect(await older.read(['a'], (tx) => tx.get('a', 'k'))).toBe('mine');
    await expect(older.write(['a'], (tx) => tx.put('a', 'k', 'x'))).rejects.toMatchObject({ name: 'StorageClosed' });
  });

  it('starts anew when the database is newer than the code and can be fetched again', async () => {
    const name = nextName();
    const newer = await openAt(name, 3);
    await newer.write(['a'], (tx) => tx.put('a', 'k', 'told'));
    newer.close();
    const older = await openAt(name, 1, () => {}, 'drop');
    expect(await older.read(['a'], (tx) => tx.get('a', 'k'))).toBeUndefined();
    await older.write(['a'], (tx) => tx.put('a', 'k', 'again'));
  });

  it('says in its own words that the disk is full', async () => {
    const kv = await openAt(nextName());
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(kv.write(['a'], (tx) => tx.put('a', 'k', 1))).rejects.toMatchObject({ name: 'StorageFull' });
    put.mockRestore();
  });
});
