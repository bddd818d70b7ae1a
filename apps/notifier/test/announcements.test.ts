import { reopenReport, reports } from '@reports/database';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEvent } from '@reports/contracts';
import { recordDeliveries } from '../src/ledger/record-deliveries.ts';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await createTestPlatform();
});
afterAll(() => platform.close());

const record = async (workspaceId: string, reportId: string, type: 'report.completed' | 'report.failed') =>
  recordDeliveries(
    platform.database,
    createEvent(type, {
      source: '/scheduler',
      workspaceId,
      subject: reportId,
      data: { report_id: reportId, type: 'qa_performance', format: 'pdf' },
    }),
    { mailDomain: 'example.com', readFigure: async () => null },
  );

const read = async (reportId: string) => {
  const [row] = await platform.systemDatabase.orm.select().from(reports).where(eq(reports.id, reportId));
  return row;
};

test('an end that is announced twice owes one delivery, and its report says that it is recorded', async () => {
  const tenant = await platform.createWorkspace();
  const reportId = await tenant.createReport({ emails: ['one@example.com'] });
  expect((await read(reportId))?.deliveriesRecordedAt).toBeNull();
  await record(tenant.workspaceId, reportId, 'report.completed');
  expect((await read(reportId))?.deliveriesRecordedAt).toBeInstanceOf(Date);
  await record(tenant.workspaceId, reportId, 'report.completed');
  expect(await tenant.deliveriesOf(reportId)).toHaveLength(1);
});

test('of a report that is made again, one failure is told, and its success', async () => {
  const tenant = await platform.createWorkspace();
  const reportId = await tenant.createReport({ emails: ['one@example.com'], status: 'failed' });
  const again = () =>
    platform.database.withWorkspace(tenant.workspaceId, (transaction) =>
      reopenReport(transaction, { workspaceId: tenant.workspaceId, reportId, source: '/test' }),
    );
  const events = async () => (await tenant.deliveriesOf(reportId)).map(({ event }) => event).toSorted();
  const fail = () => platform.systemDatabase.sql`
    update reports set status = 'failed', error_code = 'broken', completed_at = now() where id = ${reportId}`;
  await record(tenant.workspaceId, reportId, 'report.failed');
  await again();
  expect(await read(reportId)).toMatchObject({ status: 'generating', deliveriesRecordedAt: null });
  await fail();
  await record(tenant.workspaceId, reportId, 'report.failed');
  expect(await events()).toEqual(['report.failed']);
  await again();
  // Late news of the failure: it has been overtaken.
  await record(tenant.workspaceId, reportId, 'report.failed');
  expect((await read(reportId))?.deliveriesRecordedAt).toBeNull();
  await platform.systemDatabase.sql`
    update reports set status = 'completed', file_key = 'k', completed_at = now() where id = ${reportId}`;
  await record(tenant.workspaceId, reportId, 'report.completed');
  expect(await events()).toEqual(['report.completed', 'report.failed']);
});
