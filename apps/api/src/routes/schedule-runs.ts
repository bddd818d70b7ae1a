import { ListOf, ScheduleRun, StartedRun, StartRun } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { findPageFaults, PageParameters } from '../lists/page.ts';
import { acceptedHeaderDescriptions, acceptedHeaders } from '../reports/accept-report.ts';
import { listRuns } from '../schedules/list-runs.ts';
import { startRun } from '../schedules/start-run.ts';
import { ReportParams } from './parameters.ts';

/** `POST /v1/reports/{id}/schedule/runs` and `GET /v1/reports/{id}/runs`. */
export const registerScheduleRuns = (
  app: App,
  { database, answerOnce }: { database: Database; answerOnce: AnswerOnce },
): void => {
  app.post(
    '/reports/:reportId/schedule/runs',
    {
      schema: { params: ReportParams, body: StartRun },
      config: {
        operation: {
          id: 'startRun',
          tag: 'Schedules',
          summary: 'Run a schedule now, or for a past slot',
          description:
            'Without a body: now, beside the calendar. With `scheduled_for`: a past slot that has not run, or whose run has failed, with its own period.',
          bodyOptional: true,
          answers: {
            202: {
              description: 'Accepted: the run is being made.',
              schema: StartedRun,
              headers: acceptedHeaderDescriptions,
            },
          },
          problems: [
            'too_many_reports_generating',
            'too_many_runs',
            'report_not_found',
            'schedule_not_found',
            'schedule_cancelled',
            'slot_already_run',
            'request_in_progress',
            'idempotency_key_reused',
          ],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const body = request.body as StartRun | undefined;
        const scheduledFor = body?.scheduled_for === undefined ? undefined : new Date(body.scheduled_for);
        const run = await startRun(transaction, request.caller, request.params.reportId, scheduledFor);
        return { status: 202, headers: acceptedHeaders(run), body: run };
      }),
  );

  app.get(
    '/reports/:reportId/runs',
    {
      schema: { params: ReportParams, querystring: PageParameters },
      config: {
        findQueryFaults: findPageFaults,
        operation: {
          id: 'listRuns',
          tag: 'Schedules',
          summary: 'List the runs of a schedule',
          description:
            'Every slot, newest first, with its report, its period and the state of each delivery.',
          answers: { 200: { description: 'A page of runs.', schema: ListOf(ScheduleRun) } },
          problems: ['report_not_found', 'schedule_not_found'],
        },
      },
    },
    (request) =>
      database.withWorkspace(request.caller.workspaceId, (transaction) =>
        listRuns(transaction, request.params.reportId, request.query),
      ),
  );
};
