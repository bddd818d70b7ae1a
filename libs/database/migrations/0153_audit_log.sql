-- Who asked for, downloaded, was sent, changed or revoked what. Rows are added and read; no service may change one or take one away.
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- A key's id, `link` (a signed link), `mail` (an e-mail and the links in it), `webhook` or `operator`.
  actor text NOT NULL,
  -- As the API calls its operations: `createReport`, `revokeKey`; beside them `downloadFile`, `sendEmail`, `sendWebhook`, `unsubscribe`.
  action text NOT NULL,
  report_id text,
  -- What else it was done to, or what came of it: a webhook, a key, a delivery, a run.
  resource text,
  -- Of what was sent.
  recipient text,
  address text,
  user_agent text,
  request_id text
);
CREATE INDEX audit_log_newest ON audit_log (workspace_id, created_at DESC, id DESC);
CREATE INDEX audit_log_of_report ON audit_log (workspace_id, report_id, created_at DESC, id DESC) WHERE report_id IS NOT NULL;
-- Pruning finds old rows without reading the table: they come in the order of their age.
CREATE INDEX audit_log_age ON audit_log USING brin (created_at);

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON audit_log TO reports_app USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
CREATE POLICY system ON audit_log FOR INSERT TO reports_system WITH CHECK (true);
GRANT SELECT, INSERT ON audit_log TO reports_app;
GRANT INSERT ON audit_log TO reports_system;
-- When it happened is the database's to say, and in which order.
REVOKE INSERT ON audit_log FROM reports_app, reports_system;
GRANT INSERT (workspace_id, actor, action, report_id, resource, recipient, address, user_agent, request_id)
  ON audit_log TO reports_app, reports_system;

-- The one way by which rows go: up to `most` of those that are older than `days`, which nobody can make fewer than 30.
CREATE FUNCTION prune_audit_log(days integer, most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp
AS $$
DECLARE pruned integer;
BEGIN
  IF days < 30 THEN
    RAISE EXCEPTION 'The audit log is kept for 30 days at least, not %.', days USING ERRCODE = '22023';
  END IF;
  DELETE FROM audit_log WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM audit_log WHERE created_at < now() - make_interval(days => days) LIMIT most));
  GET DIAGNOSTICS pruned = ROW_COUNT;
  RETURN pruned;
END $$;
REVOKE ALL ON FUNCTION prune_audit_log FROM PUBLIC;
GRANT EXECUTE ON FUNCTION prune_audit_log TO reports_system;
