/**
 * Loaded before the server (`node --import`): gives every request the session that `BENCH_TOKEN` names, as a page of
 * another port carries no cookie of this one. The server looks the session up as ever; rights are as ever.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage };
  request.headers.cookie ??= `shaodao=${process.env['BENCH_TOKEN'] ?? ''}`;
  // The page of a bench is of another origin than the server, as no page of the app is.
  delete request.headers.origin;
  delete request.headers['sec-fetch-site'];
});
