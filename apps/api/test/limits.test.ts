import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../src/admin/run-command.ts';
import { type Client, january, pointersOf } from './support/client.ts';
import { completeReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;
let admin: Client;

beforeAll(async () => {
  api = await startApi({
    WEBHOOK_ALLOW_PRIVATE: 'true',
    MAX_WEBHOOKS: '2',
    MAX_SCHEDULES: '2',
    MAX_REPORTS_GENERATING: '6',
    MAX_RUNS_PER_HOUR: '3',
    MAX_EMAILS_PER_DAY: '40',
  });
});
afterAll(() => api.stop());

const newWorkspace = async () => {
  client = await api.createWorkspace();
  admin = client.with({ key: await api.createKey(client, 'admin') });
};
const finishAll = () => api.owner.sql`
  update reports set status = 'failed', error_code = 'x', error_message = 'x', error_retryable = false, completed_at = now()
  where workspace_id = ${client.workspaceId} and status = 'generating'`;

describe('the limits of a workspace', () => {
  beforeAll(newWorkspace);

  test('are those of the settings, and can be seen', async () => {
    const { body } = await client.get('/v1/workspace');
    expect(body['limits']).toEqual({
      requests_per_minute: 1_000,
      webhooks: 2,
      schedules: 2,
      reports_generating: 6,
      runs_per_hour: 3,
      emails_per_day: 40,
    });
  });

  test('can be its own, one by one, and the settings again', async () => {
    const limit = (limits: Record<string, number | null>) =>
      runCommand(api.owner, { name: 'limit workspace', workspaceId: client.workspaceId, limits });
    // A key is remembered for a second: a new one reads what is set now.
    const seen = async () => {
      const reader = client.with({ key: await api.createKey(client, 'read_only') });
      return (await reader.get('/v1/workspace')).body['limits'];
    };
    await limit({ webhooks: 5, runsPerHour: 7, requestsPerMinute: 900 });
    expect(await seen()).toMatchObject({
      webhooks: 5,
      runs_per_hour: 7,
      schedules: 2,
      requests_per_minute: 900,
    });
    expect(await limit({ webhooks: null, requestsPerMinute: null })).toMatchObject({
      limits: { webhooks: null, runs_per_hour: 7 },
      rate_limit_per_minute: null,
    });
    expect(await seen()).toMatchObject({ webhooks: 2, runs_per_hour: 7, requests_per_minute: 1_000 });
  });
});

describe('a workspace that has all it may have is told so', () => {
  beforeAll(newWorkspace);
  const codesOf = (answers: { status: number; body: Record<string, unknown> }[]) =>
    answers
      .map(({ status, body }) => (status < 400 ? String(status) : `${status} ${String(body['code'])}`))
      .toSorted();

  test('of webhooks, however many come at once', async () => {
    const post = (n: number) =>
      client.send('POST', '/v1/webhooks', { url: `http://127.0.0.1:9/${n}`, events: ['report.failed'] });
    const answers = await Promise.all(Array.from({ length: 4 }, (_, n) => post(n)));
    expect(codesOf(answers)).toEqual(['201', '201', '409 too_many_webhooks', '409 too_many_webhooks']);
    const made = answers.find(({ status }) => status === 201);
    const gone = await client.send('DELETE', `/v1/webhooks/${String(made?.body['webhook_id'])}`);
    expect(gone.status).toBe(204);
    expect((await post(5)).status).toBe(201);
  });

  test('of schedules, however many come at once', async () => {
    const post = () => client.send('POST', '/v1/reports', { ...january, schedule: { frequency: 'daily' } });
    const answers = await Promise.all(Array.from({ length: 4 }, post));
    expect(codesOf(answers)).toEqual(['202', '202', '409 too_many_schedules', '409 too_many_schedules']);
    const made = answers.find(({ status }) => status === 202);
    await client.send('DELETE', `/v1/reports/${String(made?.body['report_id'])}/schedule`);
    expect((await post()).status).toBe(202);
    // What has no schedule is not concerned.
    expect((await client.send('POST', '/v1/reports', january)).status).toBe(202);
    await finishAll();
  });

  test('of runs by hand in an hour, with the time until the next', async () => {
    const { body } = await client.get('/v1/reports?scheduled=true&limit=1');
    const [{ report_id: id }] = body['data'] as [{ report_id: string }];
    const runs = [];
    for (let n = 0; n < 5; n += 1) {
      runs.push(await client.send('POST', `/v1/reports/${id}/schedule/runs`, {}));
      await finishAll();
    }
    expect(codesOf(runs)).toEqual(['202', '202', '202', '429 too_many_runs', '429 too_many_runs']);
    const retryAfter = Number(runs.at(-1)?.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(3_000);
    expect(retryAfter).toBeLessThanOrEqual(3_600);
  });

  test('of reports in the making', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 6; n += 1) ids.push(await client.post());
    const [done = ''] = ids;
    const refused = await client.send('POST', '/v1/reports', january);
    expect([refused.status, refused.body['code'], refused.headers.get('retry-after')]).toEqual([
      429,
      'too_many_reports_generating',
      '5',
    ]);
    await completeReport(api, client, done, '{}');
    const render = () => client.send('POST', `/v1/reports/${done}/render`, { format: 'csv' });
    expect((await render()).status).toBe(202);
    expect((await render()).status).toBe(429);
  });
});

describe('allowed domains of recipients', () => {
  beforeAll(newWorkspace);

  test('are any until an admin key sets them, in lower case', async () => {
    expect((await client.get('/v1/workspace')).body['allowed_recipient_domains']).toEqual([]);
    expect((await client.send('PATCH', '/v1/workspace', { allowed_recipient_domains: [] })).status).toBe(403);
    for (const domain of ['Acme.example', 'acme', '@acme.example', '*.acme.example', 'acme.example.', '']) {
      const { status } = await admin.send('PATCH', '/v1/workspace', { allowed_recipient_domains: [domain] });
      expect([domain, status]).toEqual([domain, 400]);
    }
    const allowed = ['acme.example', 'xn--bcher-kva.example'];
    const { status, body } = await admin.send('PATCH', '/v1/workspace', {
      allowed_recipient_domains: allowed,
    });
    expect([status, body['allowed_recipient_domains']]).toEqual([200, allowed]);
  });

  test('hold for reports and schedules, and every address that they do not have is named', async () => {
    const strict = client.with({ key: await api.createKey(client, 'read_write') });
    const refused = await strict.send('POST', '/v1/reports', {
      ...january,
      notify: { email: 'ann@other.example' },
      schedule: {
        frequency: 'daily',
        email: ['ann@ACME.example', 'ann@mail.acme.example', 'bob@acme.example.other.example'],
      },
    });
    expect(refused.status).toBe(400);
    expect(pointersOf(refused)).toEqual(['/notify/email', '/schedule/email/1', '/schedule/email/2']);
    expect(refused.text).toContain('acme.example, xn--bcher-kva.example');
    const id = await strict.post({ schedule: { frequency: 'daily', email: 'ann@acme.example' } });
    const change = (email: string) => strict.send('PATCH', `/v1/reports/${id}/schedule`, { email });
    const changed = await change('bob@other.example');
    expect([changed.status, pointersOf(changed)]).toEqual([400, ['/email']]);
    expect((await change('bob@Acme.example')).status).toBe(200);
  });

  test('are any again when the list is emptied', async () => {
    await admin.send('PATCH', '/v1/workspace', { allowed_recipient_domains: [] });
    const free = client.with({ key: await api.createKey(client, 'read_write') });
    const { status } = await free.send('POST', '/v1/reports', {
      ...january,
      notify: { email: 'a@other.example' },
    });
    expect(status).toBe(202);
  });
});
