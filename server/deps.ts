/** What every module is given. Modules know no other module; `app.ts` hands these in. */
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { AccountId } from '../core/lib/id.ts';
import type { Author, Grant, Role } from '../core/org/role.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { Pokes } from './modules/events/pokes.ts';

export interface ServerDeps {
  config: Config;
  /** Where photos and keys lie; absolute. May differ from the configured folder (see db/embedded). */
  dataDir: string;
  database: Database;
  /** The pool of the server that holds a district. One transaction touches one district. */
  poolFor: Database['poolFor'];
  /** Milliseconds since 1970 by the server's clock, `NOW_OFFSET_S` included. The only clock of server code. */
  now: () => number;
  /** Who asks. @throws ProblemError `not-signed-in` where the route let an unknown caller through */
  sessionOf: (request: FastifyRequest) => Session;
  pokes: Pokes;
  log: FastifyBaseLogger;
}

/** A signed-in account as it stands at this request. */
export interface Session {
  district: string;
  account: AccountId;
  username: string;
  name: string;
  /** All of them, ended ones too; `grantsAt` gives those that hold. */
  grants: readonly Grant[];
  /** The same, in the shape that rules ask for. */
  author: Author;
  /** Names this session without its secret: the hash of its token. */
  id: string;
}

/**
 * Who may call a route. Every route says it in `config.access`; one without does not let the app be built.
 * `public`: no session is read; a list: somebody who holds one of these roles now.
 */
export type Access = 'public' | 'session' | readonly Role[];

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}
