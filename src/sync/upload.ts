/**
 * Sends the bytes of photos whose records are on their way: all small pictures first, so that the desk sees something,
 * then the full ones. A photo is confirmed only when the server said its hash; until then its bytes stay. Where she
 * paused them, or lets them go by Wi-Fi alone, the one that is on its way ends and no other begins.
 */
import type { MadePhoto } from '../local/made.ts';
import type { MadeStore } from '../local/made-store.ts';
import { serverNow } from '../local/made.ts';
import type { PhonePhotos } from '../local/phone-photos.ts';
import { outcomeOf, outcomeOfProblem, type Outcome } from './outcome.ts';
import type { Clock, Transport, Upload } from './ports.ts';

export async function uploadPhotos(
  made: MadeStore,
  photos: PhonePhotos,
  transport: Pick<Transport, 'upload'>,
  clock: Pick<Clock, 'now'>,
): Promise<Outcome> {
  for (const size of ['thumb', 'full'] as const) {
    for (const photo of dueOf(made, size)) {
      if (photos.waitsFor() !== null) return 'done';
      const outcome = await uploadOne(made, photos, transport, clock, photo.sha256, size);
      if (outcome !== 'done') return outcome;
    }
  }
  return 'done';
}

/** Photos that wait for the network: kept, and named by a record that has gone and was not refused. */
export function dueOf(made: MadeStore, size: Upload['size']): MadePhoto[] {
  const isGone = (id: string): boolean => {
    const record = made.records.get(id);
    return record !== undefined && record.sent !== null && record.answer?.result.outcome !== 'refused';
  };
  return [...made.photos.values()].filter(
    (photo) =>
      photo.state === 'kept' &&
      photo.hasBytes &&
      // A voice note has no small picture.
      (size === 'full' || (!photo.isThumbSent && photo.thumb.length > 0)) &&
      photo.records.some(isGone),
  );
}

async function uploadOne(
  made: MadeStore,
  photos: PhonePhotos,
  transport: Pick<Transport, 'upload'>,
  clock: Pick<Clock, 'now'>,
  sha256: string,
  size: Upload['size'],
): Promise<Outcome> {
  const photo = made.photos.get(sha256);
  const bytes = size === 'thumb' ? photo?.thumb : await photos.bytes(sha256);
  if (!photo || !bytes) return 'done';
  photos.progress(sha256, 0);
  try {
    const reply = await transport.upload({ sha256, size, type: photo.voice?.type ?? 'image/jpeg', bytes }, (sent) => {
      if (size === 'full') photos.progress(sha256, sent);
    });
    if (reply.kind === 'ok') {
      if (size === 'thumb') await mark(made, sha256, { isThumbSent: true });
      // Another hash: other bytes arrived than left. They are not what the whistle names, so they go again.
      else if (reply.body.sha256 !== sha256) return 'again';
      else await confirm(made, photo, clock.now());
      return 'done';
    }
    if (reply.kind !== 'problem') return outcomeOf(reply);
    const { code } = reply.problem;
    if (code !== 'not-a-photo' && code !== 'too-large' && code !== 'bad-request')
      return outcomeOfProblem(reply.problem);
    // The server will never take these bytes: the photo says so, the next one goes on.
    await mark(made, sha256, { state: 'refused', reason: code });
    return 'done';
  } finally {
    photos.progress(sha256, null);
  }
}

/** When that was goes by the disk: another page may have met the server and seen that this phone's clock is wrong. */
const confirm = (made: MadeStore, { sha256, size }: MadePhoto, nowMs: number): Promise<void> =>
  made.change(async (tx) => {
    const photo = await tx.photo(sha256);
    if (!photo) return;
    const confirmedAt = serverNow(await tx.state(), nowMs);
    await tx.putPhoto({ ...photo, state: 'confirmed', sentBytes: size, confirmedAt });
  });

const mark = (made: MadeStore, sha256: string, set: Partial<MadePhoto>): Promise<void> =>
  made.change(async (tx) => {
    const photo = await tx.photo(sha256);
    if (photo) await tx.putPhoto({ ...photo, ...set });
  });
