import { connect, createServer, type Server, type Socket } from 'node:net';

/** A PostgreSQL that can be taken away and come back, always at the same address: a relay to the real one. */
export interface PgProxy {
  port: number;
  up: () => Promise<void>;
  /** Cuts every connection and answers nobody. */
  down: () => Promise<void>;
}

export async function makePgProxy(socketPath: string): Promise<PgProxy> {
  const sockets = new Set<Socket>();
  const makeServer = (): Server =>
    createServer((near) => {
      const far = connect(socketPath);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
  let server = makeServer();
  await listening(server, 0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    async up() {
      server = makeServer();
      await listening(server, port);
    },
    async down() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
