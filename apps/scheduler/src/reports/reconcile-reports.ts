import type { ReportFailure, SchedulerActivities } from '@reports/contracts';
import { type Database, isPassing, reports, requestOf, workspaces } from '@reports/database';
import { forEachAlone, type Health, type Logger, type Loop, startLoop } from '@reports/service';
import { type TemporalClient, translateTemporalError } from '@reports/temporal';
import { WorkflowNotFoundError } from '@temporalio/client';
import { and, asc, eq, gt, lt, or, sql } from 'drizzle-orm';
import { startReport } from './start-report.ts';

const everyMs = 5_000;
/** Reports younger than this are on their way. */
const graceSeconds = 10;
/** A report without a workflow is started from here when the bus has had this long to do it. */
const lostAfterSeconds = 60;
const batchSize = 200;

/**
 * Keeps the promise that nothing stays `generating` for ever: holds reports that are against their workflows in
 * Temporal. One that was terminated, or ended in a way that its own code could not report, is failed; one that never
 * had a workflow is started.
 */
export const startReportReconciler = ({
  metrics,
  ...dependencies
}: ReconcileDependencies & { metrics: Health['metrics'] }): Loop => {
  let after: Place | undefined;
  return startLoop({
    name: 'report_reconciler',
    everyMs,
    work: async () => {
      after = await reconcileBatch(dependencies, after);
      return after && 'more';
    },
    log: dependencies.log,
    metrics,
  });
};

interface ReconcileDependencies {
  /** As role reports_system. */
  systemDatabase: Database;
  temporal: TemporalClient;
  activities: SchedulerActivities;
  log: Logger;
}

interface Place {
  createdAt: Date;
  id: string;
}

/** Looks at the oldest reports after a place; gives the place to go on from, if there are more. */
export const reconcileBatch = async (
  { systemDatabase, temporal, activities, log }: ReconcileDependencies,
  after?: Place,
): Promise<Place | undefined> => {
  const rows = await systemDatabase.orm
    .select({
      report: reports,
      workspaceName: workspaces.name,
      lost: sql<boolean>`${reports.createdAt} < now() - make_interval(secs => ${lostAfterSeconds})`,
    })
    .from(reports)
    .innerJoin(workspaces, eq(workspaces.id, reports.workspaceId))
    .where(
      and(
        eq(reports.status, 'generating'),
        lt(reports.createdAt, sql`now() - make_interval(secs => ${graceSeconds})`),
        after &&
          or(
            gt(reports.createdAt, after.createdAt),
            and(eq(reports.createdAt, after.createdAt), gt(reports.id, after.id)),
          ),
      ),
    )
    .orderBy(asc(reports.createdAt), asc(reports.id))
    .limit(batchSize);

  await forEachAlone(
    rows,
    async ({ report, workspaceName, lost }) => {
      const request = requestOf(report, workspaceName);
      const end = await endOfWorkflow(temporal, request.report_id);
      if (end === 'none') {
        if (!lost) return;
        log.warn({ reportId: report.id }, 'a report had no workflow: it is started');
        await startReport(temporal, request);
      } else if (end) {
        log.warn({ reportId: report.id, code: end.code }, 'a report was left generating: it is failed');
        await activities.failReport({ request, failure: end });
      }
    },
    {
      isAway: isPassing,
      onFailure: ({ report }, error) =>
        log.error(
          { err: error, reportId: report.id },
          'a report could not be reconciled: the next round tries again',
        ),
    },
  );
  const last = rows.at(-1)?.report;
  return last && rows.length === batchSize ? { createdAt: last.createdAt, id: last.id } : undefined;
};

/** How a workflow ended, if it did; `none` when Temporal does not know it. */
const endOfWorkflow = async (
  { client }: TemporalClient,
  workflowId: string,
): Promise<ReportFailure | 'none' | undefined> => {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    switch (status.name) {
      case 'RUNNING':
      case 'CONTINUED_AS_NEW':
        return undefined;
      case 'TERMINATED':
        return {
          code: 'terminated',
          message: 'An operator terminated the report. Post it again if it is still wanted.',
          retryable: true,
        };
      default:
        return {
          code: 'workflow_ended',
          message: `The making of the report ended early (${status.name.toLowerCase()}). Post it again.`,
          retryable: true,
        };
    }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'none';
    throw translateTemporalError(error);
  }
};
