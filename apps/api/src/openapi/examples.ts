import { callRecord } from './record-example.ts';

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
    paused: false,
    next_run_at: '2024-02-05T06:00:00Z',
  },
  created_at: '2024-01-31T18:00:00Z',
};

const completed = {
  report_id: 'rpt_8Xm3kL9wP',
  type: 'qa_performance',
  status: 'completed',
  format: 'pdf',
  from: '2024-01-01',
  to: '2024-01-31',
};

const reports = {
  pdf: {
    ...completed,
    filters: { campaign_id: 'cmp_4Rv8sT1wX' },
    timezone: 'UTC',
    scheduled: false,
    download_url:
      'https://reports.vinfer.ai/signed/rpt_8Xm3kL9wP.pdf?token=ZGVtbyB0b2tlbiBvZiAzMiBieXRlcy4uLi4uLi4&expires=1706896800',
    download_url_expires_at: '2024-02-02T18:00:00Z',
    page_count: 8,
    row_count: 36,
    data_as_of: '2024-01-31T18:00:00Z',
    file: {
      bytes: 184_220,
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      retained_until: '2024-04-30T18:00:47Z',
    },
    created_at: '2024-01-31T18:00:00Z',
    completed_at: '2024-01-31T18:00:47Z',
  },
  json: {
    ...completed,
    report_id: 'rpt_2Jn5pK8qR',
    format: 'json',
    timezone: 'UTC',
    scheduled: false,
    data: {
      calls_evaluated: 842,
      overall_score: 85.2,
      pass_rate: 0.78,
      trend: [{ week: '2024-W01', overall_score: 82.1, pass_rate: 0.74, calls_evaluated: 201 }],
      parameter_breakdown: [
        {
          parameter: 'Greeting Compliance',
          avg_score: 9.4,
          max_score: 10,
          pass_rate: 0.94,
          evaluations: 842,
        },
      ],
      by_agent: [
        { agent_id: 'agt_7', agent_name: 'Ann', calls_evaluated: 842, overall_score: 85.2, pass_rate: 0.78 },
      ],
      by_campaign: [
        {
          campaign_id: 'cmp_4Rv8sT1wX',
          campaign_name: 'Winter renewals',
          calls_evaluated: 842,
          overall_score: 85.2,
          pass_rate: 0.78,
        },
      ],
    },
    row_count: 1,
    created_at: '2024-01-31T18:00:00Z',
    completed_at: '2024-01-31T18:00:22Z',
  },
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

const { data: _data, ...jsonSummary } = reports.json;
const { download_url: _url, download_url_expires_at: _until, ...pdfSummary } = reports.pdf;
const failedSummary = {
  ...completed,
  report_id: 'rpt_9Yk4nM2sT',
  status: 'failed',
  timezone: 'UTC',
  scheduled: false,
  error: {
    code: 'pdf_render_timeout',
    message:
      'The PDF was not done after 120 seconds. A shorter period or fewer agents make a smaller report.',
    retryable: true,
  },
  created_at: '2024-01-31T18:00:00Z',
  completed_at: '2024-01-31T18:10:00Z',
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
      filters: { agent_id: ['agt_7', 'agt_9'] },
    },
  },
  AcceptedReport: { weekly: acceptedExample },
  Report: reports,
  ReportList: listOf(pdfSummary, jsonSummary, failedSummary),
  RenderAgain: { csv: { format: 'csv' } },
  ReportTypeList: {
    one: {
      data: [
        {
          type: 'qa_performance',
          title: 'QA performance',
          description: 'QA scores by agent, parameter and campaign.',
          schema_version: 1,
          filters: ['campaign_id', 'agent_id', 'language', 'parameter'],
          columns: [{ name: 'agent_id', type: 'text', description: 'Agent.' }],
          data_schema: { type: 'object', properties: { calls_evaluated: { type: 'integer' } } },
        },
      ],
    },
  },

  ScheduleChange: { pause: { paused: true }, move: { time: '07:30', timezone: 'Europe/Berlin' } },
  ScheduleState: {
    moved: {
      report_id: 'rpt_8Xm3kL9wP',
      scheduled: true,
      schedule: { ...acceptedExample.schedule, time: '07:30', timezone: 'Europe/Berlin' },
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
    completed: { type: 'report.completed', timestamp: '2024-01-31T18:00:47Z', data: pdfSummary },
    failed: { type: 'report.failed', timestamp: '2024-01-31T18:10:00Z', data: failedSummary },
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
  ChangeWorkspace: { home: { timezone: 'Asia/Kolkata' } },
};
