import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi({ WEBHOOK_ALLOW_PRIVATE: 'true' });
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

/** As it came over the wire: fetch would undo the encoding. */
const raw = (
  path: string,
  headers: Record<string, string>,
  { method = 'GET', body }: { method?: string; body?: Buffer | string } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }> =>
  new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${client.key}`, ...headers };
    const outgoing = httpRequest(
      new URL(path, client.url),
      { method, headers: all, agent: false },
      (answer) => {
        const pieces: Buffer[] = [];
        answer.on('data', (piece: Buffer) => pieces.push(piece));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes: Buffer.concat(pieces) }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const inflate = { gzip: gunzipSync, br: brotliDecompressSync };

describe('an answer', () => {
  test.for(['gzip', 'br'] as const)('of 1 KB or more comes as %s to who takes it', async (encoding) => {
    const plain = await raw('/openapi.json', {});
    const small = await raw('/openapi.json', { 'accept-encoding': encoding });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(small.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
    expect(small.headers['content-length']).toBeUndefined();
    expect(inflate[encoding](small.bytes).equals(plain.bytes)).toBe(true);
    expect(small.bytes.length).toBeLessThan(plain.bytes.length / 5);
  });

  test.for([
    ['under 1 KB', '/v1/workspace', { 'accept-encoding': 'gzip' }],
    ['that is not to be compressed', '/openapi.json', { 'accept-encoding': 'gzip;q=0, br;q=0' }],
    ['for a client that takes other encodings', '/openapi.json', { 'accept-encoding': 'zstd' }],
  ] as const)('%s stays as it is', async ([, path, headers]) => {
    const answer = await raw(path, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(() => JSON.parse(answer.bytes.toString()) as unknown).not.toThrow();
  });

  test('with the data of a report is compressed as it is streamed, under the same ETag', async () => {
    const reportId = await client.post();
    const rows = Array.from({ length: 5_000 }, (_, index) => ({ index, name: 'Ann' }));
    await completeReport(api, client, reportId, JSON.stringify({ rows }));
    const path = `/v1/reports/${reportId}`;
    const [plain, small] = [await raw(path, {}), await raw(path, { 'accept-encoding': 'gzip' })];
    expect(small.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(small.bytes).equals(plain.bytes)).toBe(true);
    expect(small.headers.etag).toBe(plain.headers.etag);
    const again = await raw(path, { 'accept-encoding': 'gzip', 'if-none-match': String(small.headers.etag) });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  test('that holds a secret beside what the client wrote stays as it is, whatever its length', async () => {
    const filters = { campaign_id: Array.from({ length: 50 }, () => 'c'.repeat(100)) };
    const reportId = await client.post({ format: 'pdf', filters });
    await completeReport(api, client, reportId, '%PDF-', 'pdf');
    const answer = await raw(`/v1/reports/${reportId}`, { 'accept-encoding': 'gzip' });
    expect(answer.bytes.toString()).toContain('token=');
    expect(answer.bytes.length).toBeGreaterThan(1_024);
    expect(answer.headers['content-encoding']).toBeUndefined();
    const key = await raw(
      '/v1/webhooks',
      { 'accept-encoding': 'gzip', 'content-type': 'application/json' },
      {
        method: 'POST',
        body: JSON.stringify({ url: `http://127.0.0.1:9/${'a'.repeat(1_500)}`, events: ['report.failed'] }),
      },
    );
    expect([key.status, key.headers['content-encoding']]).toEqual([201, undefined]);
    expect(key.bytes.toString()).toContain('whsec_');
  });

  test('that is a file keeps its length and ranges', async () => {
    const reportId = await client.post({ format: 'csv' });
    await completeReport(api, client, reportId, 'a,b\r\n'.repeat(1_000), 'csv');
    const { body } = await client.get(`/v1/reports/${reportId}`);
    const { pathname, search } = new URL(String(body['download_url']));
    const answer = await raw(`${pathname}${search}`, { 'accept-encoding': 'gzip, br' });
    expect(answer.headers).toMatchObject({ 'content-length': '5000', 'accept-ranges': 'bytes' });
    expect(answer.headers['content-encoding']).toBeUndefined();
  });
});

describe('a gzip body', () => {
  const json = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const post = (path: string, body: Buffer, headers: Record<string, string> = json) =>
    raw(path, headers, { method: 'POST', body });
  const codeOf = ({ bytes }: { bytes: Buffer }): unknown =>
    (JSON.parse(bytes.toString()) as Record<string, unknown>)['code'];

  test('is read as what it holds', async () => {
    const answer = await post('/v1/reports', gzipSync(JSON.stringify(january)));
    expect(answer.status).toBe(202);
    const agents = Array.from({ length: 1_000 }, (_, index) => ({ agent_id: `agt_${index}`, name: 'Ann' }));
    const lines = gzipSync(agents.map((agent) => JSON.stringify(agent)).join('\n'));
    const ndjson = { ...json, 'content-type': 'application/x-ndjson' };
    const taken = await post('/v1/records/agents', lines, ndjson);
    expect(JSON.parse(taken.bytes.toString())).toEqual({ accepted: 1_000 });
    // Without a length, as a stream.
    const chunked = await post('/v1/records/agents', lines, { ...ndjson, 'transfer-encoding': 'chunked' });
    expect(chunked.status).toBe(202);
  });

  test('is the same request as its content, to an idempotency key', async () => {
    const key = { 'idempotency-key': 'gzip-or-not', 'content-type': 'application/json' };
    const first = await raw('/v1/reports', key, { method: 'POST', body: JSON.stringify(january) });
    const again = await post('/v1/reports', gzipSync(JSON.stringify(january)), { ...json, ...key });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.bytes.equals(first.bytes)).toBe(true);
  });

  test.for([
    ['is cut short', gzipSync(JSON.stringify(january)).subarray(0, 20), 'gzip', 400, 'malformed_body'],
    ['is no gzip', Buffer.from(JSON.stringify(january)), 'gzip', 400, 'malformed_body'],
    ['is another encoding', Buffer.from('{}'), 'zstd', 415, 'unsupported_media_type'],
    ['is two encodings', Buffer.from('{}'), 'gzip, gzip', 415, 'unsupported_media_type'],
  ] as const)('that %s is refused', async ([, body, encoding, status, code]) => {
    const answer = await post('/v1/reports', body, { ...json, 'content-encoding': encoding });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  test('is inflated no further than its limit: a bomb costs what its limit costs', async () => {
    // 128 MB of spaces in 127 KB: the body is short enough for either route, its content for none.
    const bomb = gzipSync(Buffer.alloc(128 * 1024 * 1024, ' '), { level: 9 });
    const cpu = async (path: string) => {
      const before = process.cpuUsage();
      const answer = await post(path, bomb);
      const { user, system } = process.cpuUsage(before);
      return { answer, seconds: (user + system) / 1e6 };
    };
    const small = await cpu('/v1/reports');
    expect([small.answer.status, codeOf(small.answer)]).toEqual([413, 'payload_too_large']);
    const records = await cpu('/v1/records/calls');
    expect([records.answer.status, codeOf(records.answer)]).toEqual([413, 'payload_too_large']);
    // To inflate all of it takes as long as this.
    const started = process.cpuUsage();
    gunzipSync(bomb);
    const { user, system } = process.cpuUsage(started);
    expect(small.seconds).toBeLessThan((user + system) / 1e6);
    expect((await client.get('/v1/workspace')).status).toBe(200);
  });
});
