/**
 * The demo's accounts have public passwords. So while they exist the server answers its own machine alone: a name
 * that is not the loopback's, a listening address that is not, or any trace of a proxy is refused, unless the
 * operator said that this demo is public.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config.ts';
import { ProblemError } from '../../problems.ts';

export function guardDemo(app: FastifyInstance, config: Pick<Config, 'seed' | 'isDemoPublic' | 'host'>): void {
  if (config.seed !== 'demo' || config.isDemoPublic) return;
  const isOpen = !isLoopback(config.host);
  app.addHook('onRequest', async (request) => {
    if (isOpen || !isLoopback(hostOf(request)) || wasForwarded(request))
      throw new ProblemError(
        'demo-only-here',
        'demo accounts are reached from this machine only: http://localhost. DEMO_PUBLIC=1 opens them to everybody; SEED=none starts without them',
      );
  });
}

/** The raw header, not what a believed proxy says. */
const hostOf = (request: FastifyRequest): string => URL.parse(`http://${request.headers.host ?? ''}`)?.hostname ?? '';

const wasForwarded = (request: FastifyRequest): boolean =>
  Object.keys(request.headers).some(
    (name) => name === 'forwarded' || name.startsWith('x-forwarded') || name === 'x-real-ip' || name === 'via',
  );

function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
