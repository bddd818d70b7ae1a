import { storageKeys, type DatasetSummary, type ReportFormat, type ReportType } from '@reports/contracts';
import { type Database, reports } from '@reports/database';
import { createId } from '@reports/service';
import type { Storage } from '@reports/storage';
import { qaSummary } from './qa-summary.ts';

export interface Owner {
  workspaceId: string;
  workspaceName: string;
  database: Database;
  storage: Storage;
}

export interface ReportOptions {
  emails?: string[];
  type?: ReportType;
  format?: ReportFormat;
  status?: 'completed' | 'failed';
  file?: Buffer;
  /** Its run of a weekly schedule: the schedule's report. */
  sourceReportId?: string;
  /** The instant of its slot. */
  scheduledFor?: Date;
  rowCount?: number;
  summary?: Record<string, unknown>;
}

/** Leaves a finished report as the other services do: the row, the dataset, the file. Gives its id. */
export const leaveReport = async (
  { workspaceId, workspaceName, database, storage }: Owner,
  {
    emails = [],
    type = 'qa_performance',
    format = 'pdf',
    status = 'completed',
    file = Buffer.from('%PDF-1.7 a report'),
    sourceReportId,
    scheduledFor = new Date('2024-02-05T06:00:00Z'),
    rowCount = 842,
    summary = qaSummary,
  }: ReportOptions = {},
): Promise<string> => {
  const id = createId('rpt');
  const keys = {
    summaryKey: storageKeys.datasetSummary(workspaceId, id, 'run-1-1'),
    rowsKey: storageKeys.datasetRows(workspaceId, id, 'run-1-1'),
    fileKey: storageKeys.reportFile(workspaceId, id, 'run-1-1', format),
  };
  const completed = status === 'completed';
  if (completed) {
    const request: DatasetSummary['request'] = {
      report_id: id,
      workspace_id: workspaceId,
      workspace_name: workspaceName,
      type,
      format,
      from: '2024-01-29',
      to: '2024-02-04',
      timezone: 'UTC',
      filters: {},
    };
    const dataset: DatasetSummary = {
      schema_version: 1,
      request,
      data_as_of: '2024-02-05T06:00:01Z',
      row_count: rowCount,
      data: summary,
    };
    await storage.put(keys.fileKey, file, 'application/octet-stream');
    await storage.put(keys.summaryKey, Buffer.from(JSON.stringify(dataset)), 'application/json');
  }
  await database.withWorkspace(workspaceId, async (transaction) => {
    await transaction.insert(reports).values({
      id,
      workspaceId,
      type,
      format,
      status,
      periodFrom: '2024-01-29',
      periodTo: '2024-02-04',
      timezone: 'UTC',
      notifyEmails: emails,
      completedAt: new Date(),
      ...(sourceReportId && { sourceReportId, scheduledFor }),
      ...(completed
        ? {
            dataset: {
              summaryKey: keys.summaryKey,
              rowsKey: keys.rowsKey,
              rowCount,
              rowsBytes: 1,
              rowsSha256: 'a'.repeat(64),
              dataAsOf: '2024-02-05T06:00:01Z',
              completeness: {
                data_through: { evaluations: '2024-02-04' },
                days_without_data: [],
                complete: true,
              },
            },
            rowCount,
            dataAsOf: new Date('2024-02-05T06:00:01Z'),
            fileKey: keys.fileKey,
            fileBytes: file.length,
            fileSha256: 'b'.repeat(64),
            fileRetainedUntil: new Date(Date.now() + 90 * 86_400_000),
            pageCount: format === 'pdf' ? 8 : null,
          }
        : {
            errorCode: 'storage_unavailable',
            errorMessage: 'The file store could not be reached for a day.',
            errorRetryable: true,
          }),
    });
  });
  return id;
};
