import { type Dashboard, lines, number, rate, times } from '../describe.ts';

export const schedulesAndDeliveries: Dashboard = {
  uid: 'reports-schedules',
  title: 'Reports: schedules and deliveries',
  about: 'Whether scheduled reports start in time, and reach their people.',
  rows: [
    {
      title: 'Schedules',
      panels: [
        rate('Slots', 'reports_slots_total', ['outcome'], 'missed: runbook, ReportsSlotsMissed.'),
        times('Lateness of slots', 'reports_slot_lateness_seconds', 'Objective: 99 % within 30 s.'),
        number(
          'Slots missed in an hour',
          'short',
          'sum(increase(reports_slots_total{outcome="missed"}[1h]))',
          'Older than what is caught up.',
          1,
        ),
      ],
    },
    {
      title: 'Deliveries',
      panels: [
        lines(
          'That wait',
          'short',
          'max by (channel) (reports_pending_deliveries)',
          '{{channel}}',
          'Neither sent nor given up.',
        ),
        lines(
          'The oldest that waits',
          's',
          'max by (channel) (reports_oldest_pending_delivery_seconds)',
          '{{channel}}',
          'Runbook: ReportsDeliveriesLate.',
        ),
        rate(
          'Attempts',
          'reports_delivery_attempts_total',
          ['channel', 'result'],
          'given_up: runbook, ReportsDeliveriesGivenUp.',
        ),
        times(
          'From the end of a report to its recipient',
          'reports_delivery_duration_seconds',
          'Objective: 99 % within 60 s.',
          { by: ['channel'] },
        ),
      ],
    },
    {
      title: 'Their loops and queue',
      panels: [
        lines(
          'Events that wait for the notifier',
          'short',
          'max by (consumer) (reports_consumer_pending_messages{consumer="notifier-reports"})',
          '{{consumer}}',
          'Ends of reports.',
        ),
        lines(
          'Since a loop last went well',
          's',
          'time() - max by (loop) (reports_loop_last_success_timestamp_seconds{service="notifier"})',
          '{{loop}}',
          'Dispatch looks each second.',
        ),
      ],
    },
  ],
};
