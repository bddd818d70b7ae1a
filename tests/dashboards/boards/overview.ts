import { type Dashboard, lines, number, rate, times } from '../describe.ts';

export const overview: Dashboard = {
  uid: 'reports-overview',
  title: 'Reports: overview',
  about: 'Whether reports are made and delivered. What is red here has an entry in docs/runbook.md.',
  rows: [
    {
      title: 'Now',
      panels: [
        number(
          'Services that are not ready',
          'short',
          'count(reports_ready == 0) or vector(0)',
          'By /readyz. Which and why: Engines.',
          1,
        ),
        number(
          'Waits for an operator',
          'short',
          'sum(reports_waiting_for_operator) or vector(0)',
          'Activities and messages. Runbook: What waits for an operator.',
          1,
        ),
        number('Reports in the making', 'short', 'max(reports_generating)', 'Asked for and not finished.'),
        number(
          'Oldest in the making',
          's',
          'max(reports_generating_oldest_seconds)',
          'Runbook: Reports stay in generating.',
          900,
        ),
        number(
          'Dead letters',
          'short',
          'sum(max by (consumer) (reports_dead_letters))',
          'Runbook: Dead letters.',
          1,
        ),
        number(
          'Deliveries that wait',
          'short',
          'sum(max by (channel) (reports_pending_deliveries))',
          'Neither sent nor given up.',
        ),
      ],
    },
    {
      title: 'Reports',
      panels: [
        rate('Finished reports', 'reports_finished_total', ['outcome'], 'Completed and failed, a second.'),
        times('From request to completion', 'reports_duration_seconds', 'Objective: 99 % within 60 s.'),
        rate('Failures by code', 'reports_failures_total', ['code'], 'The codes are those of the runbook.'),
        times(
          'From completion to delivery',
          'reports_delivery_duration_seconds',
          'Objective: 99 % within 60 s.',
          { by: ['channel'], shares: [0.95] },
        ),
      ],
    },
    {
      title: 'API',
      panels: [
        rate(
          'Requests',
          'http_request_duration_seconds_count',
          ['method', 'status'],
          'By method and status.',
          'reqps',
        ),
        times('Time to answer', 'http_request_duration_seconds', 'Without those that asked to wait.', {
          by: ['method'],
          where: '{held="no"}',
          shares: [0.5, 0.99],
        }),
        rate('Refused keys', 'http_refused_keys_total', ['reason'], 'Runbook: ReportsKeysGuessed.', 'reqps'),
      ],
    },
    {
      title: 'Objectives',
      panels: [
        lines(
          'Share that missed its objective, 5 min',
          'percentunit',
          'reports:slo_errors:ratio_rate5m',
          '{{slo}}',
          'By objective, from rules/slo.yml. Absent: nothing was asked for.',
        ),
        lines(
          'Budget',
          'percentunit',
          'reports:slo_budget:ratio',
          '{{slo}}',
          'The share that may miss it over 30 days.',
        ),
        lines(
          'Releases',
          'short',
          'count by (version) (reports_build_info)',
          '{{version}}',
          'More than one during an upgrade alone.',
        ),
      ],
    },
  ],
};
