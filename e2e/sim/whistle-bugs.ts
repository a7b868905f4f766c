/** Planted bugs of the life of a whistle: worlds in which offices are at work must notice them. */
import { msOf, hourMs, isoOf } from '../../core/lib/time.ts';
import type { WhistleRow } from '../../core/whistle/whistle.ts';
import type { SyncStore, WriteTx } from '../../server/modules/sync/store.ts';
import type { Bug } from './bug.ts';
import { deskViews } from './desk-reads.ts';
import { altered } from './server-bugs.ts';

/** Everybody at a desk, two of them dispatchers; a good network, so that they meet. */
const busyOffices = { offices: true, workers: 1, thinkMs: 2_000, actMs: 8 * 60_000, restMs: null, pace: 1 } as const;

/** Whistles are written otherwise than they were decided. */
const miswritten = (inner: SyncStore, change: (row: WhistleRow) => WhistleRow): SyncStore =>
  altered(inner, (tx: WriteTx) => ({
    save: (writes) =>
      tx.save({
        ...writes,
        rows: writes.rows.map((entry) =>
          entry.kind === 'whistle' ? { kind: 'whistle', row: change(entry.row) } : entry,
        ),
      }),
  }));

export const whistleBugs: readonly Bug[] = [
  {
    // A decision is taken whatever revision it was made on.
    name: 'stale-rev',
    plan: busyOffices,
    async request(path, body) {
      if (path !== 'push' || body === null || typeof body !== 'object' || !('mutations' in body)) return body;
      const { mutations, ...rest } = body as { mutations: { base?: number }[] };
      return { ...rest, mutations: mutations.map(({ base: _base, ...mutation }) => mutation) };
    },
  },
  {
    // Whoever led before goes on beside the new lead.
    name: 'two-leads',
    plan: busyOffices,
    store: (inner) =>
      miswritten(inner, (row) => ({
        ...row,
        loop: row.loop && {
          ...row.loop,
          orders: row.loop.orders.map((order) => (order.ended?.how === 'replaced' ? { ...order, ended: null } : order)),
        },
      })),
  },
  {
    // Progress gives a unit another hour.
    name: 'clock-moved',
    plan: busyOffices,
    store: (inner) =>
      miswritten(inner, (row) => ({
        ...row,
        clocks: row.clocks.map((clock) =>
          clock.name === 'finish' &&
          clock.state === 'running' &&
          row.loop?.orders.some((one) => one.progressAt !== null)
            ? { ...clock, dueAt: isoOf(msOf(clock.dueAt) + hourMs) }
            : clock,
        ),
      })),
  },
  {
    // A unit is told a whistle as the dispatcher is.
    name: 'views-told',
    plan: busyOffices,
    views: {
      openedBy(row, events, reader) {
        const opened = deskViews.openedBy(row, events, reader);
        return opened && { ...opened, whistle: row, events: [...events] };
      },
    },
  },
];
