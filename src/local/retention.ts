/**
 * What the worker made is thrown away by age alone, and only what is over: 35 days after the server answered or its
 * maker put it away; bytes of photos 7 days after the server confirmed their hash. All by the server's clock, so
 * that a phone with a wrong one loses nothing. A refusal stays until its maker has put it away, and a record that was
 * received until the server has said what became of each photo that it names.
 */
import { dayMs, msOf, type Iso } from '../../core/lib/time.ts';
import { presentDevice, type MadeMutation, type MadePhoto, type MadeState } from './made.ts';
import type { MadeStore, MadeTx } from './made-store.ts';

export const keepSentMs = 35 * dayMs;
export const keepBytesMs = 7 * dayMs;

export async function dropWhatIsOver(made: MadeStore, serverTime: Iso): Promise<void> {
  const age = (at: Iso | null): number => (at === null ? 0 : msOf(serverTime) - msOf(at));
  const isOver = (record: MadeMutation, state: MadeState, photos: readonly (MadePhoto | undefined)[]): boolean => {
    const { answer, discardedAt, sent } = record;
    if (sent?.device === presentDevice(state) && sent.envelope.seq > state.answeredSeq) return false;
    if (discardedAt !== null)
      return age(discardedAt) >= keepSentMs && (!answer || answer.at === null || age(answer.at) >= keepSentMs);
    if (answer?.result.outcome !== 'applied' || age(answer.at) < keepSentMs) return false;
    return photos.every((photo) => photo === undefined || photo.state === 'confirmed' || photo.state === 'refused');
  };
  const areBytesOver = (photo: MadePhoto): boolean =>
    photo.hasBytes && photo.state === 'confirmed' && age(photo.confirmedAt) >= keepBytesMs;

  const records = [...made.records.values()].filter((record) =>
    isOver(
      record,
      made.state,
      record.media.map((sha256) => made.photos.get(sha256)),
    ),
  );
  const photos = [...made.photos.values()].filter(areBytesOver);
  const complaints = [...made.complaints.values()].filter(
    ({ answer }) => answer?.kind === 'received' && age(answer.at) >= keepSentMs,
  );
  if (records.length === 0 && photos.length === 0 && complaints.length === 0) return;
  await made.change(async (tx) => {
    const state = await tx.state();
    for (const { id } of complaints) await tx.dropComplaint(id);
    for (const { sha256 } of photos) {
      const photo = await tx.photo(sha256);
      if (!photo || !areBytesOver(photo)) continue;
      await tx.raw.delete('photoBytes', sha256);
      await tx.putPhoto({ ...photo, hasBytes: false });
    }
    for (const { id } of records) {
      const record = await tx.record(id);
      if (!record) continue;
      const named: (MadePhoto | undefined)[] = [];
      for (const sha256 of record.media) named.push(await tx.photo(sha256));
      if (isOver(record, state, named)) await dropRecord(tx, record);
    }
  });
}

/** With its last record a photo goes too. */
async function dropRecord(tx: MadeTx, record: MadeMutation): Promise<void> {
  await tx.dropRecord(record);
  for (const sha256 of record.media) {
    const photo = await tx.photo(sha256);
    if (!photo) continue;
    const records = photo.records.filter((id) => id !== record.id);
    if (records.length === 0) await tx.dropPhoto(sha256);
    else await tx.putPhoto({ ...photo, records });
  }
}
