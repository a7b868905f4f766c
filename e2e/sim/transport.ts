/**
 * The Transport port over an exchange of texts: what fetch would make of it. A text that is no JSON, or JSON that
 * is neither the reply nor a problem, came from somebody else or was cut off on the way.
 */
import { problemShape } from '../../core/protocol/problem.ts';
import type { PullReply } from '../../core/protocol/pull.ts';
import type { PushReply } from '../../core/protocol/push.ts';
import type { Reply, Transport, Upload } from '../../src/sync/ports.ts';
import type { Answer } from './faulty-network.ts';

export type Exchange = (path: string, text: string) => Promise<Answer | null>;

const chunkBytes = 64;

export function transportOver(exchange: Exchange): Transport {
  return {
    push: async (request) => readReply<PushReply>(await exchange('push', JSON.stringify(request))),
    pull: async (request) => readReply<PullReply>(await exchange('pull', JSON.stringify(request))),
    // Nobody complains in the simulation.
    complain: async () => ({ kind: 'lost' }),
    async snapshot(url, onProgress) {
      const answer = await exchange('snapshot', JSON.stringify({ url }));
      if (answer?.status !== 200 || answer.type !== 'application/json') return readReply<never>(answer);
      const body = new TextEncoder().encode(answer.text);
      onProgress(body.length);
      return { kind: 'ok', body };
    },
    async upload(upload, onProgress) {
      for (;;) {
        const where = readReply<{ offset: number; sha256?: string }>(await exchange('media', chunkOf(upload, null)));
        if (where.kind !== 'ok') return where;
        if (where.body.sha256 !== undefined) return { kind: 'ok', body: { sha256: where.body.sha256 } };
        const sent = readReply<{ offset: number }>(await exchange('media', chunkOf(upload, where.body.offset)));
        if (sent.kind !== 'ok') return sent;
        onProgress(sent.body.offset);
      }
    },
  };
}

function chunkOf(upload: Upload, offset: number | null): string {
  const { sha256, size, bytes } = upload;
  return JSON.stringify({
    sha256,
    size,
    total: bytes.length,
    ...(offset !== null && { offset, bytes: [...bytes.subarray(offset, offset + chunkBytes)] }),
  });
}

function readReply<T>(answer: Answer | null): Reply<T> {
  if (!answer) return { kind: 'lost' };
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    return answer.type.includes('json') ? { kind: 'lost' } : { kind: 'foreign' };
  }
  if (answer.status === 200 && answer.type === 'application/json') return { kind: 'ok', body: body as T };
  const problem = problemShape.safeParse(body);
  return problem.success ? { kind: 'problem', problem: problem.data } : { kind: 'foreign' };
}
