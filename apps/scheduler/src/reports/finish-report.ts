import {
  createEvent,
  type RenderedFile,
  type ReportFailure,
  type ReportRequest,
  type SchedulerActivities,
  splitVersion,
} from '@reports/contracts';
import { type Database, promiseEvent, reports, requestColumns, type Transaction } from '@reports/database';
import { ServiceError } from '@reports/service';
import { and, eq, sql } from 'drizzle-orm';
import { turnOf } from './report-turn.ts';

export interface FinishDependencies {
  database: Database;
  /** Days that a report's file is kept. */
  retentionDays: number;
  /** Told of each report that has left `generating`, once. */
  onFinished?: (finished: FinishedReport) => void;
}

export interface FinishedReport {
  request: ReportRequest;
  /** Absent: it is completed. */
  failure?: ReportFailure;
  /** From its being asked for, or its slot being opened; absent where it was made again. */
  seconds?: number;
}

/**
 * The ends of a report. Each is one transaction: the row leaves `generating` and the event that says so is promised to
 * the bus. A report that has left `generating` already is left alone, so each may be repeated.
 */
export const createFinishActivities = ({
  database,
  retentionDays,
  onFinished = () => undefined,
}: FinishDependencies): SchedulerActivities => ({
  beginReport: ({ request, workflowId }) =>
    database.withWorkspace(request.workspace_id, async (transaction) =>
      turnOf(await readReport(transaction, request), request.workspace_name, workflowId),
    ),

  completeReport: async ({ request, dataset, file }) => {
    const { finished, earlier } = await database.withWorkspace(request.workspace_id, async (transaction) => {
      const [row] = await transaction
        .update(reports)
        .set({
          status: 'completed',
          dataset,
          rowCount: dataset.rowCount,
          dataAsOf: new Date(dataset.dataAsOf),
          fileKey: file.key,
          fileBytes: file.bytes,
          fileSha256: file.sha256,
          fileRetainedUntil: sql`now() + make_interval(days => ${retentionDays})`,
          pageCount: file.pageCount ?? null,
          parts: file.parts ?? null,
          completedAt: sql`now()`,
        })
        .where(stillGenerating(request))
        .returning(timing);
      if (!row) return { earlier: noteEarlierEnd(await readReport(transaction, request), file) };
      await announce(transaction, 'report.completed', request);
      return { finished: row };
    });
    if (finished) onFinished({ request, ...secondsOf(finished) });
    return earlier;
  },

  failReport: async ({ request, failure }) => {
    const finished = await database.withWorkspace(request.workspace_id, async (transaction) => {
      const [row] = await transaction
        .update(reports)
        .set({
          status: 'failed',
          errorCode: failure.code,
          errorMessage: failure.message,
          errorRetryable: failure.retryable,
          completedAt: sql`now()`,
        })
        .where(stillGenerating(request))
        .returning(timing);
      if (row) await announce(transaction, 'report.failed', request);
      return row;
    });
    if (finished) onFinished({ request, failure, ...secondsOf(finished) });
  },

  findDataset: ({ workspaceId, reportId }) =>
    database.withWorkspace(workspaceId, async (transaction) => {
      const [found] = await transaction
        .select({ dataset: reports.dataset })
        .from(reports)
        .where(eq(reports.id, reportId));
      if (found?.dataset) return found.dataset;
      throw new ServiceError({
        code: 'dataset_missing',
        message: `Report ${reportId} has no dataset to render: post the report again.`,
        fate: 'client',
      });
    }),
});

const timing = {
  attempt: reports.attempt,
  seconds: sql<number>`extract(epoch from ${reports.completedAt} - ${reports.createdAt})::float8`,
};

const secondsOf = ({ attempt, seconds }: { attempt: number; seconds: number }) =>
  attempt === 1 ? { seconds } : {};

const readReport = async (transaction: Transaction, { report_id }: ReportRequest) => {
  const columns = { ...requestColumns, fileKey: reports.fileKey };
  const [row] = await transaction.select(columns).from(reports).where(eq(reports.id, report_id));
  if (row) return row;
  throw new ServiceError({
    code: 'report_deleted',
    message: `Report ${report_id} was deleted: there is nothing to make.`,
    fate: 'client',
  });
};

/** A completion that is repeated changes nothing; one that comes after another end is told so. */
const noteEarlierEnd = (
  { id, status, errorCode, fileKey }: Awaited<ReturnType<typeof readReport>>,
  file: RenderedFile,
) => {
  if (status === 'failed') {
    throw new ServiceError({
      code: 'already_failed',
      message: `Report ${id} has failed (${errorCode}) and stays so. POST /v1/reports/${id}/retry makes it again.`,
      fate: 'client',
    });
  }
  return fileKey === file.key
    ? undefined
    : `Nothing was done: report ${id} was completed before, and its file stays as it is.`;
};

const stillGenerating = (request: ReportRequest) =>
  and(
    eq(reports.id, request.report_id),
    eq(reports.workspaceId, request.workspace_id),
    eq(reports.status, 'generating'),
  );

const announce = (
  transaction: Transaction,
  type: 'report.completed' | 'report.failed',
  { report_id, workspace_id, type: reportType, format, split_by: splitBy }: ReportRequest,
): Promise<void> =>
  promiseEvent(
    transaction,
    createEvent(type, {
      source: '/scheduler',
      workspaceId: workspace_id,
      subject: report_id,
      // Who knows of no split would mail a ZIP under another name.
      ...(splitBy !== undefined && { version: splitVersion }),
      data: { report_id, type: reportType, format },
    }),
  );
