import type { Codec } from '../ports.ts';

const canCompress = typeof CompressionStream !== 'undefined';

export async function gzip(text: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!canCompress) return null;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Gzip where the browser has it, plain UTF-8 where not; the first byte says which. */
export const gzipCodec: Codec = {
  pack: async (text) => (await gzip(text)) ?? new TextEncoder().encode(text),
  async unpack(bytes) {
    if (bytes[0] !== 0x1f) return new TextDecoder().decode(bytes);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  },
};
