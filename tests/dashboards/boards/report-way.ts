import { type Dashboard, lines, number, rate, times } from '../describe.ts';

export const reportWay: Dashboard = {
  uid: 'reports-way',
  title: "Reports: a report's way",
  about: 'Where the time between a request and its file goes.',
  rows: [
    {
      title: 'By phase',
      panels: [
        times(
          'Phases, half of the reports',
          'reports_phase_duration_seconds',
          'bus: request to workflow. …_queue: waiting for a worker.',
          { by: ['phase'], shares: [0.5] },
        ),
        times(
          'Phases, 95 %',
          'reports_phase_duration_seconds',
          'What is far above the half waits for something.',
          { by: ['phase'], shares: [0.95] },
        ),
        times('By type', 'reports_duration_seconds', 'From request to completion.', {
          by: ['type'],
          shares: [0.95],
        }),
        times('By format', 'reports_duration_seconds', 'A PDF is printed by Chromium, one for each core.', {
          by: ['format'],
          shares: [0.95],
        }),
      ],
    },
    {
      title: 'Figures (aggregator)',
      panels: [
        times(
          'Making of a dataset',
          'reports_dataset_duration_seconds',
          'From the snapshot to both objects in storage.',
          { by: ['type'], shares: [0.95] },
        ),
        rate('Rows of datasets', 'reports_dataset_rows_total', ['type'], 'A second.'),
        rate('Read from', 'reports_dataset_reads_total', ['from'], 'Primary or replica: docs/scaling.md.'),
      ],
    },
    {
      title: 'Rendering',
      panels: [
        lines(
          'PDF slots',
          'short',
          'sum(reports_pdf_slots_used)',
          'used',
          'Of PDF_CONCURRENCY for each renderer.',
        ),
        number('PDF slots there are', 'short', 'sum(reports_pdf_slots)', 'PDF_CONCURRENCY times renderers.'),
        lines(
          'PDFs that wait',
          'short',
          'sum(reports_pdf_waiting)',
          'waiting',
          'Runbook: ReportsPdfQueueLong.',
        ),
        rate(
          'Chromium',
          'reports_chromium_events_total',
          ['event'],
          'Crashes: runbook, ReportsChromiumFails.',
        ),
      ],
    },
    {
      title: 'Workers',
      panels: [
        times(
          'Activities wait for a worker',
          'temporal_activity_schedule_to_start_latency_seconds',
          'Runbook: ReportsActivitiesWait.',
          { by: ['task_queue'], shares: [0.95] },
        ),
        times(
          'Workflows wait for a worker',
          'temporal_workflow_task_schedule_to_start_latency_seconds',
          'Of the scheduler.',
          { shares: [0.95] },
        ),
        lines(
          'Slots that are free',
          'short',
          'sum by (service, worker_type) (temporal_worker_task_slots_available)',
          '{{service}} {{worker_type}}',
          'None left: the workers are busy.',
        ),
        lines(
          'Slots in use',
          'short',
          'sum by (service, worker_type) (temporal_worker_task_slots_used)',
          '{{service}} {{worker_type}}',
          'Work in hand.',
        ),
      ],
    },
  ],
};
