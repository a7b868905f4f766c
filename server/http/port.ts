import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { StartError } from '../words.ts';

type Place = Pick<Config, 'host' | 'port'>;

/** So long a server that was just told to stop may keep its port. */
const patienceMs = 3_000;

/** Asked before the database is opened and the town is built: nobody waits long to hear that the port is taken. */
export async function checkPort(place: Place): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await tryPort(place);
    } catch (error) {
      if (!isTaken(error) || performance.now() > until) throw portProblem(error as NodeJS.ErrnoException, place);
    }
    await sleep(100);
  }
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

async function tryPort({ host, port }: Place): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

export async function listen(app: FastifyInstance, { host, port }: Place): Promise<void> {
  try {
    // Thousands of phones may find their network in the same second.
    await app.listen({ host, port, backlog: 4096 });
  } catch (error) {
    throw portProblem(error as NodeJS.ErrnoException, { host, port });
  }
}

/** What a browser on this machine is given. */
export function readyAddress(app: FastifyInstance, { host }: Pick<Config, 'host'>): string {
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const isHere = ['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${isHere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

function portProblem(error: NodeJS.ErrnoException, { host, port }: Place): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartError({
        zh: `端口 ${port} 已被别的程序占用。请停止那个程序，或换一个端口：PORT=${port + 1} npm start`,
        en: `Port ${port} is taken by another program. Stop that one, or use another port: PORT=${port + 1} npm start`,
      });
    case 'EACCES':
      return new StartError({
        zh: `没有权限使用端口 ${port}。请用 1024 以上的端口：PORT=8700 npm start`,
        en: `Port ${port} may not be used without more rights. Use one above 1024: PORT=8700 npm start`,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError({
        zh: `HOST=${host} 不是这台机器的地址。请改用 127.0.0.1（只限本机）或 0.0.0.0（所有网卡）。`,
        en: `HOST=${host} is not an address of this machine. Use 127.0.0.1 (this machine only) or 0.0.0.0 (every network).`,
      });
    default:
      return error;
  }
}
