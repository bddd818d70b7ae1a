-- A report that was deleted and whose schedule goes on keeps its row, without its figures: runs are made after it. To services of the
-- release before, which do not know the column, it is a failed report.
ALTER TABLE reports ADD COLUMN deleted_at timestamptz(3);
-- When its figures and file were deleted because they held a person whose records were erased.
ALTER TABLE reports ADD COLUMN erased_at timestamptz(3);

CREATE OR REPLACE VIEW report_details WITH (security_invoker = true) AS
SELECT r.id, r.workspace_id, r.type, r.format, r.status, r.period_from, r.period_to, r.timezone, r.filters,
  r.source_report_id, r.scheduled_for, r.row_count, r.data_as_of, r.file_key, r.file_bytes, r.file_sha256,
  r.file_retained_until, r.page_count, r.error_code, r.error_message, r.error_retryable, r.created_at, r.completed_at,
  s.status AS schedule_status, s.requested AS schedule_requested, s.frequency, s.day_of_week, s.day_of_month, s.time,
  s.timezone AS schedule_timezone, s.active_since,
  (r.source_report_id IS NOT NULL OR coalesce(s.status <> 'cancelled', false)) AS scheduled,
  r.deleted_at, r.erased_at
FROM reports r LEFT JOIN schedules s ON s.report_id = r.id;

CREATE OR REPLACE FUNCTION find_report(workspace text, report text) RETURNS SETOF report_details LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM set_config('app.workspace_id', workspace, true);
  RETURN QUERY SELECT * FROM report_details WHERE id = report AND deleted_at IS NULL;
END $$;
