import { type ReportRequest, searchAttributes, taskQueues } from '@reports/contracts';
import type { TemporalClient } from '@reports/temporal';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { describeReport, explainReport } from './describe-report.ts';

const key = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

/**
 * Starts the workflow `produceReport`, whose id is the report's. A workflow that was started before, running or ended, is
 * left alone. Throws what {@link TemporalClient.call} gives.
 */
export const startReport = async (
  { client, call }: TemporalClient,
  request: ReportRequest,
): Promise<void> => {
  try {
    await call(() =>
      client.workflow.start('produceReport', {
        workflowId: request.report_id,
        taskQueue: taskQueues.scheduler,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        // A day for the figures, a day for the file, and what an operator needs to see that it does not end.
        workflowExecutionTimeout: '3 days',
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
          { key: key(searchAttributes.reportStatus), value: 'generating' },
        ]),
      }),
    );
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    throw error;
  }
};
