import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Client, january } from './support/client.ts';
import { completeReport, failReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const waiting = (count: number) =>
  vi.waitUntil(
    async () => {
      const [gauge] = (await api.health.metrics.getSingleMetric('reports_waited_for')?.get())?.values ?? [];
      return gauge?.value === count;
    },
    { timeout: 10_000 },
  );

/** The newest report, which is being made. */
const newest = async (): Promise<string> => {
  const { body } = await client.get('/v1/reports?limit=1');
  return String((body['data'] as { report_id: string }[])[0]?.report_id);
};

describe('a method that a path does not have', () => {
  test.for([
    ['DELETE', '/v1/reports', 'GET, POST'],
    ['POST', '/v1/reports/rpt_8Xm3kL9wP', 'GET, HEAD'],
    ['PUT', '/v1/reports/rpt_8Xm3kL9wP/schedule', 'DELETE, PATCH'],
    ['OPTIONS', '/signed/rpt_8Xm3kL9wP.pdf', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    // Fastify would have a Content-Type of it before it looks for a route.
    ['QUERY', '/v1/reports', 'GET, POST'],
  ] as const)('%s %s is a 405 that names those it has', async ([method, path, allowed]) => {
    const answer = await client.send(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body['code']).toBe('method_not_allowed');
    const methods = String(answer.headers.get('allow')).split(', ');
    expect(methods).toEqual(expect.arrayContaining(allowed.split(', ')));
    expect(methods).not.toContain(method);
  });

  test('is a 404 where there is no such path', async () => {
    expect((await client.send('DELETE', '/v1/nothing')).status).toBe(404);
    expect((await client.send('POST', '/v1/reports/rpt_1/nothing')).status).toBe(404);
  });
});

describe('POST /v1/reports', () => {
  test('says when it is worth looking for the report', async () => {
    const { status, headers } = await client.send('POST', '/v1/reports', january);
    expect([status, headers.get('retry-after')]).toEqual([202, '1']);
  });

  test.for([
    ['Prefer: wait', '/v1/reports', { prefer: 'respond-async, wait=30' }],
    ['?wait', '/v1/reports?wait=30', {}],
  ] as const)('with %s answers 200 with the finished report', async ([, path, headers]) => {
    const posting = client.send('POST', path, january, headers);
    await waiting(1);
    await completeReport(api, client, await newest(), '{"calls_evaluated":7}');
    const answer = await posting;
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'completed', data: { calls_evaluated: 7 } });
    expect(answer.headers.get('preference-applied')).toBe('wait=30');
  });

  test('answers 200 with a report that failed, and 202 when the time is up', async () => {
    const posting = client.send('POST', '/v1/reports', january, { prefer: 'wait=30' });
    await waiting(1);
    await failReport(api, client, await newest());
    const failed = await posting;
    expect([failed.status, failed.body['status']]).toEqual([200, 'failed']);
    const late = await client.send('POST', '/v1/reports', january, { prefer: 'wait=1' });
    expect([late.status, late.body['status']]).toEqual([202, 'generating']);
  });

  test('a repeat under the same Idempotency-Key waits for the same report', async () => {
    const headers = { 'idempotency-key': 'waiting', prefer: 'wait=30' };
    const first = await client.send('POST', '/v1/reports', january, { ...headers, prefer: 'wait=0' });
    await completeReport(api, client, String(first.body['report_id']), '{}');
    const again = await client.send('POST', '/v1/reports', january, headers);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(again.body['report_id']).toBe(first.body['report_id']);
  });

  test('refuses a wait that is none', async () => {
    expect((await client.send('POST', '/v1/reports?wait=61', january)).status).toBe(400);
  });
});

describe('ETag', () => {
  test.for(['json', 'csv'] as const)(
    'a finished %s report has one, and answers 304 to it',
    async (format) => {
      const id = await client.post({ format });
      const unfinished = await client.get(`/v1/reports/${id}`);
      expect(unfinished.headers.get('etag')).toBeNull();
      await completeReport(api, client, id, format === 'json' ? '{}' : 'a\r\n', format);
      const first = await client.get(`/v1/reports/${id}`);
      const etag = String(first.headers.get('etag'));
      expect(etag).toMatch(/^W\/"[\w-]+"$/);
      const known = await client.get(`/v1/reports/${id}`, { 'if-none-match': `"other", ${etag}` });
      expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', etag]);
      const other = await client.get(`/v1/reports/${id}`, { 'if-none-match': '"other"' });
      expect(other.status).toBe(200);
    },
  );

  test('changes when the answer does', async () => {
    const id = await client.post();
    await completeReport(api, client, id, '{}');
    const before = (await client.get(`/v1/reports/${id}`)).headers.get('etag');
    await api.owner.sql`update reports set file_retained_until = now() - interval '1 day' where id = ${id}`;
    const after = await client.get(`/v1/reports/${id}`, { 'if-none-match': String(before) });
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(before);
  });
});

test('pages of a list are linked: following next leads through all of them', async () => {
  const other = await api.createWorkspace();
  for (let index = 0; index < 5; index += 1) await other.post();
  const seen: unknown[] = [];
  let path: string | undefined = '/v1/reports?type=qa_performance&limit=2&offset=0';
  while (path !== undefined) {
    const page = await other.get(path);
    seen.push(...(page.body['data'] as { report_id: string }[]).map(({ report_id: id }) => id));
    const links = String(page.headers.get('link'));
    expect(links).toContain('</v1/reports?type=qa_performance&limit=2>; rel="first"');
    path = /<([^>]+)>; rel="next"/.exec(links)?.[1];
  }
  expect(new Set(seen).size).toBe(5);
});

test("RateLimit says the same as X-RateLimit, in the words of the IETF's draft", async () => {
  const other = await api.createWorkspace({ rateLimitPerMinute: 7 });
  const { headers } = await other.get('/v1/reports');
  expect(headers.get('ratelimit-policy')).toBe('"minute";q=7;w=60');
  const [, remaining, seconds] = /^"minute";r=(\d+);t=(\d+)$/.exec(String(headers.get('ratelimit'))) ?? [];
  expect(remaining).toBe(headers.get('x-ratelimit-remaining'));
  expect(Number(seconds)).toBeGreaterThan(0);
  expect(Number(seconds)).toBeLessThanOrEqual(60);
});
