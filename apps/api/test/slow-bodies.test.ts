import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Client, january } from './support/client.ts';
import { say } from './support/say.ts';
import { type ApiProcess, startApiProcess } from './support/start-process.ts';

const megabyte = 1_048_576;
let api: ApiProcess;
let client: Client;
let neighbour: Client;

beforeAll(async () => {
  api = await startApiProcess({ RATE_LIMIT_PER_MINUTE: '100000' });
  [client, neighbour] = [await api.createWorkspace(), await api.createWorkspace()];
});
afterAll(() => api.stop());

interface Held {
  socket: Socket;
  answer: () => string;
  closed: Promise<void>;
}

/** A request whose body is announced, and comes as far as `bytes`. */
const hold = ({ url, key }: Client, path: string, announced: number, bytes: number): Held => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  // Reset while we still send: what was answered before is what counts.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${announced}\r\n\r\n`,
  );
  socket.write(Buffer.alloc(bytes, ' '));
  return { socket, answer: () => answer, closed };
};
const statusOf = ({ answer }: Held): string => /^HTTP\/1\.1 (\d+)/.exec(answer())?.[1] ?? 'none';
const buffersMb = async () => (await api.metric('nodejs_external_memory_bytes')) / megabyte;
const memoryMb = async () => (await api.metric('process_resident_memory_bytes')) / megabyte;

/** A busy machine may answer 503 once; a workspace that is shut out gets nothing else. */
const isServed = () =>
  vi.waitUntil(async () => (await neighbour.send('POST', '/v1/reports', january)).status === 202, {
    timeout: 10_000,
  });

const isLong = process.env.REPORTS_LONG_TESTS === 'true';
/** Bodies of 16 MB that are held at once. */
const bodies = isLong ? 60 : 16;
const dripEveryMs = isLong ? 10_000 : 1_000;

test('a body is given its seconds, whenever the pace of bodies is looked at', async () => {
  const body = JSON.stringify(january);
  const send = async (index: number): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, index * 300));
    const held = hold(client, '/v1/reports', body.length + 1, 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    held.socket.write(body);
    await vi.waitUntil(() => statusOf(held) !== 'none', { timeout: 30_000 });
    held.socket.destroy();
    return statusOf(held);
  };
  // Over more than the five seconds between two looks.
  const statuses = await Promise.all(Array.from({ length: 20 }, (_, index) => send(index)));
  expect(new Set(statuses)).toEqual(new Set(['202']));
});

test('a body that comes a byte at a time is a 408, and others are served meanwhile', async () => {
  const started = performance.now();
  const held = Array.from({ length: 20 }, () => hold(client, '/v1/reports', 1_000, 1));
  const dripping = setInterval(
    () => held.forEach(({ socket }) => socket.writable && socket.write(' ')),
    dripEveryMs,
  );
  await isServed();
  await Promise.all(held.map(({ closed }) => closed));
  clearInterval(dripping);
  say(
    `20 bodies at a byte every ${dripEveryMs / 1_000} s: closed after ${Math.round(performance.now() - started)} ms`,
  );
  expect(held.map(statusOf)).toEqual(held.map(() => '408'));
  expect(held[0]?.answer()).toMatch(/content-type: application\/problem\+json\r\n/i);
  expect(held[0]?.answer()).toContain('"code":"request_timeout"');
}, 150_000);

test('a request whose headers do not end is closed', async () => {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n');
  await vi.waitUntil(() => socket.destroyed, { timeout: 30_000 });
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
}, 40_000);

test(`of ${bodies} held bodies of 16 MB most are a 503 with Retry-After, memory is bounded and given back`, async () => {
  const [before, buffersBefore] = [await memoryMb(), await buffersMb()];
  const size = 16 * megabyte;
  const held = Array.from({ length: bodies }, () => hold(client, '/v1/records/agents', size, size - 1_000));
  await vi.waitUntil(() => held.filter((one) => statusOf(one) === '503').length === bodies - 4, {
    timeout: 60_000,
  });
  // While the four that were taken are still held.
  const small = await client.send('POST', '/v1/records/agents', [{ agent_id: 'a', name: 'Ann' }]);
  expect([small.status, small.body['code']]).toEqual([503, 'overloaded']);
  const refused = held.filter((one) => statusOf(one) === '503');
  expect(refused[0]?.answer()).toMatch(/retry-after: \d+\r\n/i);
  const during = await memoryMb();
  await isServed();
  expect((await neighbour.send('POST', '/v1/records/agents', [{ agent_id: 'a', name: 'Ann' }])).status).toBe(
    202,
  );
  // Those that were taken are closed as they stand still; the others are read to nowhere.
  await Promise.all(held.filter((one) => !refused.includes(one)).map(({ closed }) => closed));
  for (const { socket } of held) socket.destroy();
  await vi.waitUntil(async () => (await api.metric('http_request_body_bytes_in_flight')) === 0, {
    timeout: 10_000,
  });
  // The system has it back when the allocator finds it free, up to half a minute later.
  await vi.waitUntil(async () => (await buffersMb()) < buffersBefore + 16, {
    timeout: 20_000,
    interval: 250,
  });
  const after = await memoryMb();
  say(
    `${bodies} held bodies of 16 MB: ${Math.round(before)} MB before, ${Math.round(during)} MB during, ${Math.round(after)} MB after`,
  );
  expect(during).toBeLessThan(before + Math.min(200, bodies * 12));
  expect((await client.send('POST', '/v1/records/agents', [{ agent_id: 'a', name: 'Ann' }])).status).toBe(
    202,
  );
}, 120_000);
