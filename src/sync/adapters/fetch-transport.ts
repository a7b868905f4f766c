/**
 * The server over fetch, from the page and from the service worker.
 *
 * Contract: nothing is thrown; whatever happens is one of the four replies. Each request says whose work it carries,
 * so that a session that has meanwhile become somebody else's is refused instead of signing another's work.
 */
import type { AccountId } from '../../../core/lib/id.ts';
import { snapshotPath } from '../../../core/protocol/snapshot.ts';
import type { Reply, Transport } from '../ports.ts';
import { ask } from './ask.ts';
import { gzip } from './gzip.ts';
import type { uploadByTus } from './tus-upload.ts';
import type { UploadUrls } from './upload-urls.ts';
import { isComplaintReply, isOwnType, isPullReply, isPushReply, replyOf } from './wire.ts';

/** Below this, compressing costs more than it spares. */
const gzipFromBytes = 1024;

export const ownHeaders = (account: AccountId): Record<string, string> => ({
  'X-Shaodao': '1',
  'X-Shaodao-Account': account,
});

/**
 * @param uploader asked for with the first photo: a page loads it only then, a service worker may import nothing while it
 * runs and brings it along; null: it could not be loaded now
 */
export function fetchTransport(
  account: AccountId,
  urls: UploadUrls,
  uploader: () => Promise<typeof uploadByTus | null>,
): Transport {
  const headers = ownHeaders(account);
  return {
    push: (request) => post('/api/sync/push', request, headers, isPushReply),
    pull: (request) => post('/api/sync/pull', request, headers, isPullReply),
    complain: (complaint) =>
      ask(
        '/api/complaints',
        {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(complaint),
        },
        isComplaintReply,
      ),
    snapshot: (url, onProgress) =>
      // A reply names an address of its own server, or it is not that server's.
      url.startsWith(snapshotPath) ? download(url, headers, onProgress) : Promise.resolve({ kind: 'foreign' }),
    upload: async (upload, onProgress) => {
      const send = await uploader();
      return send ? send(upload, onProgress, headers, urls) : { kind: 'lost' };
    },
  };
}

async function post<T>(
  path: string,
  body: unknown,
  headers: Record<string, string>,
  isBody: (body: unknown) => body is T,
): Promise<Reply<T>> {
  const text = JSON.stringify(body);
  const packed = text.length > gzipFromBytes ? await gzip(text) : null;
  return ask(
    path,
    {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json', ...(packed && { 'Content-Encoding': 'gzip' }) },
      body: packed ?? text,
    },
    isBody,
  );
}

/** A whole grid over a slow network; what takes longer comes in pages. */
const downloadTimeoutMs = 120_000;

async function download(
  path: string,
  headers: Record<string, string>,
  onProgress: (bytes: number) => void,
): Promise<Reply<Uint8Array<ArrayBuffer>>> {
  try {
    const signal = AbortSignal.timeout(downloadTimeoutMs);
    const response = await fetch(path, {
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      signal,
    });
    if (response.type === 'opaqueredirect') return { kind: 'foreign' };
    const contentType = response.headers.get('content-type');
    if (!response.ok || !response.body || !isOwnType(contentType))
      return replyOf({ status: response.status, contentType, text: await response.text() }, isNothing);
    return { kind: 'ok', body: await bytesOf(response.body, onProgress) };
  } catch {
    return { kind: 'lost' }; // no network, no answer in time, or cut off
  }
}

/** What is no snapshot may be a problem, and nothing else: no JSON is undefined. */
const isNothing = (body: unknown): body is never => body === undefined;

async function bytesOf(
  stream: ReadableStream<Uint8Array>,
  onProgress: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  const reader = stream.getReader();
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    length += next.value.length;
    onProgress(length);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
