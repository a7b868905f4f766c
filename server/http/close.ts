/**
 * How the server lets go of its connections. Node waits for every open one, and browsers keep some open on which
 * they never asked anything: a stop would last a minute. So: when the last request under way has been answered, all
 * connections end; a request that takes longer than five seconds is cut off.
 */
import type { FastifyInstance } from 'fastify';

const closeWithinMs = 5_000;
const lookEveryMs = 25;

export function closePromptly(app: FastifyInstance): void {
  let underWay = 0;
  app.server.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
  });
  app.addHook('preClose', async () => {
    const until = performance.now() + closeWithinMs;
    const look = setInterval(() => {
      if (underWay > 0 && performance.now() < until) return;
      app.server.closeAllConnections();
    }, lookEveryMs);
    app.server.once('close', () => clearInterval(look));
    // A server that never listened does not say that it closed.
    if (!app.server.listening) clearInterval(look);
  });
}
