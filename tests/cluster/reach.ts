import { once } from 'node:events';
import { request } from 'node:https';
import { connect, createServer } from 'node:net';

/** This machine's side of the wire; the cluster's is 10.97.0.2. */
export const here = '10.97.0.1';

/** A port of ours that leads to a port of the loopback. */
export const forward = async (to: number): Promise<number> => {
  const server = createServer((client) => {
    const engine = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [client, engine],
      [engine, client],
    ] as const) {
      from.on('error', () => into.destroy());
      from.pipe(into);
    }
  });
  server.listen(0, here);
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** Reads JSON of the API server with its administrator's token. */
export const readServer =
  (token: string) =>
  async <Answer>(path: string): Promise<Answer> => {
    const asked = request({
      host: '10.97.0.2',
      port: 6443,
      path,
      rejectUnauthorized: false,
      headers: { authorization: `Bearer ${token}` },
    });
    asked.end();
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
    let text = '';
    for await (const part of response) text += String(part);
    return JSON.parse(text) as Answer;
  };
