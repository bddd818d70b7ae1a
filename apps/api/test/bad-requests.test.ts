import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, january, pointersOf } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_PER_MINUTE: '100000' });
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const id = 'rpt_000000000000';
const weekly = { frequency: 'weekly', email: 'qa@example.com' };

/** Bodies of `POST /v1/reports`, and every place that is wrong with them. */
const reportBodies: [unknown, string[]][] = [
  [{}, ['/from', '/to', '/type']],
  [[], ['']],
  ['null', ['']],
  ['"text"', ['']],
  [{ ...january, type: 'sales' }, ['/type']],
  [{ ...january, type: ['qa_performance'] }, ['/type']],
  [{ ...january, from: '2024-02-30' }, ['/from']],
  [{ ...january, from: '2024-1-1' }, ['/from']],
  [{ ...january, from: '01/01/2024' }, ['/from']],
  [{ ...january, from: '2024-01-01T00:00:00Z' }, ['/from']],
  [{ ...january, from: 20240101 }, ['/from']],
  [{ ...january, from: '0000-01-01' }, ['/from']],
  [{ ...january, to: null }, ['/to']],
  [{ ...january, to: '2023-12-31' }, ['/to']],
  [{ ...january, to: '2025-01-01' }, ['/to']],
  [{ ...january, format: 'xls' }, ['/format']],
  [{ ...january, format: 'PDF' }, ['/format']],
  [{ ...january, timezone: 'Mars/Olympus' }, ['/timezone']],
  [{ ...january, timezone: '+05:30' }, ['/timezone']],
  [{ ...january, formt: 'pdf' }, ['/formt']],
  [{ ...january, filters: [] }, ['/filters']],
  [{ ...january, filters: { campaign: 'cmp_1' } }, ['/filters/campaign']],
  [{ ...january, filters: { disposition: 'sale' } }, ['/filters/disposition']],
  [{ ...january, filters: { severity: 'high', check: 'x' } }, ['/filters/check', '/filters/severity']],
  [{ ...january, type: 'call_summary', filters: { parameter: 'Greeting' } }, ['/filters/parameter']],
  [{ ...january, filters: { campaign_id: '' } }, ['/filters/campaign_id']],
  [{ ...january, filters: { campaign_id: [] } }, ['/filters/campaign_id']],
  [
    { ...january, filters: { campaign_id: Array.from({ length: 101 }, () => 'a') } },
    ['/filters/campaign_id'],
  ],
  [
    { ...january, filters: { campaign_id: ['a', 1, ''] } },
    ['/filters/campaign_id/1', '/filters/campaign_id/2'],
  ],
  [{ ...january, filters: { campaign_id: { eq: 'a' } } }, ['/filters/campaign_id']],
  [{ ...january, type: 'compliance_audit', filters: { severity: 'urgent' } }, ['/filters/severity']],
  [{ ...january, filters: { campaign_id: 'a\u0000b' } }, ['/filters/campaign_id']],
  [
    `{"type":"qa_performance","from":"2024-01-01","to":"2024-01-31","filters":{"agent_id":"\\ud800"}}`,
    ['/filters/agent_id'],
  ],
  [{ ...january, notify: {} }, ['/notify/email']],
  [{ ...january, notify: { email: 'nobody' } }, ['/notify/email']],
  [{ ...january, notify: { email: 'a@example.com\r\nBcc: b@example.com' } }, ['/notify/email']],
  [{ ...january, notify: { email: 'a@example.com', sms: '1' } }, ['/notify/sms']],
  [{ ...january, schedule: {} }, ['/schedule/frequency']],
  [{ ...january, schedule: true }, ['/schedule']],
  [{ ...january, schedule: { frequency: 'hourly' } }, ['/schedule/frequency']],
  [{ ...january, schedule: { ...weekly, day_of_week: 'Monday' } }, ['/schedule/day_of_week']],
  [{ ...january, schedule: { ...weekly, time: '6:00' } }, ['/schedule/time']],
  [{ ...january, schedule: { ...weekly, time: '24:00' } }, ['/schedule/time']],
  [{ ...january, schedule: { ...weekly, timezone: 'EST+5' } }, ['/schedule/timezone']],
  [{ ...january, schedule: { ...weekly, email: ['a@example.com', 'b'] } }, ['/schedule/email/1']],
  [
    { ...january, schedule: { ...weekly, email: Array.from({ length: 51 }, () => 'a@b.co') } },
    ['/schedule/email'],
  ],
  [{ ...january, schedule: { ...weekly, paused: true } }, ['/schedule/paused']],
  [{ ...january, schedule: { frequency: 'monthly', day_of_month: 29 } }, ['/schedule/day_of_month']],
  [{ ...january, schedule: { frequency: 'monthly', day_of_month: 'first' } }, ['/schedule/day_of_month']],
  [
    { type: 'x', from: '2024-02-30', to: 5, filters: { a: 1 }, schedule: { frequency: 'no' }, extra: 1 },
    ['/extra', '/filters/a', '/from', '/schedule/frequency', '/to', '/type'],
  ],
];

const bodies: [method: string, path: string, body: unknown, pointers: string[]][] = [
  ...reportBodies.map(([body, pointers]): [string, string, unknown, string[]] => [
    'POST',
    '/v1/reports',
    body,
    pointers,
  ]),
  ['POST', `/v1/reports/${id}/render`, {}, ['/format']],
  ['POST', `/v1/reports/${id}/render`, { format: 'doc', pages: 1 }, ['/format', '/pages']],
  ['PATCH', `/v1/reports/${id}/schedule`, {}, ['']],
  ['PATCH', `/v1/reports/${id}/schedule`, { paused: 1, time: 'noon' }, ['/paused', '/time']],
  ['POST', `/v1/reports/${id}/schedule/runs`, { scheduled_for: '2024-01-29' }, ['/scheduled_for']],
  ['POST', `/v1/reports/${id}/schedule/runs`, { at: '2024-01-29T06:00:00Z' }, ['/at']],
  ['POST', '/v1/webhooks', {}, ['/events', '/url']],
  ['POST', '/v1/webhooks', { url: 'x', events: 'report.failed', secret: 1 }, ['/events', '/secret', '/url']],
  ['POST', '/v1/webhooks/whk_000000000000/secret', { secret: 'x' }, ['/secret']],
];

const queries: [path: string, pointers: string[]][] = [
  ['/v1/reports?limit=abc', ['?limit']],
  ['/v1/reports?limit=101', ['?limit']],
  ['/v1/reports?limit=0', ['?limit']],
  ['/v1/reports?limit=1&limit=2', ['?limit']],
  ['/v1/reports?offset=-1', ['?offset']],
  ['/v1/reports?offset=2147483648', ['?offset']],
  ['/v1/reports?scheduled=maybe', ['?scheduled']],
  ['/v1/reports?type=qa&status=done', ['?status', '?type']],
  ['/v1/reports?status=', ['?status']],
  ['/v1/reports?created_after=yesterday', ['?created_after']],
  ['/v1/reports?created_before=2024-02-30T00:00:00Z', ['?created_before']],
  ['/v1/reports?cursor=nonsense', ['?cursor']],
  ['/v1/reports?cursor=', ['?cursor']],
  ['/v1/reports?cursor=WzEsInJwdF8xIiwwXQ&offset=5', ['?offset']],
  ['/v1/reports?page=2&per_page=5', ['?page', '?per_page']],
  ['/v1/reports?__proto__=1', ['?__proto__']],
  [`/v1/reports/${id}?wait=61`, ['?wait']],
  [`/v1/reports/${id}?wait=-1`, ['?wait']],
  [`/v1/reports/${id}?wait=soon`, ['?wait']],
  [`/v1/reports/${id}?wati=5`, ['?wati']],
  [`/v1/reports/${id}/schedule/preview?count=0`, ['?count']],
  [`/v1/reports/${id}/schedule/preview?count=101`, ['?count']],
  [`/v1/reports/${id}/runs?limit=1000`, ['?limit']],
  [`/v1/reports/${id}/deliveries?sort=asc`, ['?sort']],
  ['/v1/webhooks?limit=x', ['?limit']],
  ['/v1/report-types?type=qa_performance', ['?type']],
];

describe('a bad body is a 400 that names each fault, and nothing is done', () => {
  test.each(bodies)('%s %s %j', async (method, path, body, pointers) => {
    const answer = await client.send(method, path, body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_request']);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(pointersOf(answer)).toEqual(pointers);
    expect(answer.text).not.toMatch(/node_modules|\.ts:|\\n +at /);
  });

  test('and no report was made of any of them', async () => {
    expect((await client.get('/v1/reports')).body['total']).toBe(0);
  });
});

describe('a bad query is a 400 that names each fault', () => {
  test.each(queries)('GET %s', async (path, pointers) => {
    const answer = await client.get(path);
    expect([answer.status, pointersOf(answer)]).toEqual([400, pointers]);
  });

  test('together with those of the body', async () => {
    const answer = await client.send('POST', '/v1/reports?dry_run=1', { ...january, format: 'doc' });
    expect(pointersOf(answer)).toEqual(['/format', '?dry_run']);
  });
});

describe('a body that cannot be read', () => {
  test.each([
    ['{"type":', 400, 'malformed_body', 'application/json'],
    [Buffer.from([0x22, 0xff, 0x22]), 400, 'malformed_body', 'application/json'],
    ['type=qa_performance', 415, 'unsupported_media_type', 'application/x-www-form-urlencoded'],
    ['<report/>', 415, 'unsupported_media_type', 'text/xml'],
    [`{"type":"${'x'.repeat(300_000)}"}`, 413, 'payload_too_large', 'application/json'],
  ])('%j', async (body, status, code, type) => {
    const answer = await client.send('POST', '/v1/reports', body, { 'content-type': type });
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  test('that is not there names what is missing', async () => {
    const answer = await client.send('POST', '/v1/reports');
    expect([answer.status, pointersOf(answer)]).toEqual([400, ['']]);
  });

  test('with a charset or a suffix of JSON is read', async () => {
    for (const type of ['application/json; charset=utf-8', 'application/vnd.api+json']) {
      expect((await client.send('POST', '/v1/reports', january, { 'content-type': type })).status).toBe(202);
    }
  });
});

describe('what is not there is a 404', () => {
  test.each([
    ['GET', '/v1/reports/nope', 'report_not_found'],
    ['GET', '/v1/reports/rpt_%00', 'report_not_found'],
    ['GET', `/v1/reports/rpt_${'1'.repeat(5_000)}`, 'not_found'],
    ['GET', `/v1/reports/${id}`, 'report_not_found'],
    ['POST', `/v1/reports/${id}/deliveries/nope/resend`, 'delivery_not_found'],
    ['DELETE', '/v1/webhooks/nope', 'webhook_not_found'],
    ['GET', '/v1/nothing', 'not_found'],
    ['GET', '/v2/reports', 'not_found'],
    ['GET', '/problems/nope', 'not_found'],
  ])('%s %s', async (method, path, code) => {
    const answer = await client.send(method, path);
    expect([answer.status, answer.body['code']]).toEqual([404, code]);
  });
});

test('the longest period is 366 days', async () => {
  expect((await client.send('POST', '/v1/reports', { ...january, to: '2024-12-31' })).status).toBe(202);
});

test('each problem can be looked up by its type', async () => {
  const { body } = await client.get('/v1/nothing');
  const described = await client.get(String(body['type']));
  expect(described.body).toMatchObject({ code: 'not_found', status: 404, title: body['title'] });
});
