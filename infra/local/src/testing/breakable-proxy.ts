import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut and fixed: what stands behind it is not touched. */
export interface BreakableProxy {
  port: number;
  /** Cuts every connection and refuses new ones. */
  cut: () => Promise<void>;
  /** Keeps connections, takes new ones, and lets nothing through. */
  freeze: () => void;
  fix: () => Promise<void>;
  close: () => Promise<void>;
}

export const createProxy = async (target: { host: string; port: number }): Promise<BreakableProxy> => {
  const sockets = new Set<Socket>();
  let frozen = false;
  let server: Server;

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
    client.on('data', (data) => frozen || upstream.write(data));
    upstream.on('data', (data) => frozen || client.write(data));
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
      frozen = true;
    },
    fix: async () => {
      frozen = false;
      if (!server.listening) await listen(port);
    },
    close: async () => {
      if (server.listening) await cut();
    },
  };
};
