import type { MadeStore } from './made-store.ts';
import type { Drafts } from './phone.ts';

/** Unfinished work, on the disk as it is typed. */
export const draftsOf = (made: MadeStore): Drafts => ({
  put: (key, value) => made.change((tx) => tx.raw.put('drafts', key, value)),
  get: (key) => made.kv.read(['drafts'], (tx) => tx.get('drafts', key)),
  list: () => made.kv.read(['drafts'], (tx) => tx.list('drafts')),
  remove: (key) => made.change((tx) => tx.raw.delete('drafts', key)),
});
