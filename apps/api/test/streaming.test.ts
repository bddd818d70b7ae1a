import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { storageKeys } from '@reports/contracts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;
let id: string;

const megabyte = 1024 * 1024;
const item = Buffer.alloc(megabyte, 'x');
item.write('"', 0);
item.write('",', megabyte - 2);
const items = 200;

/** `["xxx…","xxx…",…,0]`, 200 MB. */
function* largeList(): Generator<Buffer> {
  yield Buffer.from('[');
  for (let index = 0; index < items; index += 1) yield item;
  yield Buffer.from('0]');
}
const bytes = items * megabyte + 3;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  id = await client.post();
  await completeReport(api, client, id, '[]');
  const key = storageKeys.reportFile(client.workspaceId, id, 'large', 'json');
  await api.storage.put(key, Readable.from(largeList()), 'application/json');
  await api.owner.sql`update reports set file_key = ${key}, file_bytes = ${bytes} where id = ${id}`;
});
afterAll(() => api.stop());

const open = () =>
  new Promise<IncomingMessage>((resolve, reject) => {
    request(`${client.url}/v1/reports/${id}`, { headers: { authorization: `Bearer ${client.key}` } }, resolve)
      .on('error', reject)
      .end();
  });

test('a report of 200 MB passes through in little memory', async () => {
  const before = process.memoryUsage().rss;
  let most = 0;
  let received = 0;
  const response = await open();
  for await (const chunk of response as AsyncIterable<Buffer>) {
    received += chunk.length;
    most = Math.max(most, process.memoryUsage().rss - before);
  }
  expect(received).toBe(Number(response.headers['content-length']));
  expect(received).toBeGreaterThan(bytes);
  // What the collector has not taken yet differs from run to run; the report itself would be 200 MB.
  expect(most).toBeLessThan(120 * megabyte);
}, 60_000);

test('a json report whose file is not as long as its row says is a 500 at once', async () => {
  const damaged = await client.post();
  await completeReport(api, client, damaged, '{}');
  await api.owner.sql`update reports set file_bytes = 3 where id = ${damaged}`;
  const { status, body } = await client.get(`/v1/reports/${damaged}`);
  expect([status, body['code']]).toEqual([500, 'file_damaged']);
});

test('a client that leaves ends the reading from storage', async () => {
  const opened: Readable[] = [];
  const { get } = api.storage;
  api.storage.get = async (...place) => {
    const stream = await get(...place);
    opened.push(stream);
    return stream;
  };
  const response = await open();
  response.once('data', () => response.destroy());
  await vi.waitUntil(() => opened.length === 1 && opened[0]?.destroyed, { timeout: 5_000 });
});
