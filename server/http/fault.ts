/** One place where errors become replies: a problem document, and never a stack, SQL, a path or a value. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import pg from 'pg';
import { isDatabaseAway, isDiskFull } from '../db/away.ts';
import { ProblemError, problemOf } from '../problems.ts';
import type { Problem } from '../../core/protocol/problem.ts';

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .header('cache-control', 'no-store')
    .send(problem);
}

export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemFor(error);
  if (problem.status >= 500) request.log.error({ fault: faultOf(error) }, problem.code);
  if (problem.status === 503) reply.header('retry-after', 2);
  return sendProblem(reply, problem);
}

export function problemFor(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const told = error.validation
      .slice(0, 3)
      .map(({ instancePath, message }) => `${instancePath.slice(1) || 'body'}: ${message ?? 'invalid'}`);
    return problemOf('bad-request', told.join('; '));
  }
  if (isDatabaseAway(error)) return problemOf('database-away', 'the database does not answer; ask again in a moment');
  if (isDiskFull(error)) return problemOf('storage-full', "the server's disk is full; what was sent is not kept");
  if (isUnkeepable(error)) return problemOf('bad-request', 'a text holds a character that cannot be kept');
  const known = error as Partial<FastifyError>;
  switch (known.code ?? '') {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problemOf('too-large', 'the body, inflated, is larger than this address takes');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problemOf('bad-request', 'this address does not take that content type');
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return problemOf('bad-request', 'the body is not JSON');
    case 'FST_CP_ERR_INVALID_CONTENT_ENCODING':
      return problemOf('bad-request', 'bodies may be compressed as gzip or deflate');
    case 'FST_CP_ERR_INVALID_CONTENT':
      return problemOf('bad-request', 'the body is not what its content-encoding says');
  }
  const status = known.statusCode ?? 500;
  if (status === 404) return problemOf('not-found', 'nothing is at this address');
  if (status === 413) return problemOf('too-large', 'larger than this address takes');
  if (status >= 400 && status < 500) return problemOf('bad-request', 'the request is not what this address takes');
  return problemOf('server-fault', 'something failed here; it is in the log');
}

/** Text that has no bytes in the database (a NUL): validators refuse it; this is for those that did not. */
const isUnkeepable = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === '22021' || error.code === '22P05');

/** What a log may hold of an error: where, never what. Messages of databases and validators quote values. */
export function faultOf(error: unknown): { type: string; message: string; stack: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' };
  const inner = error.cause instanceof Error ? error.cause : error;
  const at = (inner.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { type: error.name, message: 'code' in inner ? String(inner.code) : '', stack: at.slice(0, 8).join('\n') };
}
