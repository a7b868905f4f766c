import pg from 'pg';

/** Why the database does not do what it is asked, where asking again later is right. */
export type DatabaseFault =
  | 'database-away'
  | 'database-busy'
  | 'database-read-only'
  | 'database-no-connections'
  | 'disk-full';

/**
 * Whether a fault means that the database does not answer now, so that asking again later is right. By SQLSTATE
 * where the server spoke, by the system's code where the connection failed.
 */
export function isDatabaseAway(error: unknown): boolean {
  const fault = databaseFaultOf(error);
  return fault !== null && fault !== 'disk-full';
}

/** The disk of the database is full. */
export const isDiskFull = (error: unknown): boolean => databaseFaultOf(error) === 'disk-full';

/** Null: it is no fault of the database's, or none that passes by itself. */
export function databaseFaultOf(error: unknown): DatabaseFault | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof pg.DatabaseError) return faultOfState(error.code ?? '');
  return faultOfSystem(error) ?? faultOfMessage(error.message) ?? databaseFaultOf(error.cause);
}

/**
 * 08 connection, 53300 too many connections, 57P0x shutting down or starting up, 25006 a stand-by took over or the disk
 * was made read-only; and what a transaction of somebody else makes of ours: 55P03 waited too long for a lock, 57014
 * took too long, 25P03 lay open too long.
 */
function faultOfState(state: string): DatabaseFault | null {
  if (state.startsWith('08') || state.startsWith('57P0')) return 'database-away';
  switch (state) {
    case '25006':
      return 'database-read-only';
    case '53300':
      return 'database-no-connections';
    case '53100':
      return 'disk-full';
    case '55P03':
    case '57014':
    case '25P03':
      return 'database-busy';
    default:
      return null;
  }
}

/** Of the system, at a socket; ENOENT is the socket of a server that is not there. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
const socketCalls = new Set(['connect', 'read', 'write', 'getaddrinfo']);

function faultOfSystem(error: Error): DatabaseFault | null {
  if (!('code' in error)) return null;
  const code = String(error.code);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'disk-full';
  const isSocket = 'syscall' in error && socketCalls.has(String(error.syscall));
  return isSocket && connectionCodes.has(code) ? 'database-away' : null;
}

/** pg gives neither class nor code to these; there is nothing else to know them by. */
function faultOfMessage(message: string): DatabaseFault | null {
  switch (message) {
    case 'Connection terminated':
    case 'Connection terminated unexpectedly':
    case 'Connection terminated due to connection timeout':
      return 'database-away';
    case 'timeout exceeded when trying to connect':
      // All of the pool's are in use, or the server takes too long to let one in.
      return 'database-no-connections';
    default:
      return message.startsWith('Client has encountered a connection error') ? 'database-away' : null;
  }
}
