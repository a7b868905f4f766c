/**
 * Whoever holds the phone and its disk may read what the server told, unless this port encrypts it. It stands beside
 * compression, and is handed in like it, so that the simulation stays free of asynchronous platform code. For the time
 * being nothing encrypts: the port passes through.
 */
import type { Codec } from './ports.ts';

export interface Crypto {
  seal(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws when they were not sealed with the same key, or were changed since */
  unseal(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

export const plainCrypto: Crypto = { seal: async (bytes) => bytes, unseal: async (bytes) => bytes };

/** Packed first, then sealed: what is sealed cannot be compressed. */
export const sealedCodec = (codec: Codec, crypto: Crypto): Codec => ({
  pack: async (text) => crypto.seal(await codec.pack(text)),
  unpack: async (bytes) => codec.unpack(await crypto.unseal(bytes)),
});
