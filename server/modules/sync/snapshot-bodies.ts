/** The texts of snapshots as they lie in the database and as they go out. */
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gzip } from 'node:zlib';
import type { SnapshotHead } from './store.ts';

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
const toBrotli = promisify(brotliCompress);
const fromBrotli = promisify(brotliDecompress);
const toGzip = promisify(gzip);

/** Once for many readers, away from the main thread: a good squeeze pays. */
export const packSnapshot = (text: string): Promise<Uint8Array> =>
  toBrotli(text, { params: { [BROTLI_PARAM_QUALITY]: 9, [BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text) } });

export type Encoding = 'br' | 'gzip' | 'identity';

/** What a request takes; brotli first, as it is kept so. */
export function encodingOf(accepted: string | undefined): Encoding {
  const taken = (accepted ?? '').split(',').flatMap((one) => {
    const [name = '', q = ''] = one
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    return /^q=0(\.0*)?$/.test(q) ? [] : [name];
  });
  return (['br', 'gzip'] as const).find((encoding) => taken.includes(encoding)) ?? 'identity';
}

/** Encoded bodies of the last few, by what they hold: nobody is asked for rights here. */
export class SnapshotBodies {
  readonly #limitBytes: number;
  readonly #bodies = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(limitBytes = 32 * 1024 * 1024) {
    this.#limitBytes = limitBytes;
  }

  /** @param read the body as it is kept; null when it went meanwhile */
  async get(
    { sha256 }: SnapshotHead,
    encoding: Encoding,
    read: () => Promise<Uint8Array | null>,
  ): Promise<Uint8Array | null> {
    const key = `${encoding} ${sha256}`;
    const known = this.#bodies.get(key);
    if (known) {
      // The last used stays longest.
      this.#bodies.delete(key);
      this.#bodies.set(key, known);
      return known;
    }
    const kept = await read();
    const body = kept && (await encoded(kept, encoding));
    if (body) this.#keep(key, body);
    return body;
  }

  #keep(key: string, body: Uint8Array): void {
    if (this.#bodies.has(key)) return;
    this.#bodies.set(key, body);
    this.#bytes += body.length;
    for (const [oldest, { length }] of this.#bodies) {
      if (this.#bytes <= this.#limitBytes) return;
      this.#bodies.delete(oldest);
      this.#bytes -= length;
    }
  }
}

async function encoded(kept: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
  if (encoding === 'br') return kept;
  const text = await fromBrotli(kept);
  return encoding === 'gzip' ? toGzip(text) : text;
}
