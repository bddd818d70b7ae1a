import { type Consumption, consumeEvents, type Messaging } from '@reports/messaging';
import type { TemporalClient } from '@reports/temporal';
import { WorkflowNotFoundError } from '@temporalio/client';

/**
 * Cancels the workflow of each report that was cancelled or deleted while it was made. One that has ended or never began is left alone: the row
 * is not `generating` any more, so a workflow that begins later makes nothing.
 */
export const consumeCancelledReports = ({
  messaging,
  temporal: { client, call },
}: {
  messaging: Messaging;
  temporal: TemporalClient;
}): Consumption =>
  consumeEvents(messaging, 'scheduler-cancellations', async ({ event }) => {
    if (event.type !== 'report.cancelled') return;
    try {
      await call(() => client.workflow.getHandle(event.data.workflow_id).cancel());
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  });
