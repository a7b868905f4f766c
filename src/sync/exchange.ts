/**
 * One exchange with the server: what waits goes, what is news comes, then the bytes of photos. Each part runs under
 * its lock, so that tabs and the service worker do not do it twice; what runs elsewhere is left out.
 */
import type { PullReply } from '../../core/protocol/pull.ts';
import type { Given } from '../local/given.ts';
import type { MadeStore } from '../local/made-store.ts';
import type { PhonePhotos } from '../local/phone-photos.ts';
import { dropWhatIsOver } from '../local/retention.ts';
import type { Told } from '../local/told.ts';
import { outcomeOfFault, type Outcome } from './outcome.ts';
import { complaintsDue, sendComplaints } from './complaints.ts';
import type { Digest, Lock, Transport } from './ports.ts';
import { pullTold } from './pull.ts';
import { pushOutbox } from './push.ts';
import { uploadPhotos } from './upload.ts';

export interface ExchangeParts {
  made: MadeStore;
  photos: PhonePhotos;
  transport: Transport;
  lock: Lock;
  given: Given;
}

/** The service worker's half: everything that goes, nothing that comes. */
export async function sendAll(parts: ExchangeParts): Promise<Outcome> {
  const pushed = await push(parts);
  if (pushed !== 'done') return pushed;
  const complained = await complain(parts);
  return complained === 'done' ? upload(parts) : complained;
}

export interface PullingParts {
  told: Told;
  isToldShared: boolean;
  digest: Digest;
  onPage: (reply: PullReply) => void;
  onRows: (received: number, expected: number) => void;
}

export async function exchange(parts: ExchangeParts & PullingParts): Promise<Outcome> {
  const { made, told, lock } = parts;
  const { epoch } = made.state;
  // Another page may have stored an answer and died before it could say so: what waits here is looked up on the disk.
  await guarded(() => lookAgain(made));
  const pushed = await push(parts);
  // A refusal of the whole request, or a full disk, does not keep news from coming.
  if (pushed !== 'done' && pushed !== 'busy' && pushed !== 'no' && pushed !== 'storage') return pushed;
  const pull = () => guarded(() => pullTold(parts));
  const pulled = await (parts.isToldShared ? underLock(lock, 'told-pull', pull) : pull());
  if (pulled !== 'done' && pulled !== 'busy') return pulled;
  // A restore came to light: what it lost goes again before anything else.
  if (epoch !== null && made.state.epoch !== epoch) return exchange(parts);
  const tidied = await guarded(() => tidy(made, told));
  const complained = await complain(parts);
  const uploaded = pushed === 'done' ? await upload(parts) : pushed;
  return [pushed, uploaded, tidied, pulled, complained].find((outcome) => outcome !== 'done') ?? 'done';
}

const push = ({ made, transport, lock, given }: ExchangeParts): Promise<Outcome> =>
  underLock(lock, 'outbox-flush', () => guarded(() => pushOutbox(made, transport, given)));

const complain = async ({ made, transport, lock }: ExchangeParts): Promise<Outcome> =>
  complaintsDue(made.complaints).length === 0
    ? 'done'
    : underLock(lock, 'complaints-flush', () => guarded(() => sendComplaints(made, transport)));

const upload = ({ made, photos, transport, lock, given }: ExchangeParts): Promise<Outcome> =>
  underLock(lock, 'photos-upload', () => guarded(() => uploadPhotos(made, photos, transport, given)));

async function underLock(lock: Lock, name: string, run: () => Promise<Outcome>): Promise<Outcome> {
  let outcome: Outcome = 'busy';
  await lock(name, async () => {
    outcome = await run();
  });
  return outcome;
}

async function guarded(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return outcomeOfFault(error);
  }
}

async function lookAgain(made: MadeStore): Promise<Outcome> {
  const isWaiting = [...made.records.values()].some((record) => record.answer === null && record.discardedAt === null);
  if (isWaiting) await made.reload();
  return 'done';
}

/** A grid that was taken from her stays until her queue is out. */
async function tidy(made: MadeStore, told: Told): Promise<Outcome> {
  const isOut = [...made.records.values()].every((record) => record.answer !== null || record.discardedAt !== null);
  if (isOut) await told.purgeLeft();
  await told.compact();
  if (made.state.contactAt !== null) await dropWhatIsOver(made, made.state.contactAt);
  return 'done';
}
