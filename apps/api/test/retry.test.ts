import { outbox, reports } from '@reports/database';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from './support/client.ts';
import { completeReport, failReport } from './support/finish-report.ts';
import { startApi, type TestApi } from './support/start-api.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
});
afterAll(() => api.stop());

const retry = (id: string) => client.send('POST', `/v1/reports/${id}/retry`);

test('a failed report is made again under its own id, once for each failure', async () => {
  const id = await client.post({ timezone: 'Asia/Kolkata' });
  await failReport(api, client, id);
  const answers = await Promise.all([retry(id), retry(id), retry(id)]);
  expect(answers.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([202, 409, 409]);
  const accepted = answers.find(({ status }) => status === 202);
  expect(accepted?.headers.get('location')).toBe(`/v1/reports/${id}`);
  expect(accepted?.body).toMatchObject({ report_id: id, status: 'generating', scheduled: false });
  const read = await client.get(`/v1/reports/${id}`);
  expect(read.body).toMatchObject({ status: 'generating' });
  expect(read.body).not.toHaveProperty('error');
  const [row] = await api.owner.orm.select().from(reports).where(eq(reports.id, id));
  expect(row).toMatchObject({ attempt: 2, workflowId: `${id}-2`, completedAt: null, errorCode: null });
  const events = await api.owner.orm.select({ event: outbox.event }).from(outbox).orderBy(asc(outbox.id));
  expect(events.filter(({ event }) => event.subject === id).map(({ event }) => event.type)).toEqual([
    'report.requested',
    'report.requested',
  ]);
  await failReport(api, client, id);
  expect((await retry(id)).status).toBe(202);
});

test('only a failed report of the workspace can be made again', async () => {
  const generating = await client.post();
  expect((await retry(generating)).body).toMatchObject({ status: 409, code: 'report_not_failed' });
  const completed = await client.post();
  await completeReport(api, client, completed, '{}');
  expect((await retry(completed)).body).toMatchObject({ status: 409, code: 'report_not_failed' });
  expect((await retry('rpt_000000000000')).body).toMatchObject({ status: 404, code: 'report_not_found' });
  const other = await api.createWorkspace();
  const theirs = await other.post();
  await failReport(api, other, theirs);
  expect((await retry(theirs)).status).toBe(404);
});
