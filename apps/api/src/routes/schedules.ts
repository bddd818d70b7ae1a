import {
  ListOf,
  ScheduleCancelled,
  ScheduleChange,
  ScheduledReport,
  ScheduleState,
} from '@reports/contracts';
import type { Database } from '@reports/database';
import { scheduleResource } from '@reports/resources';
import { Type } from 'typebox';
import { changeRows } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import { findPageFaults, PageParameters } from '../lists/page.ts';
import { findFilterWarnings } from '../reports/find-warnings.ts';
import { reviewSchedule } from '../reports/review-report.ts';
import { cancelSchedule, changeSchedule } from '../schedules/change-schedule.ts';
import { listSchedules } from '../schedules/list-schedules.ts';
import { previewSchedule, SlotList } from '../schedules/preview-schedule.ts';
import { readSchedule } from '../schedules/read-schedule.ts';
import { ReportParams } from './parameters.ts';
import { findRecipientFaults } from '../workspaces/recipient-faults.ts';

const PreviewQuery = Type.Object(
  { count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'Slots.' })) },
  { additionalProperties: false },
);

const cancelled = 'Recurring schedule cancelled. Previously generated reports remain accessible.';

/** `GET /v1/schedules`; `GET`, `PATCH` and `DELETE /v1/reports/{id}/schedule`, and its preview. */
export const registerSchedules = (app: App, { database }: { database: Database }): void => {
  app.get(
    '/schedules',
    {
      schema: { querystring: PageParameters },
      config: {
        findQueryFaults: findPageFaults,
        operation: {
          id: 'listSchedules',
          tag: 'Schedules',
          summary: 'List schedules',
          description: 'Those that run and those that are paused, newest first, each with its last run.',
          answers: { 200: { description: 'A page of schedules.', schema: ListOf(ScheduledReport) } },
        },
      },
    },
    ({ caller: { workspaceId }, query }) =>
      database.withWorkspace(workspaceId, (transaction) => listSchedules(transaction, workspaceId, query)),
  );

  app.get(
    '/reports/:reportId/schedule',
    {
      schema: { params: ReportParams },
      config: {
        operation: {
          id: 'getSchedule',
          tag: 'Schedules',
          summary: 'Fetch a schedule',
          description: 'What is in force, defaults filled in. A cancelled schedule is not there any more.',
          answers: { 200: { description: 'The schedule.', schema: ScheduleState } },
          problems: ['report_not_found', 'schedule_not_found'],
        },
      },
    },
    async ({ caller: { workspaceId }, params: { reportId } }): Promise<ScheduleState> => {
      const schedule = await database.withWorkspace(workspaceId, (transaction) =>
        readSchedule(transaction, reportId),
      );
      return { report_id: reportId, scheduled: true, schedule };
    },
  );

  app.patch(
    '/reports/:reportId/schedule',
    {
      schema: { params: ReportParams, body: ScheduleChange },
      config: {
        reviewBody: (body, faults, caller) => [
          ...reviewSchedule(body, '', faults),
          ...findRecipientFaults(body, '', caller),
        ],
        operation: {
          id: 'changeSchedule',
          tag: 'Schedules',
          summary: 'Change, pause or resume a schedule',
          description:
            'Slots that were due before the change run as they were; those of a pause do not run at all. `paused: false` resumes. ' +
            '`format` and `filters` are those of runs to come (filters as a whole; `{}` is none): the report itself stays as it is. `warnings` names values of theirs that no record has had. Each run says the `version` that it was made by.',
          answers: { 200: { description: 'The schedule as it is now.', schema: ScheduleState } },
          problems: ['report_not_found', 'schedule_not_found', 'schedule_cancelled'],
        },
      },
    },
    async (request): Promise<ScheduleState> => {
      const { reportId } = request.params;
      return changeRows(database, request, async (transaction) => {
        // Looked for first: the schedule is not locked meanwhile.
        const warnings = await findFilterWarnings(transaction, request.body.filters ?? {});
        const schedule = await changeSchedule(transaction, reportId, request.body);
        return {
          report_id: reportId,
          scheduled: true,
          schedule: scheduleResource(schedule),
          ...(warnings.length > 0 && { warnings }),
        };
      });
    },
  );

  app.delete(
    '/reports/:reportId/schedule',
    {
      schema: { params: ReportParams },
      config: {
        operation: {
          id: 'cancelSchedule',
          tag: 'Schedules',
          summary: 'Cancel a schedule',
          description:
            'Future runs alone: the report and the runs before stay. A second time gives the same answer.',
          answers: {
            200: {
              description: 'Cancelled.',
              schema: ScheduleCancelled,
            },
          },
          problems: ['report_not_found', 'schedule_not_found'],
        },
      },
    },
    async (request): Promise<ScheduleCancelled> => {
      const { reportId } = request.params;
      await changeRows(database, request, (transaction) => cancelSchedule(transaction, reportId));
      return { report_id: reportId, scheduled: false, message: cancelled };
    },
  );

  app.get(
    '/reports/:reportId/schedule/preview',
    {
      schema: { params: ReportParams, querystring: PreviewQuery },
      config: {
        operation: {
          id: 'previewSchedule',
          tag: 'Schedules',
          summary: 'Preview coming runs',
          description:
            'What will run, and for which period. Empty while the schedule is paused or cancelled.',
          answers: {
            200: { description: 'The next slots.', schema: SlotList },
          },
          problems: ['report_not_found', 'schedule_not_found'],
        },
      },
    },
    async (request) => ({
      data: await database.withWorkspace(request.caller.workspaceId, (transaction) =>
        previewSchedule(transaction, request.params.reportId, request.query.count ?? 10),
      ),
    }),
  );
};
