/**
 * The bytes on disk, under `DATA_DIR/photos/<first two digits>/`:
 *   <sha256>.full.jpg, <sha256>.thumb.jpg   made by the server from bytes whose hash it verified
 *   <sha256>.<account>.thumb.jpg            a small picture that came ahead; nobody else's, for its hash proves nothing
 *   <sha256>.voice.webm, .mp4 or .ogg       a voice note as it came
 * A file is there whole or not at all: written beside, synced, renamed.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../../core/lib/id.ts';
import type { VoiceType } from './sniff.ts';

export interface StoredFile {
  type: 'image/jpeg' | VoiceType;
  bytes: Buffer;
}

export interface PhotoFiles {
  keepPhoto(sha256: string, photo: { full: Uint8Array; thumb: Uint8Array }): Promise<void>;
  keepEarlyThumb(sha256: string, account: AccountId, thumb: Uint8Array): Promise<void>;
  keepVoice(sha256: string, type: VoiceType, bytes: Uint8Array): Promise<void>;
  /** The full picture or the voice note. */
  full(sha256: string): Promise<StoredFile | null>;
  /** Made from the full picture. */
  thumb(sha256: string): Promise<StoredFile | null>;
  /** What one of these accounts sent ahead; it stands in until its full picture is here. */
  earlyThumb(sha256: string, senders: readonly AccountId[]): Promise<StoredFile | null>;
}

export function makePhotoFiles(dataDir: string): PhotoFiles {
  const at = (sha256: string, ending: string): string =>
    join(dataDir, 'photos', sha256.slice(0, 2), `${sha256}.${ending}`);
  return {
    async keepPhoto(sha256, { full, thumb }) {
      await writeWhole(at(sha256, 'thumb.jpg'), thumb);
      await writeWhole(at(sha256, 'full.jpg'), full);
    },
    keepEarlyThumb: (sha256, account, thumb) => writeWhole(at(sha256, `${account}.thumb.jpg`), thumb),
    keepVoice: (sha256, type, bytes) => writeWhole(at(sha256, voiceEnding(type)), bytes),
    async full(sha256) {
      const photo = await found(at(sha256, 'full.jpg'), 'image/jpeg');
      if (photo) return photo;
      for (const type of voiceTypes) {
        const voice = await found(at(sha256, voiceEnding(type)), type);
        if (voice) return voice;
      }
      return null;
    },
    thumb: (sha256) => found(at(sha256, 'thumb.jpg'), 'image/jpeg'),
    async earlyThumb(sha256, senders) {
      for (const account of senders) {
        const early = await found(at(sha256, `${account}.thumb.jpg`), 'image/jpeg');
        if (early) return early;
      }
      return null;
    },
  };
}

const voiceTypes: readonly VoiceType[] = ['audio/webm', 'audio/mp4', 'audio/ogg'];
const voiceEnding = (type: VoiceType): string => `voice.${type.slice('audio/'.length)}`;

async function found(path: string, type: StoredFile['type']): Promise<StoredFile | null> {
  try {
    return { type, bytes: await readFile(path) };
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw fault;
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (fault) {
    await rm(beside, { force: true });
    throw fault;
  }
  // The rename itself is durable once the folder is.
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
