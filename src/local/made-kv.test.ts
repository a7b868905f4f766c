// oxlint-disable-next-line import/no-unassigned-import -- it installs itself
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { accountId } from '../../core/testing/builders.ts';
import { openDexieKv } from './dexie-kv.ts';
import { openMadeKv } from './made-kv.ts';
import { madeTables } from './made.ts';
import { madeName } from './registry.ts';

let accounts = 0;
const nobody = () => {};

/** A database of version 1 with forty records, as its app left it. */
async function oldDatabase() {
  const account = accountId(++accounts);
  const kv = await openDexieKv(madeName(account), madeTables, { version: 1, ifNewer: 'read', onReplaced: nobody });
  await kv.write(['meta', 'mutations', 'photos'], async (tx) => {
    await tx.put('meta', 'state', { nextSeq: 7 });
    for (let n = 10; n < 50; n++)
      await tx.put('mutations', `open/${n}`, { id: String(n), payload: { text: `第${n}条` } });
    await tx.put('photos', 'a', { sha256: 'a' });
  });
  kv.close();
  return account;
}
const versionOf = async (account: ReturnType<typeof accountId>): Promise<number | undefined> =>
  (await indexedDB.databases()).find(({ name }) => name === madeName(account))?.version;
async function recordsOf(account: ReturnType<typeof accountId>, version: 1 | 2) {
  const kv =
    version === 2
      ? await openMadeKv(account, nobody)
      : await openDexieKv(madeName(account), madeTables, { version: 1, ifNewer: 'read', onReplaced: nobody });
  const records = await kv.read(['mutations'], (tx) => tx.list('mutations'));
  kv.close();
  return records.map(({ value }) => value as { id: string; clock?: null; payload: { text: string } });
}

describe('an upgrade of what the worker made', () => {
  afterEach(() => vi.restoreAllMocks());

  it('brings every record along', async () => {
    const account = await oldDatabase();
    const records = await recordsOf(account, 2);
    expect(records).toHaveLength(40);
    expect(records.every((record) => record.clock === null && record.payload.text === `第${record.id}条`)).toBe(true);
  });

  it('that dies half-way leaves all of it old and readable, and is done whole by the next opening', async () => {
    const account = await oldDatabase();
    const before = await versionOf(account);
    let puts = 0;
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      if (++puts > 20) throw new DOMException('the browser dies here', 'AbortError');
      return put.apply(this, given);
    });
    await expect(openMadeKv(account, nobody)).rejects.toBeInstanceOf(Error);
    expect(puts).toBeGreaterThan(20);
    vi.restoreAllMocks();
    expect(await versionOf(account)).toBe(before);
    const old = await recordsOf(account, 1);
    expect(old).toHaveLength(40);
    expect(old.some((record) => 'clock' in record)).toBe(false);
    const renewed = await recordsOf(account, 2);
    expect(renewed).toHaveLength(40);
    expect(renewed.every((record) => record.clock === null)).toBe(true);
  });
});
