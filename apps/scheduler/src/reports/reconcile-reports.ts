import type { ReportFailure, SchedulerActivities } from '@reports/contracts';
import {
  type Database,
  isPassing,
  oneAtATime,
  type ReportRow,
  reports,
  requestOf,
  workflowIdOf,
  workspaces,
} from '@reports/database';
import { forEachAlone, type Health, type Logger, type Loop, startLoop } from '@reports/service';
import { type TemporalClient, translateTemporalError } from '@reports/temporal';
import { WorkflowNotFoundError } from '@temporalio/client';
import { and, asc, eq, gt, lt, or, sql } from 'drizzle-orm';
import { runningWorkflows } from '../running-workflows.ts';
import { cancelledReport } from '../workflows/report-failure.ts';
import { startReport } from './start-report.ts';

const everyMs = 5_000;
/** Reports younger than this are on their way. */
const graceSeconds = 10;
/** A report without a workflow is started from here when the bus has had this long to do it. */
const lostAfterSeconds = 60;
const batchSize = 1_000;

interface ReconcileDependencies {
  /** As role reports_system. */
  systemDatabase: Database;
  temporal: TemporalClient;
  activities: SchedulerActivities;
  log: Logger;
}

/**
 * Keeps the promise that nothing stays `generating` for ever: holds reports that are against their workflows in
 * Temporal. One that was terminated, or ended in a way that its own code could not report, is failed; one that never
 * had a workflow is started.
 */
export const startReportReconciler = ({
  metrics,
  ...dependencies
}: ReconcileDependencies & { metrics: Health['metrics'] }): Loop => {
  let place: Place | undefined;
  return startLoop({
    name: 'report_reconciler',
    everyMs,
    work: () =>
      oneAtATime(dependencies.systemDatabase, 'report_reconciler', async () => {
        const rows = await generatingAfter(dependencies.systemDatabase, place);
        const last = rows.at(-1)?.report;
        // Past these rows even if the round fails: what cannot be dealt with comes again, after all others.
        place = last && rows.length === batchSize ? { createdAt: last.createdAt, id: last.id } : undefined;
        await reconcile(dependencies, rows);
        return place && 'more';
      }),
    log: dependencies.log,
    metrics,
  });
};

/** One round over the oldest reports. */
export const reconcileReports = async (dependencies: ReconcileDependencies): Promise<void> =>
  reconcile(dependencies, await generatingAfter(dependencies.systemDatabase, undefined));

interface Place {
  createdAt: Date;
  id: string;
}

interface Generating {
  report: ReportRow;
  workspaceName: string;
  /** Old enough to be without a workflow for good. */
  lost: boolean;
}

const generatingAfter = (systemDatabase: Database, after: Place | undefined): Promise<Generating[]> =>
  systemDatabase.orm
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

const reconcile = async (
  { temporal, activities, log }: ReconcileDependencies,
  rows: Generating[],
): Promise<void> => {
  if (rows.length === 0) return;
  // What is lacking is asked for by name.
  const running = await runningWorkflows(
    temporal,
    `WorkflowType IN ('produceReport', 'produceScheduledReport')`,
  );
  const doubtful = rows.filter(({ report }) => !running.has(workflowIdOf(report)));
  await forEachAlone(
    doubtful,
    async ({ report, workspaceName, lost }) => {
      const request = requestOf(report, workspaceName);
      const end = await endOfWorkflow(temporal, workflowIdOf(report));
      if (end === 'none') {
        if (!lost) return;
        log.warn(idsOf(report), 'a report had no workflow: it is started');
        await startReport(temporal, request, report);
      } else if (end) {
        // It leaves one alone that was completed since the rows were read, and says which it failed.
        await activities.failReport({ request, failure: end });
      }
    },
    {
      isAway: isPassing,
      onFailure: ({ report }, error) =>
        log.error(
          { err: error, ...idsOf(report) },
          'a report could not be reconciled: a later round tries again',
        ),
    },
  );
};

const idsOf = ({ id, workspaceId }: ReportRow) => ({ report_id: id, workspace_id: workspaceId });

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
      case 'CANCELLED':
        return cancelledReport;
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
