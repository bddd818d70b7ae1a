import { slotsAfter, storedCalendar } from '@reports/calendar';
import type { DownloadLink, ReportSummary, Schedule } from '@reports/contracts';
import type { ReportDetails } from '@reports/database';

/** What an endpoint is told of a report: `GET /v1/reports/{id}` without `data`. */
export type ReportPayload = ReportSummary & Partial<DownloadLink>;

/** UTC, whole seconds. */
export const formatTimestamp = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`;

export const reportPayload = (
  report: ReportDetails,
  { link, now }: { link: { url: string; expiresAt: Date } | null; now: Date },
): ReportPayload => {
  const schedule = scheduleOf(report, now);
  return {
    report_id: report.id,
    type: report.type,
    status: report.status,
    format: report.format,
    from: report.periodFrom,
    to: report.periodTo,
    ...(Object.keys(report.filters).length > 0 && { filters: report.filters }),
    timezone: report.timezone,
    scheduled: report.scheduled,
    ...(schedule && { schedule }),
    ...(report.sourceReportId !== null && { source_report_id: report.sourceReportId }),
    ...(report.scheduledFor !== null && { scheduled_for: formatTimestamp(report.scheduledFor) }),
    ...(link && { download_url: link.url, download_url_expires_at: formatTimestamp(link.expiresAt) }),
    ...resultOf(report),
    created_at: formatTimestamp(report.createdAt),
    ...(report.completedAt !== null && { completed_at: formatTimestamp(report.completedAt) }),
  };
};

const resultOf = (report: ReportDetails) => ({
  ...(report.pageCount !== null && { page_count: report.pageCount }),
  ...(report.rowCount !== null && { row_count: report.rowCount }),
  ...(report.dataAsOf !== null && { data_as_of: formatTimestamp(report.dataAsOf) }),
  ...(report.fileBytes !== null &&
    report.fileSha256 !== null &&
    report.fileRetainedUntil !== null && {
      file: {
        bytes: report.fileBytes,
        sha256: report.fileSha256,
        retained_until: formatTimestamp(report.fileRetainedUntil),
      },
    }),
  ...(report.errorCode !== null && {
    error: {
      code: report.errorCode,
      message: report.errorMessage ?? '',
      retryable: report.errorRetryable ?? false,
    },
  }),
});

const scheduleOf = (report: ReportDetails, now: Date): Schedule | undefined => {
  const { scheduleStatus, scheduleRequested: asked, frequency, time, scheduleTimezone: timezone } = report;
  if (!asked || !frequency || !time || !timezone || scheduleStatus === 'cancelled') return undefined;
  const { day_of_week, day_of_month, ...fields } = asked;
  const used = {
    ...fields,
    ...(day_of_week !== undefined && frequency === 'weekly' && { day_of_week }),
    ...(day_of_month !== undefined && frequency === 'monthly' && { day_of_month }),
  };
  if (scheduleStatus === 'paused') return { ...used, paused: true };
  const { dayOfWeek, dayOfMonth, activeSince } = report;
  const calendar = storedCalendar({ frequency, dayOfWeek, dayOfMonth, time, timezone });
  const [next] = slotsAfter(calendar, activeSince && activeSince > now ? activeSince : now, 1);
  return { ...used, ...(next && { next_run_at: formatTimestamp(next.scheduledFor) }) };
};
