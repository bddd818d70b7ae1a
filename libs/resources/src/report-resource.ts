import {
  contentTypes,
  type DownloadLink,
  type ReportFormat,
  type ReportSummary,
  type Schedule,
  zipContentType,
} from '@reports/contracts';
import type { ReportDetails } from '@reports/database';
import { scheduleResource } from './schedule-resource.ts';
import { formatTimestamp } from './timestamp.ts';

/** The fields of a report that come before its `data` or `download_url`, in the order of the documentation. */
export const headOf = (report: ReportDetails, now = new Date()) => {
  const schedule = scheduleOf(report, now);
  return {
    report_id: report.id,
    type: report.type,
    status: report.status,
    format: report.format,
    ...(report.splitBy !== null && { split_by: report.splitBy }),
    from: report.periodFrom,
    to: report.periodTo,
    ...(Object.keys(report.filters).length > 0 && { filters: report.filters }),
    timezone: report.timezone,
    scheduled: report.scheduled,
    ...(schedule && { schedule }),
    ...(report.sourceReportId !== null && { source_report_id: report.sourceReportId }),
    ...(report.scheduledFor !== null && { scheduled_for: formatTimestamp(report.scheduledFor) }),
    ...(report.runRevision !== null && { schedule_version: report.runRevision }),
    ...(report.warnings !== null && { warnings: report.warnings }),
  };
};

/** The fields that come after it. */
export const tailOf = (report: ReportDetails) => ({
  ...(report.pageCount !== null && { page_count: report.pageCount }),
  ...(report.rowCount !== null && { row_count: report.rowCount }),
  ...(report.dataAsOf !== null && { data_as_of: formatTimestamp(report.dataAsOf) }),
  ...report.completeness,
  ...(report.restated && { restated: report.restated }),
  ...(report.comparedTo !== null && {
    compared_to: report.comparison ?? { report_id: report.comparedTo },
  }),
  ...(report.fileBytes !== null &&
    report.fileSha256 !== null &&
    report.fileRetainedUntil !== null &&
    report.erasedAt === null && {
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
  created_at: formatTimestamp(report.createdAt),
  ...(report.erasedAt !== null && { erased_at: formatTimestamp(report.erasedAt) }),
  ...(report.completedAt !== null && { completed_at: formatTimestamp(report.completedAt) }),
});

/** A report without its data, with its link if it has one. */
export const reportResource = (
  report: ReportDetails,
  link?: DownloadLink,
  now = new Date(),
): ReportSummary & Partial<DownloadLink> => ({ ...headOf(report, now), ...link, ...tailOf(report) });

/** How the name of a report's file ends: that of a split report is a ZIP. */
export const extensionOf = ({
  format,
  splitBy,
}: Pick<ReportDetails, 'format' | 'splitBy'>): ReportFormat | 'zip' => (splitBy === null ? format : 'zip');

/** What a report's file is, for HTTP and mail. */
export const contentTypeOf = ({ format, splitBy }: Pick<ReportDetails, 'format' | 'splitBy'>): string =>
  splitBy === null ? contentTypes[format] : zipContentType;

/** What a report's file is called, as a download and as an attachment: `qa_performance_2024-01-01_2024-01-31.pdf`. */
export const fileNameOf = (
  report: Pick<ReportDetails, 'type' | 'periodFrom' | 'periodTo' | 'format' | 'splitBy'>,
): string => {
  const { type, periodFrom, periodTo, format, splitBy } = report;
  const split = splitBy === null ? '' : `_by_${splitBy}_${format}`;
  return `${type}_${periodFrom}_${periodTo}${split}.${extensionOf(report)}`;
};

const scheduleOf = (report: ReportDetails, now: Date): Schedule | undefined => {
  const { scheduleStatus, scheduleRequested, frequency, time, scheduleTimezone, activeSince } = report;
  if (!scheduleStatus || scheduleStatus === 'cancelled') return undefined;
  if (!scheduleRequested || !frequency || !time || !scheduleTimezone || !activeSince) return undefined;
  return scheduleResource(
    {
      status: scheduleStatus,
      requested: scheduleRequested,
      frequency,
      dayOfWeek: report.dayOfWeek,
      dayOfMonth: report.dayOfMonth,
      time,
      timezone: scheduleTimezone,
      activeSince,
      revision: report.scheduleRevision ?? 1,
      format: report.scheduleFormat,
      filters: report.scheduleFilters,
    },
    now,
  );
};
