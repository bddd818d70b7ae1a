-- What the HTTP edge asks of the database: to be told that a report is done, one statement for the busiest question,
-- signed links, and keys that an admin key may manage.

-- Whoever waits for a report (GET ?wait=) hears of it the moment it leaves `generating`.
CREATE FUNCTION announce_report_finished() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN PERFORM pg_notify('report_finished', NEW.id); RETURN NULL; END $$;
CREATE TRIGGER announce_finished AFTER UPDATE OF status ON reports FOR EACH ROW
  WHEN (OLD.status = 'generating' AND NEW.status <> 'generating') EXECUTE FUNCTION announce_report_finished();

-- A report and its schedule, as the API answers them. security_invoker: the reader's row-level security applies.
CREATE VIEW report_details WITH (security_invoker = true) AS
SELECT r.id, r.workspace_id, r.type, r.format, r.status, r.period_from, r.period_to, r.timezone, r.filters,
  r.source_report_id, r.scheduled_for, r.row_count, r.data_as_of, r.file_key, r.file_bytes, r.file_sha256,
  r.file_retained_until, r.page_count, r.error_code, r.error_message, r.error_retryable, r.created_at, r.completed_at,
  s.status AS schedule_status, s.requested AS schedule_requested, s.frequency, s.day_of_week, s.day_of_month, s.time,
  s.timezone AS schedule_timezone, s.active_since,
  (r.source_report_id IS NOT NULL OR coalesce(s.status <> 'cancelled', false)) AS scheduled
FROM reports r LEFT JOIN schedules s ON s.report_id = r.id;
GRANT SELECT ON report_details TO reports_app;

-- One report in one statement: it sets the workspace for itself, so reading a report costs one round trip, not four.
CREATE FUNCTION find_report(workspace text, report text) RETURNS SETOF report_details LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM set_config('app.workspace_id', workspace, true);
  RETURN QUERY SELECT * FROM report_details WHERE id = report;
END $$;

-- A signed link carries its own proof and no workspace. The owner of the tables may look up whose report it is, one report
-- at a time, and only through this function.
CREATE POLICY signed_link ON reports FOR SELECT TO CURRENT_USER
  USING (id = current_setting('app.signed_report', true));
CREATE FUNCTION workspace_of_report(report text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp
AS $$
DECLARE workspace text;
BEGIN
  PERFORM set_config('app.signed_report', report, true);
  SELECT workspace_id INTO workspace FROM reports WHERE id = report;
  RETURN workspace;
END $$;
REVOKE ALL ON FUNCTION workspace_of_report FROM PUBLIC;
GRANT EXECUTE ON FUNCTION workspace_of_report TO reports_app;

-- Keys are read before the tenant is known; an admin key makes and revokes those of its own workspace.
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY lookup ON api_keys FOR SELECT TO reports_app, reports_system USING (true);
CREATE POLICY tenant_insert ON api_keys FOR INSERT TO reports_app WITH CHECK (workspace_id = current_workspace());
CREATE POLICY tenant_update ON api_keys FOR UPDATE TO reports_app
  USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace());
GRANT INSERT, UPDATE ON api_keys TO reports_app;

-- `GET /v1/reports?status=failed` among a million completed ones.
CREATE INDEX reports_newest_of_status ON reports (workspace_id, status, created_at DESC, id DESC);
