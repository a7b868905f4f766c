/** What the worker made, in the browser: the page and the service worker open it alike. */
import type { AccountId } from '../../core/lib/id.ts';
import { openDexieKv } from './dexie-kv.ts';
import type { Kv, KvWriter } from './kv.ts';
import { madeTables, type MadeMutation, type MadeTable } from './made.ts';
import { madeName } from './registry.ts';

/** Raised when its rows get another shape. */
const version = 2;

/** @throws StorageFull, StorageClosed */
export const openMadeKv = (account: AccountId, onReplaced: () => void): Promise<Kv<MadeTable>> =>
  openDexieKv(madeName(account), madeTables, { version, ifNewer: 'read', onReplaced, upgrade });

/** From version 1: what was known of the clock at saving, and what was given up. */
async function upgrade(tx: KvWriter<string>): Promise<void> {
  for (const { key, value } of await tx.list('mutations')) {
    const record = value as Partial<MadeMutation>;
    await tx.put('mutations', key, { clock: null, givenUpAt: null, ...record });
  }
}
