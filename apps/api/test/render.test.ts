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
    filters: ['campaign_id', 'agent_id', 'language', 'parameter'],
    data_schema: { type: 'object', required: expect.arrayContaining(['calls_evaluated']) },
  });
  expect(types.every(({ columns }) => (columns as unknown[]).length > 3)).toBe(true);
});
