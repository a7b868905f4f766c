/**
 * Bytes of a photo by tus, in chunks that a stairwell's network can carry.
 *
 * Contract: where an upload goes on is kept beside the photo, so that a closed page, a killed browser or the service
 * worker take it up at the last chunk that the server has. It has arrived only when the server said the hash of what
 * it holds: with the last chunk, or when it is asked.
 */
import { DetailedError, Upload as TusUpload, type HttpResponse, type UploadOptions } from 'tus-js-client';
import type { Reply, Upload } from '../ports.ts';
import { ask } from './ask.ts';
import { fetchHttpStack } from './fetch-http-stack.ts';
import type { UploadUrls } from './upload-urls.ts';
import { isMediaState, replyOf } from './wire.ts';

const chunkBytes = 256 * 1024;

export async function uploadByTus(
  upload: Upload,
  onProgress: (sentBytes: number) => void,
  headers: Record<string, string>,
  urls: UploadUrls,
): Promise<Reply<{ sha256: string }>> {
  const url = await urls.get(upload);
  // An earlier try may have arrived whole, its answer lost.
  if (url !== null && upload.size === 'full') {
    const earlier = await askState(upload, headers);
    if (earlier !== null) {
      await urls.drop(upload);
      return earlier;
    }
  }
  const answer = await send(upload, onProgress, headers, url, urls);
  if (answer.kind !== 'sent') return answer.reply;
  await urls.drop(upload);
  if (answer.sha256 !== null) return { kind: 'ok', body: { sha256: answer.sha256 } };
  // It was complete before; a small picture then needs no hash, a full one is asked for.
  if (upload.size === 'thumb') return { kind: 'ok', body: { sha256: upload.sha256 } };
  return (await askState(upload, headers)) ?? { kind: 'lost' };
}

/** null: the server does not know these bytes, or did not answer. */
async function askState(upload: Upload, headers: Record<string, string>): Promise<Reply<{ sha256: string }> | null> {
  const reply = await ask(`/api/media/${upload.sha256}/state`, { headers }, isMediaState);
  if (reply.kind !== 'ok' || reply.body.state === 'unknown') return null;
  if (reply.body.state === 'here') return { kind: 'ok', body: { sha256: reply.body.sha256 } };
  const detail = 'the server refused these bytes before';
  return {
    kind: 'problem',
    problem: { type: 'about:blank', title: detail, status: 415, code: 'not-a-photo', detail },
  };
}

type Sent = { kind: 'sent'; sha256: string | null } | { kind: 'failed'; reply: Reply<never> };

function send(
  upload: Upload,
  onProgress: (sentBytes: number) => void,
  headers: Record<string, string>,
  uploadUrl: string | null,
  urls: UploadUrls,
): Promise<Sent> {
  return new Promise((resolve) => {
    const { sha256, size, type, bytes } = upload;
    const tus: TusUpload = new TusUpload(new Blob([bytes]), {
      endpoint: '/api/media',
      uploadUrl,
      uploadSize: bytes.length,
      chunkSize: chunkBytes,
      metadata: { sha256, size, type },
      headers,
      // The loop decides when to try again.
      retryDelays: null,
      storeFingerprintForResuming: false,
      httpStack: fetchHttpStack,
      fileReader: readerOf(bytes),
      onUploadUrlAvailable: () => {
        // Without it a later try begins at the first chunk; that is all that is lost.
        if (tus.url !== null) urls.put(upload, tus.url).catch(() => undefined);
      },
      onChunkComplete: (_, accepted) => onProgress(accepted),
      onSuccess: ({ lastResponse }) =>
        resolve({ kind: 'sent', sha256: lastResponse.getHeader('X-Shaodao-Sha256') ?? null }),
      onError: (error) => resolve({ kind: 'failed', reply: failureOf(error) }),
    });
    tus.start();
  });
}

const readerOf = (bytes: Uint8Array<ArrayBuffer>): NonNullable<UploadOptions['fileReader']> => ({
  openFile: async () => ({
    size: bytes.length,
    // The library reads a chunk's `size`, which bytes alone do not have.
    slice: async (start, end) => ({ value: new Blob([bytes.slice(start, end)]), done: end >= bytes.length }),
    close() {},
  }),
});

const nobody = (body: unknown): body is never => body === nobody;

function failureOf(error: Error): Reply<never> {
  const response: HttpResponse | null = error instanceof DetailedError ? error.originalResponse : null;
  if (!response) return { kind: 'lost' };
  const status = response.getStatus();
  // Another try holds the upload, or stands at another byte: the next one asks where to go on.
  if (status === 409 || status === 423 || status === 460) return { kind: 'lost' };
  return replyOf({ status, contentType: response.getHeader('content-type') ?? null, text: response.getBody() }, nobody);
}
