import { callRecord } from './record-example.ts';
import { storedRecordExamples } from './stored-record-examples.ts';
import { reports, summaries } from './report-examples.ts';

import { workspaceExample } from '../workspaces/workspace-example.ts';
/** The requests and answers of the documentation. */
const createReportExample = {
  type: 'qa_performance',
  from: '2024-01-01',
  to: '2024-01-31',
  filters: { campaign_id: 'cmp_4Rv8sT1wX' },
  format: 'pdf',
  schedule: { frequency: 'weekly', day_of_week: 'monday', time: '06:00', email: 'qa-team@yourcompany.com' },
};

const acceptedExample = {
  report_id: 'rpt_8Xm3kL9wP',
  type: 'qa_performance',
  status: 'generating',
  format: 'pdf',
  scheduled: true,
  schedule: {
    ...createReportExample.schedule,
    timezone: 'UTC',
    version: 1,
    paused: false,
    next_run_at: '2024-02-05T06:00:00Z',
  },
  created_at: '2024-01-31T18:00:00Z',
};

const slot = {
  scheduled_for: '2024-02-05T06:00:00Z',
  local_time: '2024-02-05T06:00',
  from: '2024-01-29',
  to: '2024-02-04',
};

const mailed = {
  delivery_id: 'dlv_8Xm3kL9wPq2T',
  report_id: 'rpt_8Xm3kL9wP',
  event: 'report.completed',
  channel: 'email',
  recipient: 'qa-team@yourcompany.com',
  status: 'sent',
  attempts: 1,
  created_at: '2024-02-05T06:00:47Z',
  sent_at: '2024-02-05T06:00:49Z',
};

const webhook = {
  webhook_id: 'whk_8Xm3kL9wPq2T',
  url: 'https://example.com/hooks',
  events: ['report.completed', 'report.failed'],
  created_at: '2024-01-31T18:00:00Z',
};

const key = {
  key_id: 'key_8Xm3kL9wPq2T',
  scope: 'read_only',
  created_at: '2024-01-31T18:00:00Z',
  expires_at: '2024-04-30T18:00:00Z',
};

const listOf = (...data: unknown[]) => ({
  page: { data, total: data.length, limit: 20, offset: 0, next_cursor: null },
});

/** What stands beside each use of a named schema as a body: by the schema's name, then by a name for the example. */
export const examplesOf: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  CreateReport: {
    weekly: createReportExample,
    once: {
      type: 'call_summary',
      from: '2024-01-01',
      to: '2024-01-31',
      filters: { team: 'Renewals', agent_id: ['agt_7', 'agt_9'] },
    },
  },
  AcceptedReport: {
    weekly: acceptedExample,
    warned: {
      report_id: 'rpt_3Hq7vN1zB',
      type: 'call_summary',
      status: 'generating',
      format: 'json',
      scheduled: false,
      warnings: [
        {
          pointer: '/filters/team',
          detail: 'no record of this workspace has had team "Renewal": the report counts nothing',
        },
      ],
      created_at: '2024-01-31T18:00:00Z',
    },
  },
  Report: reports,
  ReportSummary: {
    cancelled: {
      ...summaries.failed,
      error: {
        code: 'cancelled',
        message: 'The report was cancelled. Retry it if it is still wanted.',
        retryable: true,
      },
    },
  },
  ReportList: listOf(summaries.pdf, summaries.json, summaries.failed),
  RenderAgain: { csv: { format: 'csv' }, workbook: { format: 'xlsx' } },
  ReportTypeList: {
    one: {
      data: [
        {
          type: 'qa_performance',
          title: 'QA performance',
          description: 'QA scores by agent, parameter and campaign.',
          schema_version: 1,
          filters: ['campaign_id', 'agent_id', 'team', 'language', 'parameter'],
          columns: [{ name: 'agent_id', type: 'text', description: 'Agent.' }],
          data_schema: { type: 'object', properties: { calls_evaluated: { type: 'integer' } } },
        },
      ],
    },
  },

  ScheduleChange: {
    pause: { paused: true },
    move: { time: '07:30', timezone: 'Europe/Berlin' },
    narrow: { format: 'xlsx', filters: { team: 'Renewals' } },
  },
  ScheduleState: {
    moved: {
      report_id: 'rpt_8Xm3kL9wP',
      scheduled: true,
      schedule: { ...acceptedExample.schedule, time: '07:30', timezone: 'Europe/Berlin' },
    },
    narrowed: {
      report_id: 'rpt_8Xm3kL9wP',
      scheduled: true,
      schedule: { ...acceptedExample.schedule, format: 'xlsx', filters: { team: 'Renewals' }, version: 2 },
      warnings: [
        {
          pointer: '/filters/team',
          detail: 'no record of this workspace has had team "Renewals": the report counts nothing',
        },
      ],
    },
  },
  ScheduleCancelled: {
    cancelled: {
      report_id: 'rpt_8Xm3kL9wP',
      scheduled: false,
      message: 'Recurring schedule cancelled. Previously generated reports remain accessible.',
    },
  },
  SlotList: { next: { data: [slot] } },
  StartRun: { backfill: { scheduled_for: '2024-01-29T06:00:00Z' } },
  RevokedLinks: {
    revoked: { report_id: 'rpt_8Xm3kL9wP', links_revoked_at: '2024-02-01T09:15:00Z' },
  },
  StartedRun: {
    run: { report_id: 'rpt_9Yk4nM2sT', source_report_id: 'rpt_8Xm3kL9wP', status: 'generating', ...slot },
  },
  ScheduledReportList: listOf({
    report_id: 'rpt_8Xm3kL9wP',
    type: 'qa_performance',
    format: 'pdf',
    schedule: acceptedExample.schedule,
    last_run: { scheduled_for: '2024-01-29T06:00:00Z', status: 'completed', report_id: 'rpt_9Yk4nM2sT' },
    created_at: '2024-01-31T18:00:00Z',
  }),
  ScheduleRunList: listOf({ ...slot, status: 'completed', report_id: 'rpt_9Yk4nM2sT', deliveries: [mailed] }),

  Delivery: { mailed },
  DeliveryList: listOf(mailed),

  Webhook: { webhook },
  ChangeWebhook: { disable: { disabled: true } },
  CreateWebhook: {
    both: { url: 'https://example.com/hooks', events: ['report.completed', 'report.failed'] },
  },
  RotateSecret: { own: { secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDmMrsw8Px2hc=' } },
  WebhookWithSecret: {
    webhook: { ...webhook, secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDmMrsw8Px2hc=' },
  },
  WebhookList: listOf(webhook),
  ReportEvent: {
    completed: { type: 'report.completed', timestamp: '2024-01-31T18:00:47Z', data: summaries.pdf },
    failed: { type: 'report.failed', timestamp: '2024-01-31T18:10:00Z', data: summaries.failed },
    restated: {
      type: 'report.restated',
      timestamp: '2024-02-03T09:15:00Z',
      data: { ...summaries.pdf, restated: { since: '2024-02-03T09:12:41Z', kinds: ['evaluations'] } },
    },
  },
  TestEvent: {
    test: { type: 'test', timestamp: '2024-01-31T18:00:00Z', data: { webhook_id: 'whk_8Xm3kL9wPq2T' } },
  },

  RecordsAccepted: { one: { accepted: 1 } },
  Records: { calls: [callRecord], agents: [{ agent_id: 'agt_7', name: 'Ann', team: 'Renewals' }] },
  RecordLines: { calls: `${JSON.stringify(callRecord)}\n` },

  CreateKey: { reader: { scope: 'read_only', expires_in_days: 90 } },
  CreatedKey: { reader: { ...key, key: 'nl_8Xm3kL9wPq2T_aZ09bY18cX27dW36eV45fU54gT63hS72iR81jQ902wU1xs' } },
  KeyList: listOf(key),

  Workspace: { workspace: workspaceExample },
  WorkspaceData: { january: workspaceExample.data },
  ...storedRecordExamples,
  ChangeWorkspace: { home: { timezone: 'Asia/Kolkata' } },
  Labels: { labels: workspaceExample.labels },
  Branding: { branding: workspaceExample.branding },
};
