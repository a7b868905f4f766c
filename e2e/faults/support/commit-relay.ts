/**
 * Stands between a server and its database. Armed, it lets the next push through up to COMMIT, and keeps back what the
 * database says to it: everything is durable, and nobody was told.
 */
import { connect, createServer, type Socket } from 'node:net';

export interface CommitRelay {
  port: number;
  /** Resolves when a push is committed and its answer is kept back. */
  keepBack: () => Promise<void>;
  close: () => Promise<void>;
}

/** As PostgreSQL says it: "C", a length of 11, and the tag. */
const committed = Buffer.from('C\0\0\0\u000bCOMMIT\0', 'latin1');

export async function makeCommitRelay(socketPath: string): Promise<CommitRelay> {
  const sockets = new Set<Socket>();
  let armed: PromiseWithResolvers<void> | null = null;
  const server = createServer((near) => {
    const far = connect(socketPath);
    let isPush = false;
    let isHeld = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk: Buffer) => {
      if (chunk.includes('insert into mutation_result')) isPush = true;
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      const isEnd = chunk.includes(committed);
      if (isEnd && isPush && armed) {
        isHeld = true;
        armed.resolve();
        armed = null;
      }
      if (isEnd) isPush = false;
      if (!isHeld) near.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    keepBack() {
      armed = Promise.withResolvers();
      return armed.promise;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
