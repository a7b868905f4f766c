/**
 * What becomes of bytes once they are all here. Nothing is believed: the type comes from the content, the hash is
 * computed, a picture is decoded and made anew. Only then are they written, and only then on record: the answer that
 * names the hash means that they are durable.
 */
import { createHash } from 'node:crypto';
import type { AccountId } from '../../../core/lib/id.ts';
import { ProblemError } from '../../problems.ts';
import type { PhotoDecoder } from './decoder.ts';
import type { MediaLedger } from './ledger.ts';
import type { PhotoFiles } from './photo-files.ts';
import { isVoice, mediaType, type VoiceType } from './sniff.ts';
import { voiceFacts } from './voice/voice-facts.ts';

/** The largest photo in bytes; the largest and longest voice note. */
export const photoBytesLimit = 8 * 1024 * 1024;
const voiceBytesLimit = 1024 * 1024;
const voiceMsLimit = 60_000;
/** A recorder that is stopped at 60 s ends with the block that it is in. */
const graceMs = 1_500;

export interface ReceivedBytes {
  district: string;
  account: AccountId;
  /** Of the full bytes, as the whistle names them. */
  sha256: string;
  size: 'thumb' | 'full';
  bytes: Uint8Array;
}

export interface Receiver {
  files: PhotoFiles;
  decoder: PhotoDecoder;
  ledger: MediaLedger;
}

/**
 * @returns the hash of what arrived; another than the named one: nothing was kept, other bytes came than were sent
 * @throws ProblemError `not-a-photo` (nor a voice note), `too-large`
 */
export const receiveBytes = (receiver: Receiver, received: ReceivedBytes): Promise<string> =>
  received.size === 'thumb' ? receiveThumb(receiver, received) : receiveFull(receiver, received);

async function receiveThumb({ files, decoder }: Receiver, { account, sha256, bytes }: ReceivedBytes): Promise<string> {
  const type = mediaType(bytes);
  const photo = type && !isVoice(type) ? await decoder.decode(bytes, 'thumb') : null;
  if (!photo) throw notAPhoto();
  await files.keepEarlyThumb(sha256, account, photo.thumb);
  return sha256;
}

async function receiveFull(receiver: Receiver, received: ReceivedBytes): Promise<string> {
  const { files, decoder, ledger } = receiver;
  const { district, account, sha256, bytes } = received;
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== sha256) return hash;
  const type = mediaType(bytes);
  const base = { account, sha256, type: type ?? 'unknown', width: null, height: null };
  if (type && isVoice(type)) {
    const fault = voiceFault(type, bytes);
    if (fault) {
      await ledger.claim(district, { ...base, state: 'refused' });
      throw fault;
    }
    await files.keepVoice(sha256, type, bytes);
    await ledger.claim(district, { ...base, state: 'here' });
    return hash;
  }
  const photo = type === null ? null : await decoder.decode(bytes, 'full');
  if (!photo) {
    await ledger.claim(district, { ...base, state: 'refused' });
    throw notAPhoto();
  }
  await files.keepPhoto(sha256, photo);
  await ledger.claim(district, { ...base, state: 'here', width: photo.width, height: photo.height });
  return hash;
}

/** Kept as it came, so only what is sound alone and short enough is kept. */
function voiceFault(type: VoiceType, bytes: Uint8Array): ProblemError | null {
  if (bytes.length > voiceBytesLimit) return new ProblemError('too-large', 'a voice note holds at most 1 MB');
  const { isSound, durationMs } = voiceFacts(type, bytes);
  if (!isSound) return notAPhoto();
  if (durationMs !== null && durationMs > voiceMsLimit + graceMs)
    return new ProblemError('too-large', 'a voice note lasts at most 60 seconds');
  return null;
}

const notAPhoto = (): ProblemError =>
  new ProblemError('not-a-photo', 'these bytes are no photo of at most 40 megapixels, and no voice note');
