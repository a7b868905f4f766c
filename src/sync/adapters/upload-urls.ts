import type { Kv } from '../../local/kv.ts';
import type { MadeTable } from '../../local/made.ts';
import type { Upload } from '../ports.ts';

/** Where uploads go on. */
export interface UploadUrls {
  get(upload: Upload): Promise<string | null>;
  put(upload: Upload, url: string): Promise<void>;
  drop(upload: Upload): Promise<void>;
}

const keyOf = ({ sha256, size }: Upload): string => `upload/${sha256}/${size}`;

export const uploadUrlsIn = (made: Kv<MadeTable>): UploadUrls => ({
  get: async (upload) => ((await made.read(['meta'], (tx) => tx.get('meta', keyOf(upload)))) as string) ?? null,
  put: (upload, url) => made.write(['meta'], (tx) => tx.put('meta', keyOf(upload), url)),
  drop: (upload) => made.write(['meta'], (tx) => tx.delete('meta', keyOf(upload))),
});
