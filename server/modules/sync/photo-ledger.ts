/**
 * What is on record of bytes: which account sent which, and so which photos of its whistles are here.
 *
 * Bytes and whistle arrive in any order, in two transactions. Each side first commits its own and then looks for the
 * other (`settle`), so at least one of them sees both; and a phone that asks again makes it look again.
 */
import type { AccountId } from '../../../core/lib/id.ts';
import { isoOf, type Iso } from '../../../core/lib/time.ts';
import type { Scope } from '../../../core/org/scope.ts';
import { whistleIn, type KindRow, type PhotoRow, type RowRef } from '../../../core/protocol/rows.ts';
import { feedOf } from './group-image.ts';
import { againOnConflict, type Patience } from './retry.ts';
import type { AuditEntry, MediaClaim, SyncStore, WriteTx } from './store.ts';

export interface PhotoLedger {
  /** The account sent these bytes, and they are kept (or are not what they claimed). */
  claim(district: string, claim: Omit<MediaClaim, 'at'>): Promise<void>;
  /** Photos of the account's whistles become what is known of their bytes. */
  settle(district: string, account: AccountId, hashes: readonly string[]): Promise<void>;
  /** What the account sent under this hash. */
  claimOf(district: string, account: AccountId, sha256: string): Promise<MediaClaim | null>;
}

export interface LedgerDeps extends Patience {
  store: SyncStore;
  now: () => number;
  committed: (district: string, heads: ReadonlyMap<Scope, number>) => void;
}

export function makePhotoLedger(deps: LedgerDeps): PhotoLedger {
  const write = <T>(district: string, work: (tx: WriteTx) => Promise<T>): Promise<T> =>
    againOnConflict(() => deps.store.write(district, work), deps);

  const settle: PhotoLedger['settle'] = async (district, account, hashes) => {
    if (hashes.length === 0) return;
    const heads = await write(district, (tx) => settleIn(tx, district, account, hashes, isoOf(deps.now())));
    if (heads.size > 0) deps.committed(district, heads);
  };

  return {
    settle,
    async claim(district, claim) {
      await write(district, (tx) => tx.claimMedia({ ...claim, at: isoOf(deps.now()) }));
      await settle(district, claim.account, [claim.sha256]);
    },
    async claimOf(district, account, sha256) {
      const [claim] = await write(district, (tx) => tx.mediaClaims(account, [sha256]));
      return claim ?? null;
    },
  };
}

async function settleIn(
  tx: WriteTx,
  district: string,
  account: AccountId,
  hashes: readonly string[],
  now: Iso,
): Promise<Map<Scope, number>> {
  const claims = await tx.mediaClaims(account, hashes);
  if (claims.length === 0) return new Map();
  const awaited = await tx.awaitedPhotos(
    account,
    claims.map(({ sha256 }) => sha256),
  );
  // Locked now, after their whistles, in whose lines it is put on record: somebody may have settled them meanwhile.
  const locked = await tx.lockRows([...awaited, ...awaited.map(({ id }) => whistleOf(id))]);
  const settled = locked.flatMap((entry) => {
    const claim = claims.find(({ sha256 }) => entry.kind === 'photo' && sha256 === entry.row.sha256);
    if (entry.kind !== 'photo' || entry.row.state !== 'awaited' || !claim) return [];
    const { state, width, height } = claim;
    return [{ before: entry, row: { ...entry.row, rev: entry.row.rev + 1, state, width, height, arrivedAt: now } }];
  });
  if (settled.length === 0) return new Map();
  const rows = settled.map(({ row }): KindRow => ({ kind: 'photo', row }));
  return tx.save({
    devices: [],
    results: [],
    rows,
    audit: settled.map(({ row }) => arrivalOf(row, revOf(locked, row.whistle), account, now)),
    feed: settled.flatMap(({ before, row }) => {
      const whistle = whistleIn(before, (id) => locked.find((entry) => entry.row.id === id));
      return feedOf(district, before, { kind: 'photo', row }, { before: whistle, after: whistle });
    }),
  });
}

/** A photo's id begins with its whistle's. */
const whistleOf = (photo: string): RowRef => ({ kind: 'whistle', id: photo.split(':')[0] ?? '' });
const revOf = (locked: readonly KindRow[], whistle: string): number =>
  locked.find(({ kind, row }) => kind === 'whistle' && row.id === whistle)?.row.rev ?? 0;

const arrivalOf = (row: PhotoRow, rev: number, account: AccountId, now: Iso): AuditEntry => ({
  aggregate: { kind: 'whistle', id: row.whistle },
  rev,
  mutation: `media:${row.sha256}`,
  type: 'photo.arrive',
  payload: { sha256: row.sha256, state: row.state },
  by: account,
  device: null,
  phoneAt: now,
  clockErrorMs: null,
  at: now,
});
