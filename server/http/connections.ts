/**
 * How much one connection may cost. A worker in a stairwell sends slowly, but not for ever; what is no HTTP is told
 * so as a problem, with the headers of every reply, and is cut off.
 */
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../config.ts';
import { problemOf } from '../problems.ts';
import type { Problem } from '../../core/protocol/problem.ts';
import { securityHeaders } from './headers.ts';

export interface ConnectionLimits {
  /** From the first byte of a request to the end of its headers. */
  headersMs: number;
  /** To the end of its body: 256 KiB in two minutes are 2 KiB a second. */
  requestMs: number;
  /** Open at the same time; more are closed at once. */
  connections: number;
}

export const connectionLimits: ConnectionLimits = { headersMs: 15_000, requestMs: 120_000, connections: 12_000 };

export const connectionOptions = ({ headersMs, requestMs }: ConnectionLimits, config: Pick<Config, 'publicUrl'>) =>
  ({
    requestTimeout: requestMs,
    http: {
      headersTimeout: headersMs,
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(headersMs / 4)),
      maxHeaderSize: 16 * 1024,
    },
    clientErrorHandler: (error, socket) => cutOff(socket, problemOfClient(error.code), securityHeaders(config)),
  }) satisfies FastifyHttpOptions<Server>;

/** The newest answer on each connection. */
const answers = new WeakMap<Socket, ServerResponse>();

export function limitConnections(app: FastifyInstance, { connections }: ConnectionLimits): void {
  app.server.maxConnections = connections;
  app.server.prependListener('request', ({ socket }, response) => answers.set(socket, response));
}

function problemOfClient(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { ...problemOf('bad-request', 'the request took too long to arrive'), status: 408 };
    case 'HPE_HEADER_OVERFLOW':
      return { ...problemOf('too-large', 'the headers are larger than any request needs'), status: 431 };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return problemOf('too-large', 'the chunks say more than they carry');
    default:
      return problemOf('bad-request', 'this is no HTTP request');
  }
}

const reasons: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
};

function cutOff(socket: Socket, problem: Problem, headers: Record<string, string>): void {
  const answer = answers.get(socket);
  const isAnswering = answer !== undefined && answer.headersSent && !answer.writableFinished;
  // Reset by the other side, or an answer is under way: there is nobody to tell.
  if (!socket.writable || isAnswering) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? 'Bad Request'}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'cache-control: no-store',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
