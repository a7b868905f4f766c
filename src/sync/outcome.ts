/** How an exchange ended, for the loop: what stands in its way, if anything. */
import type { Problem } from '../../core/protocol/problem.ts';
import { StorageClosed, StorageFull } from '../local/kv.ts';
import type { Reply } from './ports.ts';

/**
 * done · busy: another tab or the service worker is at it · offline, lost, portal: the network · again: the server, for now ·
 * no: the server answered, and will not take it · sign-in, update, storage: a person has to do something
 */
export type Outcome =
  | 'done'
  | 'busy'
  | 'offline'
  | 'lost'
  | 'portal'
  | 'again'
  | 'no'
  | 'sign-in'
  | 'update'
  | 'storage';

/** What a reply that is not `ok` means where nothing in the request itself can be mended. */
export function outcomeOf(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): Outcome {
  switch (reply.kind) {
    case 'lost':
      return 'lost';
    case 'foreign':
      return 'portal';
    case 'problem':
      return outcomeOfProblem(reply.problem);
  }
}

export function outcomeOfProblem(problem: Problem): Outcome {
  if (problem.status >= 500) return 'again';
  switch (problem.status) {
    case 401:
      return 'sign-in';
    case 426:
      return 'update';
    case 409:
    case 429:
      return 'again';
    default:
      return 'no';
  }
}

/** Faults of the phone's storage; anything else is a bug and is thrown on. */
export function outcomeOfFault(error: unknown): Outcome {
  if (error instanceof StorageFull) return 'storage';
  // A newer app has taken the database over: this page is to be loaded again.
  if (error instanceof StorageClosed) return 'update';
  throw error;
}
