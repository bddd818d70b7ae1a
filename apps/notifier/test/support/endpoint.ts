import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCall {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a customer's endpoint does with a call: a status, a status with headers, or never an answer. */
export type Reaction = number | { status: number; headers: Record<string, string> } | 'hang' | 'drop';

export interface Endpoint {
  url: string;
  port: number;
  calls: ReceivedCall[];
  close: () => Promise<void>;
}

/** A customer's endpoint on loopback. `react` is asked for each call, from 1. */
export const startEndpoint = async (react: (call: number) => Reaction = () => 204): Promise<Endpoint> => {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      calls.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      const reaction = react(calls.length);
      if (reaction === 'hang') return;
      if (reaction === 'drop') {
        request.socket.destroy();
        return;
      }
      const { status, headers: extra } =
        typeof reaction === 'number' ? { status: reaction, headers: {} } : reaction;
      response.writeHead(status, extra).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    port,
    calls,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
