/** What the data of the phone is given from outside: it owns no clock, no randomness, no hashing, no compression. */
export interface Given {
  /** Milliseconds since 1970 by this device's clock, which may be wrong. */
  now(): number;
  /** A new UUIDv7. */
  uuid(): string;
}

export type HashOf = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

export interface Packing {
  pack(text: string): Promise<Uint8Array<ArrayBuffer>>;
  unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
}
