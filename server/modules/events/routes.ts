/**
 * `GET /api/events`: server-sent pokes of the caller's scopes, and of nothing else. The scopes are those at the
 * start; every few minutes they are asked for again, and a stream whose session ended is closed. A comment every
 * 20 s keeps proxies from closing it.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod/mini';
import { isoOf } from '../../../core/lib/time.ts';
import { grantsAt } from '../../../core/org/role.ts';
import type { PokeScope } from '../../../core/protocol/pull.ts';
import { holdsScopes, isInArea } from '../../../core/org/scope.ts';
import type { ServerDeps, Session } from '../../deps.ts';

const heartbeatMs = 20_000;
const unreadLimit = 256 * 1024;
const recheckMs = 3 * 60_000;

export interface EventDeps extends ServerDeps {
  /** The session as it stands now; null when it ended. */
  renew: (request: FastifyRequest) => Promise<Session | null>;
}

export async function eventRoutes(app: FastifyInstance, deps: EventDeps): Promise<void> {
  const { pokes, now, sessionOf, renew } = deps;
  const streams = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const close of streams) close();
  });

  app.route({
    method: 'GET',
    url: '/api/events',
    config: { access: 'session' },
    schema: {
      summary: 'Server-sent pokes: `data: {"scope": ..., "head": ...}`',
      produces: ['text/event-stream'],
      // Written as a stream; described here and not checked.
      response: { 200: z.string() },
    },
    handler: async (request, reply) => {
      let wants = interestOf(sessionOf(request), now());
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        // Its end is the end of the connection: nothing waits for it when the server stops.
        connection: 'close',
      });
      raw.write(': hello\n\n');
      const unsubscribe = pokes.subscribe((some) => {
        for (const poke of some) if (wants(poke.scope)) raw.write(`data: ${JSON.stringify(poke)}\n\n`);
        // A reader that stopped reading comes back and pulls; what waits for it is not kept here.
        if (raw.writableLength > unreadLimit) raw.destroy();
      });
      const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatMs);
      const look = async (): Promise<void> => {
        try {
          const session = await renew(request);
          if (session) wants = interestOf(session, now());
          else close();
        } catch {
          // The database is away: the stream stays, for it carries no data.
        }
      };
      const recheck = setInterval(() => {
        void look();
      }, recheckMs);
      const close = (): void => {
        unsubscribe();
        clearInterval(heartbeat);
        clearInterval(recheck);
        streams.delete(close);
        raw.end();
      };
      streams.add(close);
      request.raw.once('close', close);
    },
  });
}

/**
 * What a session is poked for: its own account, the scopes that it holds, and for roles that read lists the grids and communities of
 * their area, so that a list knows when to ask again.
 */
function interestOf(session: Session, nowMs: number): (scope: PokeScope) => boolean {
  const grants = grantsAt(session.grants, isoOf(nowMs));
  return (scope) => {
    const [kind, id = ''] = scope.split(':');
    if (kind === 'account') return id === session.account;
    if (kind === 'tenant') return id === session.district && grants.some((grant) => holdsScopes(grant.role));
    return grants.some((grant) => {
      switch (grant.role) {
        case 'worker':
          return kind === 'grid' && id === grant.area;
        case 'unit':
          return kind === 'unit' && id === grant.area;
        case 'admin':
        case 'community':
        case 'street':
        case 'district':
        case 'city':
        case 'leader':
          return (kind === 'grid' || kind === 'community') && isInArea(id, grant.area);
      }
    });
  };
}
