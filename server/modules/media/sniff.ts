/** What bytes are, by what they begin with: never by what their sender says. */
export type MediaType = 'image/jpeg' | 'image/png' | 'image/webp' | VoiceType;
export type VoiceType = 'audio/webm' | 'audio/mp4' | 'audio/ogg';

export const isVoice = (type: MediaType): type is VoiceType => type.startsWith('audio/');

export function mediaType(bytes: Uint8Array): MediaType | null {
  const begins = (offset: number, ...expected: readonly number[]): boolean =>
    expected.every((byte, i) => bytes[offset + i] === byte);
  const says = (offset: number, text: string): boolean => begins(offset, ...Buffer.from(text, 'latin1'));

  if (begins(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (says(0, 'RIFF') && says(8, 'WEBP')) return 'image/webp';
  // EBML whose document type, within its first element, is WebM (Matroska knows others).
  if (begins(0, 0x1a, 0x45, 0xdf, 0xa3) && Buffer.from(bytes.subarray(0, 64)).includes('webm', 0, 'latin1'))
    return 'audio/webm';
  if (says(0, 'OggS')) return 'audio/ogg';
  if (says(4, 'ftyp') && voiceBrands.includes(Buffer.from(bytes.subarray(8, 12)).toString('latin1')))
    return 'audio/mp4';
  return null;
}

/** Brands of MP4 files that hold sound; those of pictures (heic, avif) are none. */
const voiceBrands = ['M4A ', 'mp41', 'mp42', 'isom', 'iso2', 'iso4', 'iso5', 'iso6', 'dash', 'MSNV', '3gp4', '3gp5'];
