/**
 * A door in front of the running server, to show what the server's operators do: a new version of the app is laid
 * out, or nothing can be saved for a while. Everything else passes through as it is.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Front {
  url: string;
  /** From now on the page and its service worker are those of another build, marked with this word. */
  version: string | null;
  /** Nothing that is pushed gets through. */
  isPushDown: boolean;
  /** What is asked waits here before it goes on. */
  gate: (path: string) => Promise<void>;
  close: () => Promise<void>;
}

export async function openFront(url: string): Promise<Front> {
  const server = createServer((asked, reply) => {
    void front.gate(asked.url ?? '/').then(() => pass(asked, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: Front = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    version: null,
    isPushDown: false,
    gate: () => Promise.resolve(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  function pass(asked: IncomingMessage, reply: ServerResponse): void {
    const path = asked.url ?? '/';
    if (front.isPushDown && path === '/api/sync/push') {
      asked.resume();
      reply.writeHead(502).end();
      return;
    }
    const isMarked = front.version !== null && asked.method === 'GET' && isOfVersion(path);
    const headers = { ...asked.headers };
    if (isMarked) for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since']) delete headers[name];
    const onwards = request(url + path, { method: asked.method, headers }, (answer) => {
      if (!isMarked) {
        reply.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(reply);
        return;
      }
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.from(marked(path, Buffer.concat(chunks).toString(), front.version ?? ''));
        const { etag: _, 'transfer-encoding': __, ...rest } = answer.headers;
        reply.writeHead(answer.statusCode ?? 502, { ...rest, 'content-length': body.length }).end(body);
      });
    });
    onwards.on('error', () => reply.destroy());
    reply.on('close', () => onwards.destroy());
    asked.pipe(onwards);
  }
  return front;
}

const isOfVersion = (path: string): boolean => path === '/sw.js' || path.startsWith('/index.html');

/** The page carries the word; its line in the service worker's list of files has another revision, as after a build. */
function marked(path: string, text: string, version: string): string {
  if (path !== '/sw.js') return text.replace('<head>', `<head><meta name="test-version" content="${version}" />`);
  const line = /("revision":")[0-9a-f]+(","url":"index\.html")/;
  if (!line.test(text)) throw new Error('the service worker does not list index.html');
  return text.replace(line, `$1${version}$2`);
}
