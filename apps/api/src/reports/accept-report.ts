import { type AcceptedReport, createEvent, type CreateReport, type ReportRequest } from '@reports/contracts';
import {
  promiseEvent,
  type ReportRow,
  reports,
  requestOf,
  schedules,
  type Transaction,
} from '@reports/database';
import { formatTimestamp, scheduleResource } from '@reports/resources';
import { createId } from '@reports/service';
import type { Caller } from '../keys/find-caller.ts';
import { announceSchedule } from '../schedules/announce-schedule.ts';
import { scheduleColumns } from '../schedules/schedule-row.ts';
import { findWarnings } from './find-warnings.ts';
import { demandRoomForReport, demandRoomForSchedule } from '../workspaces/demand-room.ts';
import { readHomeZone } from '../workspaces/read-workspace.ts';

/** Takes a report in: its row, its schedule if it has one, and the events that set the others to work. */
export const acceptReport = async (
  transaction: Transaction,
  caller: Caller,
  body: CreateReport,
): Promise<AcceptedReport> => {
  const { workspaceId, workspaceName } = caller;
  await demandRoomForReport(transaction, caller);
  if (body.schedule) await demandRoomForSchedule(transaction, caller);
  const timezone = body.timezone ?? (await readHomeZone(transaction, workspaceId));
  const filters = body.filters ?? {};
  const period = { periodFrom: body.from, periodTo: body.to, timezone };
  const row = await insertReport(transaction, {
    workspaceId,
    type: body.type,
    format: body.format ?? 'json',
    splitBy: body.split_by ?? null,
    ...period,
    filters,
    warnings: await findWarnings(transaction, { ...period, filters }),
    notifyEmails: body.notify ? [body.notify.email] : [],
  });
  await requestReport(transaction, requestOf(row, workspaceName));
  const schedule = body.schedule && (await insertSchedule(transaction, row, body.schedule));
  return {
    report_id: row.id,
    type: row.type,
    status: row.status,
    format: row.format,
    ...(row.splitBy !== null && { split_by: row.splitBy }),
    scheduled: schedule !== undefined,
    ...(schedule && { schedule: scheduleResource(schedule) }),
    ...(row.warnings && { warnings: row.warnings }),
    created_at: formatTimestamp(row.createdAt),
  };
};

/** What goes with a report that is accepted: where it is, and when it is worth looking. */
export const acceptedHeaders = ({ report_id: reportId }: { report_id: string }) => ({
  location: `/v1/reports/${reportId}`,
  'retry-after': '1',
});

export const acceptedHeaderDescriptions = {
  Location: 'Where the report is.',
  'Retry-After': 'Seconds after which it is worth looking.',
};

type NewReport = Omit<typeof reports.$inferInsert, 'id'>;

/** A new report, in `generating`. */
export const insertReport = async (transaction: Transaction, report: NewReport): Promise<ReportRow> => {
  const [row] = await transaction
    .insert(reports)
    .values({ id: createId('rpt'), ...report })
    .returning();
  if (!row) throw new Error('The report was not inserted');
  return row;
};

/** Promises the event that has a report made. */
export const requestReport = (transaction: Transaction, request: ReportRequest): Promise<void> =>
  promiseEvent(
    transaction,
    createEvent('report.requested', {
      source: '/api',
      workspaceId: request.workspace_id,
      subject: request.report_id,
      data: request,
    }),
  );

const insertSchedule = async (
  transaction: Transaction,
  { id, workspaceId, timezone }: ReportRow,
  request: NonNullable<CreateReport['schedule']>,
) => {
  const [schedule] = await transaction
    .insert(schedules)
    .values({ reportId: id, workspaceId, ...scheduleColumns(request, timezone) })
    .returning();
  if (!schedule) throw new Error('The schedule was not inserted');
  await announceSchedule(transaction, schedule);
  return schedule;
};
