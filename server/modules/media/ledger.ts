import type { AccountId } from '../../../core/lib/id.ts';

/** What media asks of whoever keeps the record; `app.ts` hands it in. */
export interface MediaLedger {
  /** The account sent these bytes; photos of its whistles follow. Durable when resolved. */
  claim(
    district: string,
    claim: {
      account: AccountId;
      sha256: string;
      state: 'here' | 'refused';
      type: string;
      width: number | null;
      height: number | null;
    },
  ): Promise<void>;
  claimOf(district: string, account: AccountId, sha256: string): Promise<{ state: 'here' | 'refused' } | null>;
  settle(district: string, account: AccountId, hashes: readonly string[]): Promise<void>;
}
