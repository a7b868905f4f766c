/**
 * Fetches the snapshots that a reply names. One is taken only when it is the text that was promised, of the scope and
 * version that were: a body cut off on the way, or one of another moment, is none.
 */
import type { Scope } from '../../core/org/scope.ts';
import type { PullReply } from '../../core/protocol/pull.ts';
import { readSnapshot, rowsOfSnapshot, type SnapshotRef } from '../../core/protocol/snapshot.ts';
import { scopesIn, type CameSnapshot, type CameSnapshots } from '../local/told-state.ts';
import type { Digest, Transport } from './ports.ts';

interface Wanted extends SnapshotRef {
  scope: Scope;
  version: number;
}

/**
 * @param onRows rows that came, of so many: by the bytes that came
 * @returns null when one of them is not to be had; there are pages in its stead
 */
export async function fetchSnapshots(
  reply: PullReply,
  transport: Pick<Transport, 'snapshot'>,
  digest: Digest,
  onRows: (received: number, expected: number) => void,
): Promise<CameSnapshots | null> {
  const wanted = scopesIn(reply.scopes).flatMap(([scope, { snapshot, to }]): Wanted[] =>
    snapshot ? [{ ...snapshot, scope, version: to }] : [],
  );
  const expected = wanted.reduce((sum, { rows }) => sum + rows, 0);
  const received = new Map<Scope, number>();
  const came = new Map<Scope, CameSnapshot>();
  for (const one of wanted) {
    const snapshot = await fetchOne(one, transport, digest, (bytes) => {
      received.set(one.scope, Math.floor(one.rows * Math.min(1, bytes / Math.max(1, one.bytes))));
      onRows(
        [...received.values()].reduce((sum, rows) => sum + rows, 0),
        expected,
      );
    });
    if (!snapshot) return null;
    came.set(one.scope, snapshot);
  }
  return came;
}

async function fetchOne(
  { url, sha256, scope, version }: Wanted,
  transport: Pick<Transport, 'snapshot'>,
  digest: Digest,
  onProgress: (bytes: number) => void,
): Promise<CameSnapshot | null> {
  const reply = await transport.snapshot(url, onProgress);
  if (reply.kind !== 'ok' || (await digest(reply.body)) !== sha256) return null;
  const text = new TextDecoder().decode(reply.body);
  const snapshot = readSnapshot(text);
  return snapshot?.scope === scope && snapshot.version === version ? { text, rows: rowsOfSnapshot(snapshot) } : null;
}
