import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut and fixed: what stands behind it is not touched. */
export interface BreakableProxy {
  port: number;
  /** Cuts every connection and refuses new ones. */
  cut: () => Promise<void>;
  /** Keeps connections, takes new ones, and lets nothing through until it is fixed. */
  freeze: () => void;
  /** Everything takes so long on its way, in each direction. */
  slow: (delayMs: number) => void;
  fix: () => Promise<void>;
  close: () => Promise<void>;
}

export const createProxy = async (target: { host: string; port: number }): Promise<BreakableProxy> => {
  const sockets = new Set<Socket>();
  let thawed = Promise.withResolvers<void>();
  thawed.resolve();
  let delayMs = 0;
  let server: Server;

  /** What one side sends to the other, in its order: late, or once it is let through again. */
  const way = (to: Socket): ((data: Buffer) => void) => {
    let sent = Promise.resolve();
    return (data) => {
      const due = Date.now() + delayMs;
      sent = sent.then(async () => {
        await thawed.promise;
        if (due > Date.now()) await wait(due - Date.now());
        if (!to.destroyed) to.write(data);
      });
    };
  };

  const join = (client: Socket) => {
    const upstream = connect(target.port, target.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', way(upstream));
    upstream.on('data', way(client));
  };

  const listen = async (port: number) => {
    server = createServer(join);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);

  const cut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  return {
    port,
    cut,
    freeze: () => {
      thawed = Promise.withResolvers();
    },
    slow: (ms) => {
      delayMs = ms;
    },
    fix: async () => {
      delayMs = 0;
      thawed.resolve();
      if (!server.listening) await listen(port);
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
};
