import { outbox } from '@reports/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, pointersOf } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const weekly = { frequency: 'weekly', day_of_week: 'monday', time: '06:00', email: 'qa@example.com' };

test('a schedule changed to another format and other filters: runs to come are made so, and each says by which version', async () => {
  const id = await client.post({
    schedule: weekly,
    filters: { campaign_id: 'cmp_1' },
  });
  const runNow = async () =>
    String((await client.send('POST', `/v1/reports/${id}/schedule/runs`)).body['report_id']);
  const change = (body: Record<string, unknown>) => client.send('PATCH', `/v1/reports/${id}/schedule`, body);
  const before = await runNow();
  const changed = await change({ format: 'xlsx', filters: { agent_id: ['agt_7'] } });
  const { schedule } = changed.body as { schedule: unknown };
  expect(schedule).toMatchObject({ format: 'xlsx', filters: { agent_id: ['agt_7'] }, version: 2 });
  expect((await client.get(`/v1/reports/${id}`)).body['schedule']).toEqual(schedule);
  const after = await runNow();
  await change({ filters: {} });
  const last = await runNow();
  const reportOf = async (report: string) => (await client.get(`/v1/reports/${report}`)).body;
  expect(await reportOf(id)).toMatchObject({ format: 'json', filters: { campaign_id: 'cmp_1' } });
  expect(await reportOf(id)).not.toHaveProperty('schedule_version');
  expect(await reportOf(before)).toMatchObject({
    format: 'json',
    filters: { campaign_id: 'cmp_1' },
    schedule_version: 1,
  });
  expect(await reportOf(after)).toMatchObject({
    format: 'xlsx',
    filters: { agent_id: ['agt_7'] },
    schedule_version: 2,
  });
  expect(await reportOf(last)).toMatchObject({ format: 'xlsx', schedule_version: 3 });
  expect(await reportOf(last)).not.toHaveProperty('filters');
  const { data } = (await client.get(`/v1/reports/${id}/runs`)).body as {
    data: { schedule_version: number }[];
  };
  expect(data.map(({ schedule_version }) => schedule_version)).toEqual([3, 2, 1]);
  // The request that has the run made asks for what the run says.
  const rows = await api.owner.orm.select({ event: outbox.event }).from(outbox);
  expect(
    rows.flatMap(({ event }) =>
      event.type === 'report.requested' && event.subject === after ? [event.data] : [],
    ),
  ).toMatchObject([{ format: 'xlsx', filters: { agent_id: ['agt_7'] } }]);
  const listed = (await client.get('/v1/schedules')).body['data'] as { report_id: string }[];
  const item = listed.find(({ report_id }) => report_id === id);
  expect(item).toMatchObject({ format: 'xlsx', schedule: { version: 3, filters: {} } });
  expect(item).not.toHaveProperty('filters');
  expect(pointersOf(await change({ filters: { severity: 'high' } }))).toEqual(['/filters/severity']);
  expect(pointersOf(await change({ format: 'doc' }))).toEqual(['/format']);
});
