import type { ReportDetails } from '@reports/database';
import { expect, test } from 'vitest';
import { reportResource } from './report-resource.ts';

const completed: ReportDetails = {
  id: 'rpt_1',
  workspaceId: 'ws_1',
  type: 'qa_performance',
  format: 'pdf',
  status: 'completed',
  periodFrom: '2024-01-01',
  periodTo: '2024-01-31',
  timezone: 'UTC',
  filters: {},
  sourceReportId: null,
  scheduledFor: null,
  rowCount: 12,
  dataAsOf: new Date('2024-02-01T06:00:00.900Z'),
  fileKey: 'files/ws_1/rpt_1.pdf',
  fileBytes: 2_048,
  fileSha256: 'ab',
  fileRetainedUntil: new Date('2024-05-01T06:00:01Z'),
  pageCount: 8,
  errorCode: null,
  errorMessage: null,
  errorRetryable: null,
  createdAt: new Date('2024-02-01T06:00:00.123Z'),
  completedAt: new Date('2024-02-01T06:00:01.456Z'),
  scheduleStatus: null,
  scheduleRequested: null,
  frequency: null,
  dayOfWeek: null,
  dayOfMonth: null,
  time: null,
  scheduleTimezone: null,
  activeSince: null,
  scheduled: false,
  deletedAt: null,
  erasedAt: null,
  comparedTo: null,
  comparison: null,
  restated: null,
  warnings: null,
  runRevision: null,
  splitBy: null,
  parts: null,
  scheduleRevision: null,
  scheduleFormat: null,
  scheduleFilters: null,
  completeness: {
    data_through: { evaluations: '2024-01-30' },
    days_without_data: ['2024-01-31'],
    complete: false,
  },
  linksRevokedAt: null,
};

const weekly = {
  ...completed,
  scheduled: true,
  scheduleStatus: 'active',
  scheduleRequested: { frequency: 'weekly', day_of_month: 3, email: 'qa@example.com' },
  frequency: 'weekly',
  dayOfWeek: 'monday',
  time: '06:00',
  scheduleTimezone: 'UTC',
  activeSince: new Date('2024-02-01T00:00:00Z'),
  scheduleRevision: 3,
} as const satisfies ReportDetails;
const now = new Date('2024-02-06T00:00:00Z');

test('a completed report has its link between what was asked for and what came of it, in whole seconds', () => {
  const link = { download_url: 'https://host/x', download_url_expires_at: '2024-02-02T06:00:01Z' };
  expect(JSON.stringify(reportResource(completed, link))).toBe(
    JSON.stringify({
      report_id: 'rpt_1',
      type: 'qa_performance',
      status: 'completed',
      format: 'pdf',
      from: '2024-01-01',
      to: '2024-01-31',
      timezone: 'UTC',
      scheduled: false,
      ...link,
      page_count: 8,
      row_count: 12,
      data_as_of: '2024-02-01T06:00:00Z',
      data_through: { evaluations: '2024-01-30' },
      days_without_data: ['2024-01-31'],
      complete: false,
      file: { bytes: 2_048, sha256: 'ab', retained_until: '2024-05-01T06:00:01Z' },
      created_at: '2024-02-01T06:00:00Z',
      completed_at: '2024-02-01T06:00:01Z',
    }),
  );
});

test('a failed report says why', () => {
  const failed = { ...completed, status: 'failed', errorCode: 'cancelled', errorMessage: null } as const;
  expect(reportResource(failed).error).toEqual({ code: 'cancelled', message: '', retryable: false });
});

test('a schedule has what is in force for its frequency, and its next run', () => {
  expect(reportResource(weekly, undefined, now).schedule).toEqual({
    frequency: 'weekly',
    day_of_week: 'monday',
    time: '06:00',
    timezone: 'UTC',
    email: 'qa@example.com',
    version: 3,
    paused: false,
    next_run_at: '2024-02-12T06:00:00Z',
  });
});

test('the next run comes after the instant from which slots are owed', () => {
  const later = { ...weekly, activeSince: new Date('2024-02-12T06:00:00Z') };
  expect(reportResource(later, undefined, now).schedule).toMatchObject({
    next_run_at: '2024-02-19T06:00:00Z',
  });
});

test('a paused schedule says so and promises no run; a cancelled one is none', () => {
  expect(reportResource({ ...weekly, scheduleStatus: 'paused' }, undefined, now).schedule).toEqual({
    frequency: 'weekly',
    day_of_week: 'monday',
    time: '06:00',
    timezone: 'UTC',
    email: 'qa@example.com',
    version: 3,
    paused: true,
  });
  expect(reportResource({ ...weekly, scheduleStatus: 'cancelled' }, undefined, now)).not.toHaveProperty(
    'schedule',
  );
});
