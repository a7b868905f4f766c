/** Puts the server together: guards, modules, replies. Opens nothing and listens nowhere. */
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifySwagger from '@fastify/swagger';
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Server } from 'node:http';
import { constants } from 'node:zlib';
import { residentAccount } from '../core/org/role.ts';
import { pushBytesLimit } from '../core/protocol/push.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { ServerDeps, Session } from './deps.ts';
import { guardAccess, sessionOf } from './http/access.ts';
import { closePromptly } from './http/close.ts';
import { connectionLimits, connectionOptions, limitConnections, type ConnectionLimits } from './http/connections.ts';
import { guardCrossSite } from './http/cross-site.ts';
import { handleError, problemFor, sendProblem } from './http/fault.ts';
import { secureHeaders } from './http/headers.ts';
import { stopInflating } from './http/inflate.ts';
import { openApiOptions } from './http/openapi.ts';
import { logRequests } from './http/request-log.ts';
import { complaintRoutes } from './modules/complaints/routes.ts';
import { guardDemo } from './modules/demo-guard/demo-guard.ts';
import { demoRoutes, type DemoAccount } from './modules/demo-guard/routes.ts';
import { deskRoutes } from './modules/desk/routes.ts';
import type { Pokes } from './modules/events/pokes.ts';
import { eventRoutes } from './modules/events/routes.ts';
import { makeIncidents, noteFault, type Incidents } from './modules/health/incidents.ts';
import { healthRoutes } from './modules/health/routes.ts';
import { makeJudge } from './modules/intake/emptied.ts';
import { intakeRoutes } from './modules/intake/routes.ts';
import { giveCookie, tokenOf } from './modules/session/cookie.ts';
import { lookRoutes } from './modules/looks/routes.ts';
import { mediaRoutes } from './modules/media/routes.ts';
import { noticeRoutes } from './modules/notices/routes.ts';
import { ownSessionRoutes } from './modules/session/own-sessions.ts';
import { oncePasswordRoutes } from './modules/session/once-password.ts';
import { residentPageRoutes } from './modules/resident/page-routes.ts';
import { whistleLinkRoutes } from './modules/resident/staff-routes.ts';
import { sessionRoutes } from './modules/session/routes.ts';
import { findSession } from './modules/session/sessions.ts';
import { settingsRoutes } from './modules/settings/routes.ts';
import { snoozeRoutes } from './modules/snooze/routes.ts';
import { staffRoutes } from './modules/staff/routes.ts';
import { pushAs, syncRoutes } from './modules/sync/routes.ts';
import { makeServerSync } from './modules/sync/server-sync.ts';
import { snapshotRoutes } from './modules/sync/snapshot-routes.ts';
import { tileRoutes } from './modules/tiles/routes.ts';
import { webRoutes } from './modules/web/web.ts';
import { problemOf } from './problems.ts';

export interface AppOptions {
  config: Config;
  dataDir: string;
  database: Database;
  pokes: Pokes;
  now: () => number;
  version: string;
  /** The built app; null: another server has the pages (development). */
  distDir: string | null;
  demoAccounts: readonly DemoAccount[];
  logger: FastifyServerOptions['logger'];
  /** What went wrong; left out where nobody asks. */
  incidents?: Incidents;
  limits?: ConnectionLimits;
}

export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, database, now, pokes, version, limits = connectionLimits } = options;
  const { incidents = makeIncidents(now, () => undefined) } = options;
  const app = Fastify<Server>({
    // An address that cannot be read never reaches a route.
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
    logger: options.logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustOf(config.trustProxy),
    bodyLimit: pushBytesLimit,
    ...connectionOptions(limits, config),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  limitConnections(app, limits);
  secureHeaders(app, config);
  closePromptly(app);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => {
    noteFault(incidents, error);
    return handleError(error, request, reply);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problemOf('not-found', 'nothing is at this address')));

  const currentSession = async (request: FastifyRequest, reply?: FastifyReply): Promise<Session | null> => {
    const token = tokenOf(request);
    const found = token === null ? null : await findSession(database, token, now());
    if (token !== null && found?.isExtended && reply) giveCookie(request, reply, token);
    return found?.session ?? null;
  };

  await app.register(fastifyCookie);
  logRequests(app);
  guardDemo(app, config);
  guardCrossSite(app, config);
  guardAccess(app, { now, findSession: currentSession });
  await app.register(fastifyCompress, {
    encodings: ['br', 'gzip', 'deflate'],
    requestEncodings: ['gzip', 'deflate'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  stopInflating(app);
  await app.register(fastifySwagger, openApiOptions(version));

  const deps: ServerDeps = {
    config,
    dataDir: options.dataDir,
    database,
    poolFor: database.poolFor,
    now,
    sessionOf,
    pokes,
    log: app.log,
  };
  const { sync, ledger, changes } = makeServerSync(deps);
  await sessionRoutes(app, deps);
  await ownSessionRoutes(app, deps);
  // A whistle may name bytes that came before it.
  await syncRoutes(app, deps, sync, {
    named: (district, account, hashes) => ledger.settle(district, account, hashes),
    emptied: makeJudge(deps),
  });
  await snapshotRoutes(app, deps, sync);
  const receive = await mediaRoutes(app, { ...deps, ledger, problemFor });
  await intakeRoutes(app, {
    ...deps,
    push: (district, account, request) => pushAs(sync, district, account, request),
    receive: (district, account, sha256, bytes) => receive({ district, account, sha256, size: 'full', bytes }),
    settle: ledger.settle,
  });
  await eventRoutes(app, { ...deps, renew: currentSession });
  await deskRoutes(app, deps);
  await complaintRoutes(app, deps);
  await noticeRoutes(app, deps);
  await lookRoutes(app, deps);
  await staffRoutes(app, deps);
  await oncePasswordRoutes(app, deps);
  await snoozeRoutes(app, deps);
  await settingsRoutes(app, { ...deps, writer: changes });
  await whistleLinkRoutes(app, deps);
  await residentPageRoutes(app, {
    ...deps,
    push: (district, request) => pushAs(sync, district, residentAccount, request),
  });
  await tileRoutes(app, config.tiles);
  await demoRoutes(app, config.seed === 'demo' ? options.demoAccounts : null);
  await healthRoutes(app, { database, version, incidents });
  if (options.distDir !== null) await webRoutes(app, options.distDir);
  return app;
}

/** A count means: the last so many of the forwarded addresses are our own proxies. */
const trustOf = (trust: Config['trustProxy']) =>
  typeof trust === 'number' ? (_address: string, hop: number): boolean => hop < trust : trust;
