import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, type NamedKey } from '@reports/service';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { createPayloadCodec } from './payload-codec.ts';

const { Payloads } = proto.temporal.api.common.v1;

export interface CodecServerOptions {
  keys: readonly NamedKey[];
  host: string;
  port: number;
  /** The origin of Temporal's UI, whose pages alone may read answers: `https://temporal.example.com`. */
  uiOrigin: string;
}

const maxBodyBytes = 16 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBodyBytes) throw new RangeError(`A request may have ${maxBodyBytes} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

/**
 * The remote codec that Temporal's UI and its `temporal` command ask (`POST /encode`, `POST /decode`, payloads as JSON). It gives
 * what is encrypted to whoever reaches it: it belongs behind something that knows who may.
 */
export const startCodecServer = async ({ keys, host, port, uiOrigin }: CodecServerOptions) => {
  const codec = createPayloadCodec(keys);
  const works: Record<string, (payloads: Payload[]) => Promise<Payload[]>> = {
    '/decode': (payloads) => codec.decode(payloads),
    '/encode': (payloads) => codec.encode(payloads),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, body?: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(body === undefined ? undefined : JSON.stringify(body));
    response.setHeader('vary', 'origin');
    if (request.headers.origin === uiOrigin) {
      response.setHeader('access-control-allow-origin', uiOrigin);
      response.setHeader('access-control-allow-methods', 'POST');
      response.setHeader('access-control-allow-headers', 'content-type,x-namespace,authorization');
      response.setHeader('access-control-allow-credentials', 'true');
    }
    const work = works[request.url ?? ''];
    if (!work) return void send(404, { message: 'There are /encode and /decode.' });
    if (request.method === 'OPTIONS') return void send(204);
    if (request.method !== 'POST') return void send(405, { message: 'POST it.' });
    // A browser sends no JSON to another origin unasked, so that no page but the UI's has anything decrypted, even unread.
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      return void send(415, { message: 'Send application/json.' });
    const { payloads } = Payloads.fromObject(JSON.parse(await readBody(request)) as object);
    const done = await work(payloads ?? []);
    send(200, Payloads.toObject(Payloads.fromObject({ payloads: done }), { bytes: String }));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ message: messageOf(error) }));
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
