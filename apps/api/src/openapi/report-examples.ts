const completed = {
  report_id: 'rpt_8Xm3kL9wP',
  type: 'qa_performance',
  status: 'completed',
  format: 'pdf',
  from: '2024-01-01',
  to: '2024-01-31',
};

/** What `POST` and `GET` both give of a report that is done. */
export const finishedExample = {
  report_id: 'rpt_8Xm3kL9wP',
  type: 'qa_performance',
  status: 'completed',
  format: 'pdf',
  scheduled: false,
  created_at: '2024-01-31T18:00:00Z',
};

/** As `GET /v1/reports/{id}` gives them. */
export const reports = {
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
      by_team: [{ team: 'Renewals', agents: 1, calls_evaluated: 842, overall_score: 85.2, pass_rate: 0.78 }],
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

/** As a list gives them: without data and links. */
export const summaries = { json: jsonSummary, pdf: pdfSummary, failed: failedSummary };
