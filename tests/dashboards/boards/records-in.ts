import { type Dashboard, lines, rate, times } from '../describe.ts';

export const recordsIn: Dashboard = {
  uid: 'reports-records',
  title: 'Reports: records in',
  about: 'From what call platforms send to what reports know.',
  rows: [
    {
      title: 'Taken in',
      panels: [
        rate(
          'Requests with records',
          'http_request_duration_seconds_count{route=~"/v1/records.*"}',
          ['route', 'status'],
          '503: the bus is away or full.',
          'reqps',
        ),
        times('Time to take them', 'http_request_duration_seconds', 'Until the bus has stored them.', {
          where: '{route=~"/v1/records.*"}',
        }),
        lines(
          'Bodies on their way',
          'bytes',
          'sum(http_request_body_bytes_in_flight)',
          'bytes',
          'Of MAX_BODY_MB_IN_FLIGHT.',
        ),
      ],
    },
    {
      title: 'Stored',
      panels: [
        rate(
          'Records',
          'reports_records_stored_total',
          ['kind'],
          'Taken from the bus into their tables, a second.',
        ),
        times('From the bus to reports', 'reports_records_lag_seconds', 'Runbook: ReportsRecordsLate.'),
        lines(
          'Messages that wait',
          'short',
          'max(reports_consumer_pending_messages{consumer="aggregator-records"})',
          'waiting',
          'Of up to 10,000 records each.',
        ),
        lines(
          'Messages in hand',
          'short',
          'max(reports_consumer_unacknowledged_messages{consumer="aggregator-records"})',
          'in hand',
          'Or waiting for another try.',
        ),
      ],
    },
    {
      title: 'Kept',
      panels: [
        rate('Records that are too old', 'reports_records_pruned_total', ['kind'], 'RECORD_RETENTION_DAYS.'),
        lines(
          'Workspaces that rebuild',
          'short',
          'max(reports_workspaces_rebuilding)',
          'rebuilding',
          'After a new home time zone.',
        ),
        rate('Records added to new rollups', 'reports_rollup_records_total', ['kind'], 'While they rebuild.'),
        rate('Objects swept', 'reports_objects_swept_total', ['service'], 'What no report needs.'),
      ],
    },
  ],
};
