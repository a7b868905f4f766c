/**
 * Resumable uploads (tus 1.0) into `DATA_DIR/uploads`. An upload belongs to the account that began it: to anybody
 * else it is not there.
 *
 * The last PATCH is answered after the bytes were judged and are durable, with `X-Shaodao-Sha256`: the hash of what
 * arrived. Then the upload is gone, whatever became of it. One that is complete without having been judged (the
 * server died between) is deleted when it is asked for, so that the phone sends it again.
 */
import { FileStore } from '@tus/file-store';
import { Server, type ServerOptions } from '@tus/server';
import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Problem } from '../../../core/protocol/problem.ts';
import type { Session } from '../../deps.ts';
import { ProblemError, problemOf } from '../../problems.ts';
import { photoBytesLimit, type ReceivedBytes } from './receive.ts';

export interface UploadDeps {
  folder: string;
  sessionOf: (request: IncomingMessage) => Session;
  receive: (received: ReceivedBytes) => Promise<string>;
  /** Whether the disk has room for so many bytes more. */
  hasRoom: (bytes: number) => Promise<boolean>;
  /** What a fault means to the sender. */
  problemFor: (fault: unknown) => Problem;
  /** The reply to this request becomes a problem document. */
  onProblem: (request: IncomingMessage, problem: Problem) => void;
}

/** An upload that nobody finishes is forgotten after a week; the phone keeps its photo and begins again. */
const forgottenAfterMs = 7 * 24 * 60 * 60_000;

type TusRequest = Parameters<NonNullable<ServerOptions['onUploadCreate']>>[0];
type Upload = Parameters<NonNullable<ServerOptions['onUploadFinish']>>[1];

export interface Uploads {
  server: Server;
  cleanUp(): Promise<number>;
}

export function makeUploads(deps: UploadDeps): Uploads {
  const store = new FileStore({ directory: deps.folder, expirationPeriodInMilliseconds: forgottenAfterMs });
  /** Uploads being judged now. */
  const judging = new Map<string, Promise<unknown>>();

  const server = new Server({
    path: '/api/media',
    datastore: store,
    relativeLocation: true,
    maxSize: photoBytesLimit,
    allowedOrigins: [],
    async onUploadCreate(request, upload) {
      const { account, district } = deps.sessionOf(nodeRequest(request));
      const named = namedIn(upload.metadata);
      if (!named) throw refusal(new ProblemError('bad-request', 'name sha256, size (thumb or full) and type'));
      if (upload.size === undefined) throw refusal(new ProblemError('bad-request', 'say the length at the beginning'));
      if (!(await deps.hasRoom(upload.size)))
        throw refusal(new ProblemError('storage-full', "the server's disk is full; keep the photo, it goes later"));
      return { metadata: { ...named, account, district } };
    },
    async onIncomingRequest(request, id) {
      if (request.method === 'POST' || request.method === 'OPTIONS') return;
      const upload = await store.getUpload(id);
      if (upload.metadata?.['account'] !== deps.sessionOf(nodeRequest(request)).account) throw gone();
      await judging.get(id);
      if (upload.offset !== upload.size) return;
      await forget(id);
      throw gone();
    },
    async onUploadFinish(request, upload) {
      const judged = judge(request, upload);
      const settled = judged.then(
        () => undefined,
        () => undefined,
      );
      judging.set(upload.id, settled);
      try {
        return { headers: { 'X-Shaodao-Sha256': await judged } };
      } catch (fault) {
        throw refusal(fault);
      } finally {
        judging.delete(upload.id);
      }
    },
    async onResponseError(request, error) {
      const node = nodeRequest(request);
      const fault = error instanceof Refused ? error.fault : error;
      const problem = 'status_code' in fault ? await problemOfTus(fault.status_code) : deps.problemFor(fault);
      deps.onProblem(node, problem);
      return { status_code: problem.status, body: JSON.stringify(problem) };
    },
  });

  async function judge(request: TusRequest, upload: Upload): Promise<string> {
    const { account, district } = deps.sessionOf(nodeRequest(request));
    const named = namedIn(upload.metadata);
    try {
      if (!named) throw new ProblemError('bad-request', 'the upload does not say what it is');
      const bytes = await readFile(join(deps.folder, upload.id));
      return await deps.receive({ district, account, ...named, bytes });
    } finally {
      await forget(upload.id);
    }
  }

  async function forget(id: string): Promise<void> {
    await rm(join(deps.folder, id), { force: true });
    await rm(join(deps.folder, `${id}.json`), { force: true });
  }

  /** tus says only a status; a failed write may be a full disk. */
  async function problemOfTus(status: number): Promise<Problem> {
    if (status === 404 || status === 410) return problemOf('not-found', 'no such upload of yours; begin it again');
    if (status === 413) return problemOf('too-large', 'a photo holds at most 8 MB');
    if (status < 500) return { ...problemOf('bad-request', 'the upload does not go on like this'), status };
    return (await deps.hasRoom(0))
      ? problemOf('server-fault', 'the bytes could not be written')
      : problemOf('storage-full', "the server's disk is full; keep the photo, it goes later");
  }

  return { server, cleanUp: async () => await store.deleteExpired() };
}

/** Carries a fault of ours through the library to `onResponseError`. */
class Refused extends Error {
  override name = 'Refused';
  readonly fault: Error;
  constructor(fault: Error) {
    super(fault.message);
    this.fault = fault;
  }
}

const refusal = (fault: unknown): Refused => new Refused(fault instanceof Error ? fault : new Error(String(fault)));
const gone = (): Refused => refusal(new ProblemError('not-found', 'no such upload of yours; begin it again'));

function nodeRequest(request: TusRequest): IncomingMessage {
  const node = request.runtime?.node?.req;
  if (!node) throw new Error('uploads come by HTTP from Node');
  return node as IncomingMessage;
}

function namedIn(metadata: Upload['metadata']): Pick<ReceivedBytes, 'sha256' | 'size'> | null {
  const sha256 = metadata?.['sha256'] ?? '';
  const size = metadata?.['size'];
  if (!/^[0-9a-f]{64}$/.test(sha256) || (size !== 'thumb' && size !== 'full')) return null;
  return { sha256, size };
}
