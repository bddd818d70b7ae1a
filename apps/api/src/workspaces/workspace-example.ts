const inJanuary = {
  first_day: '2024-01-01',
  last_day: '2024-01-31',
  last_received_at: '2024-01-31T18:00:00Z',
};

/** A workspace as the documentation shows it. */
export const workspaceExample = {
  workspace_id: 'ws_6Yb2nQ7rT',
  name: 'Acme Outbound',
  timezone: 'Asia/Kolkata',
  labels: {
    dispositions: { no_answer: 'No answer', promise_to_pay: 'Promise to pay' },
    parameters: { greeting: 'Greeting compliance' },
    checks: {},
  },
  branding: { accent_colour: '#0b6e4f', paper: 'letter' },
  limits: {
    requests_per_minute: 1_000,
    webhooks: 100,
    schedules: 5_000,
    reports_generating: 2_000,
    runs_per_hour: 1_000,
    emails_per_day: 10_000,
  },
  allowed_recipient_domains: ['yourcompany.com'],
  targets: { pass_rate: 0.8, peer_gap: 0.05 },
  data: {
    calls: { records: 128_400, ...inJanuary },
    evaluations: { records: 8_420, ...inJanuary },
    compliance_checks: { records: 0 },
    agents: { records: 214, last_received_at: '2024-01-30T04:12:00Z' },
    campaigns: { records: 12, last_received_at: '2024-01-02T09:30:00Z' },
  },
};
