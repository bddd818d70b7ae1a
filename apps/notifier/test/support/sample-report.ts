import type { ReportDetails } from '@reports/database';
import type { DeliveredReport } from '../../src/report/load-report.ts';

/** A completed weekly run of the seed's report, with what a test changes. */
export const sampleReport = (changes: Partial<ReportDetails> = {}): ReportDetails => ({
  id: 'rpt_8Xm3kL9wPq2T',
  workspaceId: 'ws_Ab3dE6gH9jKl',
  type: 'qa_performance',
  format: 'pdf',
  status: 'completed',
  periodFrom: '2024-01-29',
  periodTo: '2024-02-04',
  timezone: 'UTC',
  filters: { campaign_id: 'cmp_4Rv8sT1wX' },
  sourceReportId: 'rpt_2Jn5pK8qRs4V',
  scheduledFor: new Date('2024-02-05T06:00:00Z'),
  rowCount: 842,
  dataAsOf: new Date('2024-02-05T06:00:01Z'),
  fileKey: 'files/ws_Ab3dE6gH9jKl/rpt_8Xm3kL9wPq2T.pdf',
  fileBytes: 128_412,
  fileSha256: 'a'.repeat(64),
  fileRetainedUntil: new Date('2024-05-05T06:00:02Z'),
  pageCount: 8,
  errorCode: null,
  errorMessage: null,
  errorRetryable: null,
  createdAt: new Date('2024-02-05T06:00:00Z'),
  completedAt: new Date('2024-02-05T06:00:02Z'),
  scheduleStatus: null,
  scheduleRequested: null,
  frequency: null,
  dayOfWeek: null,
  dayOfMonth: null,
  time: null,
  scheduleTimezone: null,
  activeSince: null,
  scheduled: true,
  deletedAt: null,
  erasedAt: null,
  completeness: null,
  linksRevokedAt: null,
  ...changes,
});

export const sampleDelivery = (
  changes: Partial<ReportDetails> = {},
  delivered: Partial<Omit<DeliveredReport, 'report'>> = {},
): DeliveredReport => ({
  report: sampleReport(changes),
  workspaceName: 'Meridian Support',
  frequency: 'weekly',
  dataset: null,
  ...delivered,
});
