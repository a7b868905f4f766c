import type { MadeStore } from './made-store.ts';
import type { Drafts } from './phone.ts';

/** Unfinished work, in the database of what she made. What is read holds all that was given before, written or under way. */
export function draftsOf(made: MadeStore): Drafts {
  let underWay: Promise<unknown> = Promise.resolve();
  function following(write: Promise<void>): Promise<void> {
    underWay = Promise.allSettled([underWay, write]);
    return write;
  }
  return {
    put: (key, value) => following(made.change((tx) => tx.raw.put('drafts', key, value))),
    async get(key) {
      await underWay;
      return made.kv.read(['drafts'], (tx) => tx.get('drafts', key));
    },
    async list() {
      await underWay;
      return made.kv.read(['drafts'], (tx) => tx.list('drafts'));
    },
    remove: (key) => following(made.change((tx) => tx.raw.delete('drafts', key))),
  };
}
