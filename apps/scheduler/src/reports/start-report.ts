import { type ReportRequest, searchAttributes, taskQueues } from '@reports/contracts';
import { type ReportRow, workflowIdOf } from '@reports/database';
import type { TemporalClient } from '@reports/temporal';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { attemptKey, keyword } from '../search-attribute-keys.ts';
import { describeReport, explainReport, memoOf } from './describe-report.ts';

/** A day for the figures, a day for the file, and what an operator needs to see that it does not end. */
export const reportTimeout = '3 days';

const slotKey = defineSearchAttributeKey(searchAttributes.slotTime, 'DATETIME');

/** What of a report's row its workflow is started with beside the request. */
type StartedRow = Pick<ReportRow, 'id' | 'workflowId' | 'attempt' | 'sourceReportId' | 'notifyEmails'>;

/**
 * Starts the workflow `produceReport` of a report. A workflow of that id that was started before, running or ended, is left
 * alone. Throws what {@link TemporalClient.call} gives.
 *
 * @returns whether this call started it
 */
export const startReport = async (
  { client, call, isEncrypted }: TemporalClient,
  request: ReportRequest,
  row: StartedRow,
): Promise<boolean> => {
  try {
    await call(() =>
      client.workflow.start('produceReport', {
        workflowId: workflowIdOf(row),
        taskQueue: taskQueues.scheduler,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowExecutionTimeout: reportTimeout,
        args: [request],
        staticSummary: describeReport(request),
        staticDetails: explainReport(request, row.notifyEmails),
        memo: memoOf(request, row.notifyEmails),
        // One workspace's two thousand reports do not hold up another's one.
        priority: { fairnessKey: request.workspace_id },
        typedSearchAttributes: new TypedSearchAttributes([
          { key: keyword(searchAttributes.reportId), value: request.report_id },
          { key: keyword(searchAttributes.workspaceId), value: request.workspace_id },
          { key: keyword(searchAttributes.reportType), value: request.type },
          { key: keyword(searchAttributes.reportFormat), value: request.format },
          { key: attemptKey, value: row.attempt },
          ...(isEncrypted
            ? []
            : [{ key: keyword(searchAttributes.workspaceName), value: request.workspace_name }]),
          ...(row.sourceReportId === null
            ? []
            : [{ key: keyword(searchAttributes.scheduleId), value: row.sourceReportId }]),
          ...(request.scheduled_for === undefined
            ? []
            : [{ key: slotKey, value: new Date(request.scheduled_for) }]),
        ]),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
};
