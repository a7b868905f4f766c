import type { BrowserContext } from '@playwright/test';

/** What a page must never do, gathered over a whole run: ask another origin, break the CSP, fail aloud. */
export interface Watch {
  foreign: string[];
  errors: string[];
}

export function watch(context: BrowserContext, url: string): Watch {
  const seen: Watch = { foreign: [], errors: [] };
  context.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(`${url}/`)) seen.foreign.push(request.url());
  });
  context.on('console', (message) => {
    // A photo that is still on its way to the server is no fault, though the browser calls it one.
    if (/ 404 /.test(message.text()) && message.location().url.startsWith(`${url}/api/media/`)) return;
    // A violation of the CSP is an error of the console, too.
    if (message.type() === 'error') seen.errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (fault) => seen.errors.push(String(fault.error())));
  return seen;
}
