/**
 * Who may call what. Every route names it (`config.access`), or the app is not built; the session is read before
 * the body is.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isoOf } from '../../core/lib/time.ts';
import { grantsAt } from '../../core/org/role.ts';
import type { Access, Session } from '../deps.ts';
import { ProblemError } from '../problems.ts';
import { readingMethods } from './cross-site.ts';

export interface RouteAuthority {
  method: string;
  url: string;
  access: Access;
  /** It changes something under a session: taken only with the app's header, and from our own pages. */
  isGuardedChange: boolean;
  summary: string;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A public route that acts under the cookie all the same, or one that takes none; else what `access` implies. */
    readsCookie?: boolean;
    /** A form of ours without a session: its handler checks the token of its page. */
    hasPageToken?: boolean;
  }
  interface FastifyRequest {
    session: Session | null;
  }
  interface FastifyInstance {
    /** Every route with who may call it, filled as routes are added. */
    authority: RouteAuthority[];
  }
}

export interface AccessOptions {
  now: () => number;
  /** The session of a request's cookie, extended where due. */
  findSession: (request: FastifyRequest, reply: FastifyReply) => Promise<Session | null>;
}

export function guardAccess(app: FastifyInstance, { now, findSession }: AccessOptions): void {
  app.decorateRequest('session', null);
  app.decorate('authority', []);
  app.addHook('onRoute', (route) => {
    const { access } = route.config ?? {};
    if (access === undefined)
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it (config.access)`);
    const { readsCookie = access !== 'public' } = route.config ?? {};
    const { summary = '' } = (route.schema ?? {}) as { summary?: string };
    for (const method of [route.method].flat())
      app.authority.push({
        method,
        url: route.url,
        access,
        isGuardedChange: readsCookie && !readingMethods.has(method),
        summary,
      });
  });
  app.addHook('onRequest', async (request, reply) => {
    const access = request.routeOptions.config.access ?? 'public';
    if (access === 'public') return;
    request.session = await findSession(request, reply);
    if (!request.session) throw new ProblemError('not-signed-in', 'sign in first');
    // A page or a service worker says whose work it carries: another's session must not sign it.
    const meant = request.headers['x-shaodao-account'];
    if (meant !== undefined && meant !== request.session.account)
      throw new ProblemError('not-signed-in', 'this session is of another account');
    if (!isAllowed(request.session, access, now()))
      throw new ProblemError('forbidden', 'none of your roles may ask this');
  });
}

const isAllowed = (session: Session, access: Access, nowMs: number): boolean =>
  typeof access === 'string' || grantsAt(session.grants, isoOf(nowMs)).some((grant) => access.includes(grant.role));

export function sessionOf(request: FastifyRequest): Session {
  if (!request.session) throw new ProblemError('not-signed-in', 'sign in first');
  return request.session;
}
