import type { ReportDetails } from '@reports/database';

/** Whether its file can still be read. */
export const isFileKept = (report: ReportDetails, now = new Date()): boolean =>
  report.status === 'completed' && (report.fileRetainedUntil === null || report.fileRetainedUntil > now);
