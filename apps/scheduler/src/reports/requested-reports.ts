import type { ReportRequest } from '@reports/contracts';
import { type Database, reports } from '@reports/database';
import { type Consumption, consumeEvents, type Messaging } from '@reports/messaging';
import type { TemporalClient } from '@reports/temporal';
import { eq } from 'drizzle-orm';
import { startReport } from './start-report.ts';

/** Starts a workflow for each `report.requested`. */
export const consumeRequestedReports = ({
  messaging,
  database,
  temporal,
}: {
  messaging: Messaging;
  database: Database;
  temporal: TemporalClient;
}): Consumption =>
  consumeEvents(messaging, 'scheduler-requests', async ({ event, deliveries }) => {
    if (event.type !== 'report.requested') return;
    // Temporal forgets an ended workflow after a while: a late redelivery must not make the report again.
    if (deliveries > 1 && !(await isGenerating(database, event.data))) return;
    await startReport(temporal, event.data);
  });

const isGenerating = (database: Database, { workspace_id, report_id }: ReportRequest): Promise<boolean> =>
  database.withWorkspace(workspace_id, async (transaction) => {
    const [row] = await transaction
      .select({ status: reports.status })
      .from(reports)
      .where(eq(reports.id, report_id));
    return row?.status === 'generating';
  });
