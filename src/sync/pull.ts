/**
 * Fetches what the server tells (sync, "Protocol": pull). The rules of taking a reply are those of local/told.ts;
 * here is only the asking: again until every scope said `more: false`, and afresh after a restore. A snapshot that does not
 * come, or is not what was promised, is done without: pages are asked for in its stead.
 */
import { makeId } from '../../core/lib/id.ts';
import { isoOf } from '../../core/lib/time.ts';
import type { PullReply } from '../../core/protocol/pull.ts';
import { protocolVersion } from '../../core/protocol/push.ts';
import { acceptSnapshot } from '../../core/protocol/snapshot.ts';
import type { Given } from '../local/given.ts';
import { clampMs, presentDevice } from '../local/made.ts';
import type { MadeStore } from '../local/made-store.ts';
import { adoptEpoch } from '../local/sending.ts';
import type { Told } from '../local/told.ts';
import { noteContact } from './contact.ts';
import { outcomeOf, outcomeOfProblem, type Outcome } from './outcome.ts';
import type { Digest, Transport } from './ports.ts';
import { fetchSnapshots } from './snapshots.ts';

/** Resets, restores and other tabs in one run; more than that is a server that cannot be agreed with for now. */
const repairLimit = 8;

export interface PullParts {
  made: MadeStore;
  told: Told;
  transport: Pick<Transport, 'pull' | 'snapshot'>;
  given: Given;
  digest: Digest;
  /** A reply was taken. */
  onPage: (reply: PullReply) => void;
  /** Snapshots are on their way: rows that came, of so many. */
  onRows: (received: number, expected: number) => void;
}

export async function pullTold({ made, told, transport, given, digest, onPage, onRows }: PullParts): Promise<Outcome> {
  let repairs = 0;
  let accept = [acceptSnapshot];
  const newDevice = () => makeId('device', given.uuid());
  for (;;) {
    const { epoch } = made.state;
    await told.startAnew(epoch);
    const device = presentDevice(made.state);
    const cursors = told.cursors();
    const askedMs = given.now();
    const reply = await transport.pull({
      protocol: protocolVersion,
      epoch,
      device,
      sentAt: isoOf(clampMs(askedMs)),
      acked: made.state.answeredSeq,
      formerly: made.state.devices.slice(0, -1).slice(-20),
      cursors,
      masks: told.masks(),
      accept,
    });
    if (reply.kind === 'problem' && reply.problem.code === 'epoch-changed' && reply.problem.epoch !== undefined) {
      await adoptEpoch(made, reply.problem.epoch, newDevice());
      if (++repairs > repairLimit) return outcomeOfProblem(reply.problem);
      continue;
    }
    if (reply.kind !== 'ok') return outcomeOf(reply);
    // The first contact, or a restore that the server met this request with: the epoch is agreed before its rows are.
    if (reply.body.epoch !== epoch) await adoptEpoch(made, reply.body.epoch, newDevice());
    if (epoch !== null && reply.body.epoch !== epoch) {
      if (++repairs > repairLimit) return 'again';
      continue;
    }
    await noteContact(made, askedMs, given.now(), reply.body.serverTime);
    const snapshots = await fetchSnapshots(reply.body, transport, digest, onRows);
    if (!snapshots) {
      accept = [];
      continue;
    }
    const taken = await told.take(reply.body, device, snapshots);
    if (taken === 'complete') {
      onPage(reply.body);
      return 'done';
    }
    if (taken === 'more') onPage(reply.body);
    const hasMoved = taken === 'more' && JSON.stringify(told.cursors()) !== JSON.stringify(cursors);
    if (!hasMoved && ++repairs > repairLimit) return 'again';
  }
}
