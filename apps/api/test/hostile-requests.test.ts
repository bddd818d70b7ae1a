import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january, pointersOf } from './support/client.ts';
import { sendRaw } from './support/raw-request.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_PER_MINUTE: '100000' });
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const id = 'rpt_000000000000';

describe('a body of nothing but nested brackets is a 400', () => {
  const routes = [
    ['POST', '/v1/reports'],
    ['POST', `/v1/reports/${id}/render`],
    ['PATCH', `/v1/reports/${id}/schedule`],
    ['POST', `/v1/reports/${id}/schedule/runs`],
    ['POST', '/v1/webhooks'],
    ['POST', '/v1/records/agents'],
  ] as const;
  const depths = process.env.REPORTS_LONG_TESTS === 'true' ? [17, 200, 2_000, 20_000] : [2_000];
  const nests = depths.flatMap(
    (depth) =>
      [
        [`${depth} arrays`, '['.repeat(depth) + ']'.repeat(depth)],
        [`${depth} objects`, '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)],
        [`${depth} arrays inside a record`, `[{"agent_id":${'['.repeat(depth)}${']'.repeat(depth)}}]`],
        ['arrays that do not close', '['.repeat(Math.min(50 * depth, 200_000))],
      ] as const,
  );
  test.each(
    routes.flatMap(([method, path]) => nests.map(([name, body]) => [method, path, name, body] as const)),
  )('%s %s: %s', async (method, path, _name, body) => {
    const answer = await client.send(method, path, body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });

  test('one line of records is told how deep it is', async () => {
    const answer = await client.send('POST', '/v1/records/agents', '['.repeat(2_000) + ']'.repeat(2_000), {
      'content-type': 'application/x-ndjson',
    });
    expect(answer.body['errors']).toEqual([
      {
        pointer: '/0',
        detail: 'line 1: has more than 16 arrays and objects inside each other, which is what is taken',
      },
    ]);
  });
});

describe('a year that nothing can be reckoned from is a 400 that names the range', () => {
  const range = /from 1970-01-01 to 2999-12-31/;
  test.each([
    ['0001-01-01', '0001-01-31', ['/from', '/to']],
    ['9999-12-01', '9999-12-31', ['/from', '/to']],
    ['1969-12-31', '1970-01-31', ['/from']],
    ['2999-12-31', '3000-01-01', ['/to']],
  ])('a report from %s to %s', async (from, to, pointers) => {
    const answer = await client.send('POST', '/v1/reports', { ...january, from, to });
    expect([answer.status, pointersOf(answer)]).toEqual([400, pointers]);
    expect(answer.text).toMatch(range);
  });

  test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00%2B15:59'])(
    'a list since %s',
    async (instant) => {
      const answer = await client.get(`/v1/reports?created_after=${instant}`);
      expect([answer.status, pointersOf(answer)]).toEqual([400, ['?created_after']]);
      expect(answer.text).toMatch(range);
    },
  );

  test('a record', async () => {
    const call = {
      call_id: 'call_1',
      campaign_id: 'cmp_1',
      agent_id: 'agt_1',
      contact_id: 'con_1',
      started_at: '9999-12-31T23:59:59-15:59',
      duration_seconds: 1,
      connected: true,
    };
    const answer = await client.send('POST', '/v1/records/calls', [call]);
    expect([answer.status, pointersOf(answer)]).toEqual([400, ['/0/started_at']]);
    expect(answer.text).toMatch(range);
  });

  test.each([
    ['1970-01-01', '1970-01-31'],
    ['2999-12-01', '2999-12-31'],
  ])('while %s to %s is taken in every zone', async (from, to) => {
    for (const timezone of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
      const schedule = { frequency: 'daily', email: 'qa@example.com' };
      const answer = await client.send('POST', '/v1/reports', { ...january, from, to, timezone, schedule });
      expect(answer.status).toBe(202);
    }
  });
});

describe('a request that is hardly HTTP is answered like all others', () => {
  const end = 'Connection: close\r\n\r\n';
  test.each([
    ['no Host', `GET /healthz HTTP/1.1\r\n${end}`, 400, 'malformed_body'],
    [
      'an expectation that nobody knows',
      `GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n${end}`,
      417,
      'expectation_failed',
    ],
    ['a method that nobody knows', `BREW /v1/reports HTTP/1.1\r\nHost: a\r\n${end}`, 400, 'malformed_body'],
    [
      'a method that HTTP knows and the api does not',
      `PROPFIND /v1/reports HTTP/1.1\r\nHost: a\r\n${end}`,
      405,
      'method_not_allowed',
    ],
    ['TRACE', `TRACE /v1/reports HTTP/1.1\r\nHost: a\r\n${end}`, 405, 'method_not_allowed'],
    ['CONNECT', `CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n${end}`, 400, 'malformed_body'],
    [
      'an upgrade',
      `GET /nothing HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade, close\r\n\r\n`,
      404,
      'not_found',
    ],
    [
      'a header of 100 KB',
      `GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(100_000)}\r\n${end}`,
      431,
      'headers_too_large',
    ],
    ['no HTTP at all', `\u0016\u0003\u0001\r\n\r\n`, 400, 'malformed_body'],
  ])('%s', async (_name, request, status, code) => {
    const answer = await sendRaw(api.url, request);
    expect(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])).toBe(status);
    expect(answer).toMatch(/^content-type: application\/problem\+json\r$/im);
    const [, requestId] = /^x-request-id: (\S+)\r$/im.exec(answer) ?? [];
    expect(requestId).toBeDefined();
    const body: unknown = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
    expect(body).toMatchObject({ status, code, request_id: requestId });
  });

  test('HTTP/1.0 needs no Host', async () => {
    expect(await sendRaw(api.url, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200/);
  });
});
