import { outbox, reports } from '@reports/database';
import { connectDatabase } from '@reports/database';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

const seconds = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;

describe('POST /v1/reports', () => {
  test("answers with the documentation's body, and promises the events in the same transaction", async () => {
    const schedule = {
      frequency: 'weekly',
      day_of_week: 'monday',
      time: '06:00',
      email: 'qa-team@yourcompany.com',
    };
    const answer = await client.send('POST', '/v1/reports', {
      ...january,
      filters: { campaign_id: 'cmp_4Rv8sT1wX' },
      format: 'pdf',
      schedule,
    });
    expect(answer.status).toBe(202);
    const id = String(answer.body['report_id']);
    expect(answer.headers.get('location')).toBe(`/v1/reports/${id}`);
    expect(answer.body).toEqual({
      report_id: expect.stringMatching(/^rpt_[0-9A-Za-z]+$/),
      type: 'qa_performance',
      status: 'generating',
      format: 'pdf',
      scheduled: true,
      schedule: {
        ...schedule,
        timezone: 'UTC',
        version: 1,
        paused: false,
        next_run_at: expect.stringMatching(/T06:00:00Z$/),
      },
      warnings: [expect.objectContaining({ pointer: '/filters/campaign_id' })],
      created_at: seconds,
    });
    expect(Object.keys(answer.body)).toEqual([
      'report_id',
      'type',
      'status',
      'format',
      'scheduled',
      'schedule',
      'warnings',
      'created_at',
    ]);
    const events = await eventsOf(id);
    expect(events.map(({ type }) => type)).toEqual(['report.requested', 'schedule.changed']);
    expect(events[0]?.data).toEqual({
      report_id: id,
      workspace_id: client.workspaceId,
      workspace_name: 'Acme Ltd',
      ...january,
      format: 'pdf',
      timezone: 'UTC',
      filters: { campaign_id: 'cmp_4Rv8sT1wX' },
    });
    expect(events[1]?.data).toEqual({ report_id: id, revision: 1 });
  });

  test('needs no more than a type and a period', async () => {
    const answer = await client.send('POST', '/v1/reports', january);
    expect(answer.body).toMatchObject({ format: 'json', scheduled: false, status: 'generating' });
    expect(answer.body).not.toHaveProperty('schedule');
  });

  test('keeps the address to notify with the report', async () => {
    const id = await client.post({ notify: { email: 'head@example.com' } });
    const [row] = await api.database.withWorkspace(client.workspaceId, (transaction) =>
      transaction.select({ emails: reports.notifyEmails }).from(reports).where(eq(reports.id, id)),
    );
    expect(row?.emails).toEqual(['head@example.com']);
  });
});

const eventsOf = async (id: string) => {
  const system = connectDatabase({ url: api.server.systemUrl, applicationName: 'test', poolSize: 1 });
  const rows = await system.orm.select({ event: outbox.event }).from(outbox).orderBy(outbox.id);
  await system.close();
  return rows.map(({ event }) => event).filter(({ subject }) => subject === id);
};

describe('GET /v1/reports/{id}', () => {
  test('leaves out what does not apply while the report is generating', async () => {
    const id = await client.post({ filters: { agent_id: ['agt_1', 'agt_2'] } });
    const { status, body, headers } = await client.get(`/v1/reports/${id}`);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      report_id: id,
      ...january,
      status: 'generating',
      format: 'json',
      filters: { agent_id: ['agt_1', 'agt_2'] },
      timezone: 'UTC',
      scheduled: false,
      warnings: ['agt_1', 'agt_2'].map((agent, index) => ({
        pointer: `/filters/agent_id/${index}`,
        detail: `no record of this workspace has had agent_id "${agent}"`,
      })),
      created_at: seconds,
    });
  });

  test('gives a completed pdf report a fresh link, its file and its pages', async () => {
    const id = await client.post({ format: 'pdf' });
    const { sha256 } = await completeReport(api, client, id, '%PDF-1.7', 'pdf');
    const { body } = await client.get(`/v1/reports/${id}`);
    expect(body).toMatchObject({
      status: 'completed',
      page_count: 8,
      row_count: 36,
      data_as_of: seconds,
      file: { bytes: 8, sha256, retained_until: seconds },
      completed_at: seconds,
    });
    expect(body['download_url']).toMatch(
      new RegExp(`^http://127.0.0.1:1/signed/${id}\\.pdf\\?token=[^&]+&expires=\\d+$`),
    );
    const day = 24 * 3_600_000;
    const expires = Date.parse(String(body['download_url_expires_at']));
    expect(Math.abs(expires - Date.now() - day)).toBeLessThan(5_000);
    expect(body).not.toHaveProperty('data');
  });

  test('embeds the data of a completed json report as it is stored', async () => {
    const id = await client.post({ filters: { campaign_id: 'cmp_1' } });
    await completeReport(api, client, id, '{"calls_evaluated": 842, "name": "कमला"}\n');
    const { body, headers, text } = await client.get(`/v1/reports/${id}`);
    expect(body['data']).toEqual({ calls_evaluated: 842, name: 'कमला' });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(text));
    expect(Object.keys(body)).toEqual([
      'report_id',
      'type',
      'status',
      'format',
      'from',
      'to',
      'filters',
      'timezone',
      'scheduled',
      'warnings',
      'data',
      'download_url',
      'download_url_expires_at',
      'row_count',
      'data_as_of',
      'file',
      'created_at',
      'completed_at',
    ]);
    const { pathname, search } = new URL(String(body['download_url']));
    const file = await fetch(`${client.url}${pathname}${search}`);
    expect(file.headers.get('content-disposition')).toBe(
      'attachment; filename="qa_performance_2024-01-01_2024-01-31.json"',
    );
    expect(await file.json()).toEqual(body['data']);
    const head = await client.send('HEAD', `/v1/reports/${id}`);
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(headers.get('content-length'));
  });

  test('says why a report failed', async () => {
    const id = await client.post();
    await failReport(api, client, id);
    const { body } = await client.get(`/v1/reports/${id}`);
    expect(body).toMatchObject({
      status: 'failed',
      error: { code: 'render_failed', message: 'The PDF could not be made.', retryable: true },
      completed_at: seconds,
    });
  });

  test('has neither data nor link once the file is no longer kept', async () => {
    for (const format of ['json', 'csv'] as const) {
      const id = await client.post({ format });
      await completeReport(api, client, id, '{}', format);
      await api.owner.sql`update reports set file_retained_until = now() where id = ${id}`;
      const { status, body } = await client.get(`/v1/reports/${id}`);
      expect(status).toBe(200);
      expect(body).not.toHaveProperty('data');
      expect(body).not.toHaveProperty('download_url');
      expect(body['file']).toMatchObject({ bytes: 2 });
    }
  });

  test('says that a file is gone which somebody deleted before its time', async () => {
    const id = await client.post();
    await completeReport(api, client, id, '{}');
    await api.storage.remove(`files/${client.workspaceId}/${id}/run-1-1.json`);
    const { status, body } = await client.get(`/v1/reports/${id}`);
    expect([status, body['code']]).toEqual([410, 'file_missing']);
  });

  test("does not tell another workspace's report from one that is not there", async () => {
    const id = await client.post();
    const other = await api.createWorkspace();
    const [theirs, none] = await Promise.all([
      other.get(`/v1/reports/${id}`),
      other.get('/v1/reports/rpt_000000000000'),
    ]);
    expect([theirs.status, none.status]).toEqual([404, 404]);
    expect(theirs.body['code']).toBe('report_not_found');
  });
});
