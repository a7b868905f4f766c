import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionMs } from './sessions.ts';

const name = 'shaodao';

export const tokenOf = (request: FastifyRequest): string | null => request.cookies[name] ?? null;

/** No script can read it, and no other site's form carries it. */
const attributes = (request: FastifyRequest): CookieSerializeOptions => ({
  path: '/',
  httpOnly: true,
  sameSite: 'lax',
  secure: request.protocol === 'https',
});

export const giveCookie = (request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply =>
  reply.setCookie(name, token, { ...attributes(request), maxAge: sessionMs / 1000 });

export const takeCookie = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.clearCookie(name, attributes(request));
