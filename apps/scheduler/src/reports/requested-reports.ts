import type { ReportRequest } from '@reports/contracts';
import type { Database } from '@reports/database';
import { reports, requestOf, workspaces } from '@reports/database';
import { type Consumption, consumeEvents, type Messaging } from '@reports/messaging';
import type { TemporalClient } from '@reports/temporal';
import { eq } from 'drizzle-orm';
import { startReport } from './start-report.ts';

/**
 * Starts a workflow for each `report.requested` whose report is still to be made. The row decides, at every delivery: Temporal
 * forgets ended workflows after a while, and a consumer that is made again reads old events.
 */
export const consumeRequestedReports = ({
  messaging,
  database,
  temporal,
  onStarted = () => undefined,
}: {
  messaging: Messaging;
  database: Database;
  temporal: TemporalClient;
  /** Told of each workflow that is started, and how long its event was on its way. */
  onStarted?: (request: ReportRequest, seconds: number) => void;
}): Consumption =>
  consumeEvents(messaging, 'scheduler-requests', async ({ event }) => {
    if (event.type !== 'report.requested') return;
    const { workspace_id, report_id } = event.data;
    const found = await database.withWorkspace(workspace_id, async (transaction) => {
      const [row] = await transaction
        .select({ report: reports, workspaceName: workspaces.name })
        .from(reports)
        .innerJoin(workspaces, eq(workspaces.id, reports.workspaceId))
        .where(eq(reports.id, report_id));
      return row;
    });
    if (found?.report.status !== 'generating') return;
    const request = requestOf(found.report, found.workspaceName);
    const started = await startReport(temporal, request, found.report);
    if (started) onStarted(request, Math.max(0, Date.now() - Date.parse(event.time)) / 1_000);
  });
