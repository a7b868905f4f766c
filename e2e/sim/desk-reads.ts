/**
 * `GET /api/desk/waiting` and `/api/desk/whistles/:id` over the store in memory: which rows somebody is told of, and how
 * much of each, is decided by the functions of the routes.
 */
import type { AccountId } from '../../core/lib/id.ts';
import type { Iso } from '../../core/lib/time.ts';
import type { Author } from '../../core/org/role.ts';
import type { WhistleEventRow, WhistleRow } from '../../core/whistle/whistle.ts';
import { dueOf, holdersOf } from '../../core/whistle/waiting.ts';
import { deskGrantsAt, openedBy, type OpenedWhistle } from '../../server/modules/desk/waiting.ts';
import type { ReadTx, SyncStore } from '../../server/modules/sync/store.ts';
import { allScopes, district } from './town.ts';

export type DeskPath = 'waiting' | 'listed' | 'whistle';

/** What a desk is told. `listed`: the ids of all whistles that it may open, as its list of the area would show them. */
export interface DeskAnswers {
  waiting: { whistles: WhistleRow[] };
  listed: { ids: WhistleRow['id'][] };
  whistle: Omit<OpenedWhistle, 'whistle'> & { whistle: WhistleRow };
}

export interface DeskViews {
  openedBy: typeof openedBy;
}
export const deskViews: DeskViews = { openedBy };

/** @returns null: no such whistle, or no part in it */
export async function readDesk(
  store: SyncStore,
  { account, path, body, now }: { account: AccountId; path: DeskPath; body: unknown; now: Iso },
  views: DeskViews,
): Promise<DeskAnswers[DeskPath] | null> {
  return store.read(district, async (tx) => {
    const author = await tx.author(account);
    const reader = author && { author, now, grants: deskGrantsAt(author.grants, now) };
    if (!reader || reader.grants.length === 0) return null;
    if (path === 'whistle') return openOne(tx, (body as { id: WhistleRow['id'] }).id, reader, views);
    const rows = await whistlesOf(tx);
    const told = rows.flatMap((row) => views.openedBy(row, [], reader)?.whistle ?? []);
    if (path === 'listed') return { ids: told.map(({ id }) => id) };
    return {
      whistles: told
        .filter(({ id }) => rows.some((row) => row.id === id && waitsFor(row, reader.grants)))
        .toSorted(byDue),
    };
  });
}

export async function whistlesOf(tx: ReadTx): Promise<WhistleRow[]> {
  return (await rowsOf(tx, 'whistle')).flatMap((entry) => (entry.kind === 'whistle' ? [entry.row] : []));
}

async function openOne(
  tx: ReadTx,
  id: WhistleRow['id'],
  reader: { author: Author; now: Iso; grants: Author['grants'] },
  views: DeskViews,
): Promise<DeskAnswers['whistle'] | null> {
  const [found] = await tx.rows([{ kind: 'whistle', id }]);
  if (found?.kind !== 'whistle') return null;
  const events = (await rowsOf(tx, 'event')).flatMap((entry): WhistleEventRow[] =>
    entry.kind === 'event' && entry.row.whistle === id ? [entry.row] : [],
  );
  return views.openedBy(found.row, events, reader);
}

async function rowsOf(tx: ReadTx, kind: 'whistle' | 'event') {
  const listed = [];
  for (const scope of allScopes)
    if (scope.startsWith('grid:'))
      listed.push(...(await tx.feed(scope, 0, 1_000_000)).filter((one) => one.kind === kind && one.op === 'put'));
  return tx.rows(listed);
}

const waitsFor = (row: WhistleRow, grants: Author['grants']): boolean =>
  holdersOf(row).some((holder) => grants.some(({ area }) => area === holder));
const byDue = (a: WhistleRow, b: WhistleRow): number => {
  const [one, other] = [`${dueOf(a).dueAt} ${a.id}`, `${dueOf(b).dueAt} ${b.id}`];
  return one < other ? -1 : one > other ? 1 : 0;
};
