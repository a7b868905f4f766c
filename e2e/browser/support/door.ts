/**
 * The one way from a phone to the server, so that it can be shut. Shut, every connection is torn down and no new one
 * gets a byte: what the browser does by itself while it starts, before any test could tell it to be offline, cannot pass
 * either. Open, bytes go through as they are.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Door {
  /** The phone's address of the server. */
  url: string;
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export async function openDoor(url: string): Promise<Door> {
  const target = Number(new URL(url).port);
  const sockets = new Set<Socket>();
  let isShut = false;

  const held = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Either side may vanish at any moment: that is what this is for.
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const tearDown = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  const server = createServer((phone) => {
    if (isShut) {
      phone.on('error', () => phone.destroy());
      phone.resetAndDestroy();
      return;
    }
    held(phone);
    const onwards = held(connect(target, '127.0.0.1'));
    phone.pipe(onwards).pipe(phone);
    phone.on('close', () => onwards.destroy());
    onwards.on('close', () => phone.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    shut: () => {
      isShut = true;
      tearDown();
    },
    open: () => {
      isShut = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        tearDown();
      }),
  };
}
