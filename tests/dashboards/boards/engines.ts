import { type Dashboard, lines, number, rate, times } from '../describe.ts';

export const engines: Dashboard = {
  uid: 'reports-engines',
  title: 'Reports: engines',
  about: 'What the services need, and how the services are themselves.',
  rows: [
    {
      title: 'Parts',
      panels: [
        lines(
          'Parts that are there',
          'bool_yes_no',
          'min by (service, part) (reports_part_ready)',
          '{{service}} {{part}}',
          'By the names of /readyz.',
        ),
        lines(
          'Services that answer',
          'short',
          'sum by (instance) (up{job="reports"})',
          '{{instance}}',
          'Runbook: ReportsServiceDown.',
        ),
        lines(
          'Waits for an operator',
          'short',
          'sum by (service, code) (reports_waiting_for_operator) or on() vector(0)',
          '{{service}} {{code}}',
          'The codes are those of the runbook.',
        ),
      ],
    },
    {
      title: 'PostgreSQL and the bus',
      panels: [
        lines(
          'Events in the outbox',
          'short',
          'max(reports_outbox_rows)',
          'rows',
          'Promised, and not on the bus yet.',
        ),
        lines(
          'The oldest of them',
          's',
          'max(reports_outbox_oldest_seconds)',
          'age',
          'Runbook: ReportsOutboxStuck.',
        ),
        lines(
          'Messages that wait',
          'short',
          'max by (consumer) (reports_consumer_pending_messages)',
          '{{consumer}}',
          'Runbook: ReportsConsumerBehind.',
        ),
        lines(
          'Dead letters',
          'short',
          'max by (consumer) (reports_dead_letters)',
          '{{consumer}}',
          'Runbook: Dead letters.',
        ),
        lines(
          'Rounds that failed',
          'short',
          'max by (service, loop) (reports_loop_failed_rounds)',
          '{{service}} {{loop}}',
          'Since the last that did not.',
        ),
        lines(
          'Since a loop last went well',
          's',
          'time() - max by (service, loop) (reports_loop_last_success_timestamp_seconds)',
          '{{service}} {{loop}}',
          'Runbook: ReportsLoopStuck.',
        ),
      ],
    },
    {
      title: 'Temporal',
      panels: [
        rate('Calls', 'temporal_request_total', ['operation'], 'Of the three services that use it.', 'reqps'),
        rate(
          'Calls that failed',
          'temporal_request_failure_total',
          ['operation', 'status_code'],
          'NotFound is usual where a workflow has ended.',
          'reqps',
        ),
        times('Time of a call', 'temporal_request_latency_seconds', 'Without long polls.', {
          by: ['service'],
          shares: [0.95],
        }),
        lines(
          'Workflows in memory',
          'short',
          'sum(temporal_sticky_cache_size)',
          'workflows',
          'Of WORKFLOW_CACHE.',
        ),
      ],
    },
    {
      title: 'Processes',
      panels: [
        lines(
          'Memory',
          'bytes',
          'sum by (service, instance) (process_resident_memory_bytes{job="reports"})',
          '{{instance}}',
          'Chromium has its own beside the renderer.',
        ),
        lines(
          'Processor time',
          'percentunit',
          'sum by (service, instance) (rate(process_cpu_seconds_total{job="reports"}[$__rate_interval]))',
          '{{instance}}',
          'Cores.',
        ),
        lines(
          'Event loop, p99',
          's',
          'max by (service, instance) (nodejs_eventloop_lag_p99_seconds{job="reports"})',
          '{{instance}}',
          'Runbook: ReportsEventLoopBlocked.',
        ),
        number(
          'Restarts in a day',
          'short',
          'sum(changes(process_start_time_seconds{job="reports"}[1d]))',
          'A release restarts each once.',
        ),
      ],
    },
  ],
};
