/**
 * No other site acts in a signed-in person's name: beside the SameSite cookie, a state-changing request under it
 * carries a header that no form can set, and its Origin, where the browser sends one, is ours.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { ProblemError } from '../problems.ts';

export const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function guardCrossSite(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  app.addHook('onRequest', async (request) => {
    if (readingMethods.has(request.method)) return;
    const { access = 'public', readsCookie = access !== 'public' } = request.routeOptions.config;
    if (isForeign(request, publicUrl)) throw new ProblemError('forbidden', 'requests of another site are not taken');
    if (readsCookie && request.headers['x-shaodao'] !== '1')
      throw new ProblemError('forbidden', 'send the header X-Shaodao: 1');
  });
}

function isForeign(request: FastifyRequest, publicUrl: URL | null): boolean {
  const { hasPageToken = false } = request.routeOptions.config;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = request.headers;
  if (origin === undefined) return false;
  // A page that tells nobody where it is (no-referrer) hides its origin too; its token says that it is ours.
  if (origin === 'null' && hasPageToken) return false;
  if (publicUrl && origin === publicUrl.origin) return false;
  const host = URL.parse(origin)?.host;
  return host === undefined || host !== request.host;
}
