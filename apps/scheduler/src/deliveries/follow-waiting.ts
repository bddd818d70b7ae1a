import { type ReportDeliveries, searchAttributes, taskQueues } from '@reports/contracts';
import { type Database, deliveries, isPassing, oneAtATime } from '@reports/database';
import { forEachAlone, type Health, type Logger, type Loop, startLoop } from '@reports/service';
import type { TemporalClient } from '@reports/temporal';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { runningWorkflows } from '../running-workflows.ts';
import { keyword } from '../search-attribute-keys.ts';

const everyMs = 15_000;
/** What is sent at once, which is nearly all, costs Temporal nothing. */
const defaultWaitsSeconds = 60;
/** Workflows at once: a mail server that is away has thousands of reports wait, and shows by these. */
const maxFollowed = 200;

interface Dependencies {
  /** As role reports_system. */
  systemDatabase: Database;
  temporal: TemporalClient;
  /** For tests. */
  waitsSeconds?: number;
  log: Logger;
}

/** Keeps a workflow `followDeliveries` for each report whose deliveries have waited for a minute, the oldest first. */
export const startFollowingDeliveries = ({
  metrics,
  ...dependencies
}: Dependencies & { metrics: Health['metrics'] }): Loop =>
  startLoop({
    name: 'delivery_follower',
    everyMs,
    work: async () => {
      await oneAtATime(dependencies.systemDatabase, 'delivery_follower', () => followWaiting(dependencies));
    },
    log: dependencies.log,
    metrics,
  });

/** One round. */
export const followWaiting = async (dependencies: Dependencies): Promise<void> => {
  const { temporal, log } = dependencies;
  const waiting = await waitingReports(dependencies);
  if (waiting.length === 0) return;
  // One that runs already is left alone when it is started.
  const followed = await runningWorkflows(temporal, `WorkflowType = 'followDeliveries'`);
  const missing = waiting.filter(({ report_id }) => !followed.has(workflowIdOf(report_id)));
  await forEachAlone(
    missing.slice(0, Math.max(0, maxFollowed - followed.size)),
    (report) => follow(temporal, report),
    {
      isAway: isPassing,
      onFailure: ({ report_id, workspace_id }, error) =>
        log.error(
          { err: error, report_id, workspace_id },
          "a report's deliveries cannot be shown in Temporal yet",
        ),
    },
  );
};

const workflowIdOf = (reportId: string): string => `${reportId}-deliveries`;

const waitingReports = ({
  systemDatabase: { orm },
  waitsSeconds = defaultWaitsSeconds,
}: Dependencies): Promise<ReportDeliveries[]> =>
  orm
    .select({ workspace_id: deliveries.workspaceId, report_id: sql<string>`${deliveries.reportId}` })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.status, 'pending'),
        isNotNull(deliveries.reportId),
        sql`${deliveries.createdAt} < now() - make_interval(secs => ${waitsSeconds})`,
      ),
    )
    .groupBy(deliveries.workspaceId, deliveries.reportId)
    .orderBy(sql`min(${deliveries.createdAt})`)
    .limit(maxFollowed);

const follow = async ({ client, call }: TemporalClient, report: ReportDeliveries): Promise<void> => {
  try {
    await call(() =>
      client.workflow.start('followDeliveries', {
        workflowId: workflowIdOf(report.report_id),
        taskQueue: taskQueues.scheduler,
        // A delivery is tried for three days; one that is asked for once more begins again.
        workflowExecutionTimeout: '30 days',
        args: [report],
        staticSummary: `Deliveries of ${report.report_id} that wait`,
        staticDetails:
          'Who is sent what, and what waits, as the ledger in PostgreSQL has it. The notifier sends; this workflow only shows, and takes `retryNow` and `skipDelivery`. To end it changes nothing.',
        priority: { fairnessKey: report.workspace_id },
        typedSearchAttributes: new TypedSearchAttributes([
          { key: keyword(searchAttributes.reportId), value: report.report_id },
          { key: keyword(searchAttributes.workspaceId), value: report.workspace_id },
        ]),
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
};
