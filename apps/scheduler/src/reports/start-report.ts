import { type ReportRequest, searchAttributes, taskQueues } from '@reports/contracts';
import type { TemporalClient } from '@reports/temporal';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { describeReport, explainReport } from './describe-report.ts';

/** A day for the figures, a day for the file, and what an operator needs to see that it does not end. */
export const reportTimeout = '3 days';

const key = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

/**
 * Starts the workflow `produceReport` of a report. A workflow of that id that was started before, running or ended, is left
 * alone. Throws what {@link TemporalClient.call} gives.
 *
 * @returns whether this call started it
 */
export const startReport = async (
  { client, call }: TemporalClient,
  request: ReportRequest,
  workflowId: string,
): Promise<boolean> => {
  try {
    await call(() =>
      client.workflow.start('produceReport', {
        workflowId,
        taskQueue: taskQueues.scheduler,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowExecutionTimeout: reportTimeout,
        args: [request],
        staticSummary: describeReport(request),
        staticDetails: explainReport(request),
        // One workspace's two thousand reports do not hold up another's one.
        priority: { fairnessKey: request.workspace_id },
        typedSearchAttributes: new TypedSearchAttributes([
          { key: key(searchAttributes.reportId), value: request.report_id },
          { key: key(searchAttributes.workspaceId), value: request.workspace_id },
          { key: key(searchAttributes.reportType), value: request.type },
          { key: key(searchAttributes.reportFormat), value: request.format },
        ]),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
};
