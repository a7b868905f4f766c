import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** On every reply, whoever gives it. */
export const securityHeaders = ({ publicUrl }: Pick<Config, 'publicUrl'>): Record<string, string> => ({
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), geolocation=(self)',
  ...(publicUrl?.protocol === 'https:' && { 'strict-transport-security': 'max-age=31536000' }),
});

/**
 * Set on the raw response before the framework sees the request: so hijacked replies (events, tus) carry them, and so
 * do those to an address that cannot be read.
 */
export function secureHeaders(app: FastifyInstance, config: Pick<Config, 'publicUrl'>): void {
  const headers = Object.entries(securityHeaders(config));
  app.server.prependListener('request', (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (!isOfTheApp(request.url ?? '')) response.setHeader('cache-control', 'no-store');
  });
  // What a request expects beyond its answer is ignored; Node would reply by itself, without headers.
  app.server.on('checkExpectation', (request, response) => void app.server.emit('request', request, response));
}

/** The pages and files of the app itself hold nothing personal, and say how long they last. */
const isOfTheApp = (url: string): boolean => !url.startsWith('/api') && !url.startsWith('/healthz');
