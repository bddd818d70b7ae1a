CREATE OR REPLACE VIEW report_details WITH (security_invoker = true) AS
SELECT r.id, r.workspace_id, r.type, r.format, r.status, r.period_from, r.period_to, r.timezone, r.filters,
  r.source_report_id, r.scheduled_for, r.row_count, r.data_as_of, r.file_key, r.file_bytes, r.file_sha256,
  r.file_retained_until, r.page_count, r.error_code, r.error_message, r.error_retryable, r.created_at, r.completed_at,
  s.status AS schedule_status, s.requested AS schedule_requested, s.frequency, s.day_of_week, s.day_of_month, s.time,
  s.timezone AS schedule_timezone, s.active_since,
  (r.source_report_id IS NOT NULL OR coalesce(s.status <> 'cancelled', false)) AS scheduled,
  r.deleted_at, r.erased_at, r.dataset -> 'completeness' AS completeness, r.links_revoked_at, r.compared_to,
  r.dataset -> 'comparison' AS comparison,
  CASE WHEN r.status = 'completed' AND r.erased_at IS NULL THEN restatement(r) END AS restated,
  r.warnings, r.schedule_revision AS run_revision, s.revision AS schedule_revision, s.format AS schedule_format,
  s.filters AS schedule_filters, r.split_by, r.parts
FROM reports r LEFT JOIN schedules s ON s.report_id = r.id;
