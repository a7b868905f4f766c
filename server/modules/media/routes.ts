import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { mkdir, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { problemShape, type Problem } from '../../../core/protocol/problem.ts';
import type { ServerDeps, Session } from '../../deps.ts';
import { bytesShape } from '../../http/open-shapes.ts';
import { ProblemError } from '../../problems.ts';
import { makePhotoDecoder } from './decoder.ts';
import type { MediaLedger } from './ledger.ts';
import { makePhotoFiles } from './photo-files.ts';
import { seenMedia } from './readers.ts';
import { receiveBytes, type ReceivedBytes } from './receive.ts';
import { makeUploads, type UploadDeps } from './tus.ts';

export interface MediaDeps extends ServerDeps {
  ledger: MediaLedger;
  problemFor: UploadDeps['problemFor'];
  /** Free bytes of the disk; measured when left out. */
  freeBytes?: () => Promise<number>;
}

/** Kept free for the database: without it nothing at all is received. */
const reservedBytes = 64 * 1024 * 1024;
const cleanUpEveryMs = 24 * 60 * 60_000;
const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Takes whole bytes as if they had come in by tus. @throws ProblemError `not-a-photo`, `too-large`, `storage-full` */
export type Receive = (received: ReceivedBytes) => Promise<string>;

/** `/api/media`: photos and voice come in by tus and go out by the right to their whistle. */
export async function mediaRoutes(plain: FastifyInstance, deps: MediaDeps): Promise<Receive> {
  const folder = join(deps.dataDir, 'uploads');
  await mkdir(folder, { recursive: true });
  const files = makePhotoFiles(deps.dataDir);
  const decoder = makePhotoDecoder();
  const freeBytes = deps.freeBytes ?? (() => freeIn(deps.dataDir));
  const sessions = new WeakMap<IncomingMessage, Session>();
  const problems = new WeakMap<IncomingMessage, Problem>();

  const hasRoom = async (bytes: number): Promise<boolean> => (await freeBytes()) > reservedBytes + 3 * bytes;
  const uploads = makeUploads({
    folder,
    sessionOf: (request) => {
      const session = sessions.get(request);
      if (!session) throw new ProblemError('not-signed-in', 'sign in first');
      return session;
    },
    receive: (received) => receiveBytes({ files, decoder, ledger: deps.ledger }, received),
    hasRoom,
    problemFor: deps.problemFor,
    onProblem: (request, problem) => problems.set(request, problem),
  });
  const cleanUp = (): void =>
    void uploads.cleanUp().catch((fault: unknown) => deps.log.warn({ err: fault }, 'old uploads stay for now'));
  const timer = setInterval(cleanUp, cleanUpEveryMs).unref();
  cleanUp();
  plain.addHook('onClose', async () => {
    clearInterval(timer);
    await decoder.close();
  });

  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    sessions.set(request.raw, deps.sessionOf(request));
    checkHeaders(request);
    reply.hijack();
    nameProblems(request, reply, problems);
    await uploads.server.handle(request.raw, reply.raw);
  };

  await plain.register(async (scope) => {
    // The library reads the request itself.
    scope.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
    const config = { access: 'session' as const };
    const created = { 201: emptyShape, 400: problemShape, 413: problemShape, 507: problemShape };
    scope.route({
      method: 'POST',
      url: '/api/media',
      config,
      schema: told('Begin an upload', created),
      handler: handle,
    });
    const found = { 200: emptyShape, 404: problemShape };
    const described = { ...config, swagger: { exposeHeadRoute: true } };
    scope.route({
      method: 'HEAD',
      url: '/api/media/:id',
      config: described,
      schema: told('How far it came', found),
      handler: handle,
    });
    const more = { 204: emptyShape, 400: problemShape, 404: problemShape, 409: problemShape, 413: problemShape };
    scope.route({
      method: 'PATCH',
      url: '/api/media/:id',
      config,
      schema: told('Send more of it', { ...more, 415: problemShape, 507: problemShape }),
      handler: handle,
    });
    const dropped = { 204: emptyShape, 404: problemShape };
    scope.route({
      method: 'DELETE',
      url: '/api/media/:id',
      config,
      schema: told('Give it up', dropped),
      handler: handle,
    });
  });

  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.route({
    method: 'GET',
    url: '/api/media/:id',
    exposeHeadRoute: false,
    config: { access: 'session' },
    schema: {
      summary: 'A photo or voice note of a whistle that you may see',
      params: z.object({ id: hash }),
      querystring: z.object({ size: z._default(z.enum(['thumb', 'full']), 'full') }),
      response: { 200: bytesShape, 401: problemShape, 404: problemShape },
    },
    handler: async (request, reply) => {
      const session = deps.sessionOf(request);
      const { id: sha256 } = request.params;
      const { isHere, awaitedFrom } = await seenMedia(deps, session, sha256);
      const isThumb = request.query.size === 'thumb';
      const whole = isHere ? await (isThumb ? files.thumb(sha256) : files.full(sha256)) : null;
      const file = whole ?? (isThumb ? await files.earlyThumb(sha256, awaitedFrom) : null);
      if (!file) throw new ProblemError('not-found', 'no such photo for you, or its bytes are not here yet');
      return reply.header('cache-control', 'no-store').type(file.type).send(file.bytes);
    },
  });

  app.route({
    method: 'GET',
    url: '/api/media/:id/state',
    exposeHeadRoute: false,
    config: { access: 'session' },
    schema: {
      summary: 'What became of bytes that you sent',
      params: z.object({ id: hash }),
      response: {
        200: z.object({ sha256: z.string(), state: z.enum(['unknown', 'here', 'refused']) }),
        401: problemShape,
      },
    },
    handler: async (request) => {
      const { district, account } = deps.sessionOf(request);
      const { id: sha256 } = request.params;
      const claim = await deps.ledger.claimOf(district, account, sha256);
      // The server may have died between taking the bytes and telling their whistle.
      if (claim) await deps.ledger.settle(district, account, [sha256]);
      return { sha256, state: claim?.state ?? ('unknown' as const) };
    },
  });

  return async (received) => {
    if (!(await hasRoom(received.bytes.length))) throw new ProblemError('storage-full', 'no room for photos now');
    return receiveBytes({ files, decoder, ledger: deps.ledger }, received);
  };
}

/** The library writes these replies; they are described here and not checked. */
const emptyShape = z.null();
const told = <Replies extends object>(summary: string, response: Replies) => ({
  summary,
  description: 'tus 1.0: https://tus.io/protocols/resumable-upload',
  response,
});

const tusHeaders = {
  'tus-resumable': /^1\.0\.0$/,
  'upload-length': /^\d{1,10}$/,
  'upload-offset': /^\d{1,10}$/,
  'upload-defer-length': /^1$/,
  // Parts that are put together later are not offered.
  'upload-concat': /^(?!)$/,
  'upload-metadata': /^[!-+.-~]+( [\w+/=]*)?(,[!-+.-~]+( [\w+/=]*)?)*$/,
};

/** The library answers what it cannot read by itself, and not as a problem. @throws ProblemError `bad-request` */
function checkHeaders({ headers }: FastifyRequest): void {
  for (const [name, form] of Object.entries(tusHeaders)) {
    const value = headers[name] ?? (name === 'tus-resumable' ? '' : null);
    if (value !== null && !form.test(String(value)))
      throw new ProblemError('bad-request', `${name}: as tus 1.0 says it`);
  }
}

/** A hijacked reply says of itself that it is a problem; the library, which writes its head, knows only text. */
function nameProblems({ raw }: FastifyRequest, reply: FastifyReply, problems: WeakMap<IncomingMessage, Problem>): void {
  const writeHead = reply.raw.writeHead.bind(reply.raw) as (...args: unknown[]) => typeof reply.raw;
  reply.raw.writeHead = (...args: unknown[]) =>
    writeHead(...(problems.has(raw) ? args.map((arg) => (Array.isArray(arg) ? asProblemHeaders(arg) : arg)) : args));
}

/** Headers as Node takes them: name, value, name, value, ... */
const asProblemHeaders = (flat: readonly unknown[]): unknown[] =>
  flat.map((value, i) =>
    i % 2 === 1 && String(flat[i - 1]).toLowerCase() === 'content-type' ? 'application/problem+json' : value,
  );

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
