import { createHash } from 'node:crypto';
import { contentTypes, createEvent, type ReportFormat, storageKeys } from '@reports/contracts';
import { reports } from '@reports/database';
import { publishEvent } from '@reports/messaging';
import { and, eq, sql } from 'drizzle-orm';
import type { Client } from './client.ts';
import type { TestApi } from './start-api.ts';

/** What the other services do to a report, by the rows and objects that they leave. */
export const completeReport = async (
  { database, storage, messaging }: Pick<TestApi, 'database' | 'storage' | 'messaging'>,
  { workspaceId }: Client,
  reportId: string,
  content: string | Buffer,
  format: ReportFormat = 'json',
): Promise<{ sha256: string }> => {
  const bytes = Buffer.from(content);
  const key = storageKeys.reportFile(workspaceId, reportId, 'run-1-1', format);
  await storage.put(key, bytes, contentTypes[format]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await database.withWorkspace(workspaceId, (transaction) =>
    transaction
      .update(reports)
      .set({
        status: 'completed',
        rowCount: 36,
        dataAsOf: sql`now()`,
        dataset: {
          summaryKey: storageKeys.datasetSummary(workspaceId, reportId, 'run-1-1'),
          rowsKey: storageKeys.datasetRows(workspaceId, reportId, 'run-1-1'),
          rowCount: 36,
          rowsBytes: 0,
          rowsSha256: sha256,
          dataAsOf: '2024-01-31T18:00:00Z',
        },
        fileKey: key,
        fileBytes: bytes.length,
        fileSha256: sha256,
        fileRetainedUntil: sql`now() + interval '90 days'`,
        pageCount: format === 'pdf' ? 8 : null,
        completedAt: sql`now()`,
      })
      .where(and(eq(reports.id, reportId), eq(reports.workspaceId, workspaceId))),
  );
  await announce(messaging, 'report.completed', { workspaceId, reportId });
  return { sha256 };
};

export const failReport = async (
  { database, messaging }: Pick<TestApi, 'database' | 'messaging'>,
  { workspaceId }: Client,
  reportId: string,
): Promise<void> => {
  await database.withWorkspace(workspaceId, (transaction) =>
    transaction
      .update(reports)
      .set({
        status: 'failed',
        errorCode: 'render_failed',
        errorMessage: 'The PDF could not be made.',
        errorRetryable: true,
        completedAt: sql`now()`,
      })
      .where(and(eq(reports.id, reportId), eq(reports.workspaceId, workspaceId))),
  );
  await announce(messaging, 'report.failed', { workspaceId, reportId });
};

/** As the relay does it. */
const announce = (
  messaging: TestApi['messaging'],
  type: 'report.completed' | 'report.failed',
  { workspaceId, reportId }: { workspaceId: string; reportId: string },
): Promise<void> =>
  publishEvent(
    messaging,
    createEvent(type, {
      source: '/test',
      workspaceId,
      subject: reportId,
      data: { report_id: reportId, type: 'qa_performance', format: 'json' },
    }),
  );
