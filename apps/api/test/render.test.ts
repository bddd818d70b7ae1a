import { connectDatabase, outbox } from '@reports/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, pointersOf } from './support/client.ts';
import { completeReport, failReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const render = (id: string, format = 'csv') => client.send('POST', `/v1/reports/${id}/render`, { format });

describe('POST /v1/reports/{id}/rerun', () => {
  const rerun = (id: string) => client.send('POST', `/v1/reports/${id}/rerun`);

  test('asks for the same again, to be compared with the first', async () => {
    const id = await client.post({
      filters: { campaign_id: 'cmp_1' },
      timezone: 'Asia/Kolkata',
      format: 'csv',
    });
    expect((await rerun(id)).body['code']).toBe('report_not_completed');
    await completeReport(api, client, id, 'a\r\n', 'csv');
    const answer = await rerun(id);
    expect([answer.status, answer.body['format'], answer.body['scheduled']]).toEqual([202, 'csv', false]);
    const again = String(answer.body['report_id']);
    expect((await client.send('GET', `/v1/reports/${again}`)).body).toMatchObject({
      compared_to: { report_id: id },
      filters: { campaign_id: 'cmp_1' },
      timezone: 'Asia/Kolkata',
    });
    const [event] = await api.owner
      .sql`select event from outbox where event #>> '{data,report_id}' = ${again}`;
    expect(event?.['event']).toMatchObject({ type: 'report.requested', data: { compared_to: id } });
    expect((await client.send('POST', '/v1/reports/rpt_none/rerun')).status).toBe(404);
  });

  test('a finished report says that its records changed, and has another ETag then', async () => {
    const id = await client.post({ from: '2024-01-01', to: '2024-01-31', format: 'csv' });
    await completeReport(api, client, id, 'a\r\n', 'csv');
    await api.owner.sql`
      update reports set dataset = dataset || '{"completeness": {"data_through": {"calls": "2024-01-31"},
        "days_without_data": [], "complete": true}}' where id = ${id}`;
    const before = await client.send('GET', `/v1/reports/${id}`);
    expect(before.body).toMatchObject({ complete: true });
    expect(before.body).not.toHaveProperty('restated');
    await api.owner.sql`
      insert into record_changes values (${client.workspaceId}, 'calls', '2024-01-31T23:45:00Z', now() + interval '1 minute',
        pg_current_xact_id())`;
    const after = await client.send('GET', `/v1/reports/${id}`);
    expect(after.body['restated']).toMatchObject({ kinds: ['calls'] });
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
  });
});

describe('POST /v1/reports/{id}/render', () => {
  test('makes a new report from the same dataset, also of one that was rendered itself', async () => {
    const id = await client.post({ filters: { campaign_id: 'cmp_1' }, timezone: 'Asia/Kolkata' });
    await completeReport(api, client, id, '{}');
    const first = await render(id);
    expect([first.status, first.body['format']]).toEqual([202, 'csv']);
    const csv = String(first.body['report_id']);
    expect(first.headers.get('location')).toBe(`/v1/reports/${csv}`);
    await completeReport(api, client, csv, 'a\r\n', 'csv');
    const second = await render(csv, 'pdf');
    const system = connectDatabase({ url: api.server.systemUrl, applicationName: 'test', poolSize: 1 });
    const rows = await system.orm.select({ event: outbox.event }).from(outbox).orderBy(outbox.id);
    await system.close();
    const requests = rows.map(({ event }) => event.data as Record<string, unknown>);
    for (const reportId of [csv, second.body['report_id']]) {
      expect(requests.find((request) => request['report_id'] === reportId)).toMatchObject({
        dataset_report_id: id,
        filters: { campaign_id: 'cmp_1' },
        timezone: 'Asia/Kolkata',
      });
    }
  });

  test("of a report that was rendered itself is refused once the first one's figures are gone", async () => {
    const first = await client.post();
    await completeReport(api, client, first, '{}');
    const again = String((await render(first)).body['report_id']);
    await completeReport(api, client, again, 'a\r\n', 'csv');
    await api.owner.sql`update reports set file_retained_until = now() where id = ${first}`;
    const expired = await render(again, 'pdf');
    expect([expired.status, expired.body['code']]).toEqual([410, 'dataset_expired']);
  });

  test('needs a completed report whose figures are kept', async () => {
    const generating = await client.post();
    expect((await render(generating)).body['code']).toBe('report_not_completed');
    const failed = await client.post();
    await failReport(api, client, failed);
    expect((await render(failed)).status).toBe(409);
    const old = await client.post();
    await completeReport(api, client, old, '{}');
    await api.owner.sql`update reports set file_retained_until = now() where id = ${old}`;
    const expired = await render(old);
    expect([expired.status, expired.body['code']]).toEqual([410, 'dataset_expired']);
    expect((await render('rpt_000000000000')).status).toBe(404);
    const wrong = await client.send('POST', `/v1/reports/${old}/render`, { fromat: 'csv' });
    expect(pointersOf(wrong)).toEqual(['/format', '/fromat']);
  });
});

test('GET /v1/report-types describes each type', async () => {
  const { body } = await client.get('/v1/report-types');
  const types = body['data'] as Record<string, unknown>[];
  expect(types.map(({ type }) => type)).toEqual([
    'call_summary',
    'qa_performance',
    'compliance_audit',
    'agent_coaching',
    'campaign_performance',
  ]);
  expect(types[1]).toMatchObject({
    title: 'QA performance',
    schema_version: 1,
    filters: ['campaign_id', 'agent_id', 'team', 'language', 'parameter', 'evaluation_kind'],
    data_schema: { type: 'object', required: expect.arrayContaining(['calls_evaluated']) },
  });
  expect(types.every(({ columns }) => (columns as unknown[]).length > 3)).toBe(true);
});
