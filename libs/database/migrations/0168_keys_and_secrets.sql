-- A key is looked up before its workspace is known: by its id, one at a time, and only through this function.
CREATE FUNCTION find_api_key(key text) RETURNS SETOF api_keys LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp
AS $$ SELECT * FROM api_keys WHERE id = key $$;
REVOKE ALL ON FUNCTION find_api_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_api_key TO reports_app;

-- All else is of the workspace that the transaction has set. A key is made unrevoked, and one that is revoked stays so.
CREATE POLICY read_own ON api_keys FOR SELECT TO reports_tenant USING (workspace_id = current_workspace());
CREATE POLICY make_own ON api_keys FOR INSERT TO reports_tenant
  WITH CHECK (workspace_id = current_workspace() AND revoked_at IS NULL);
CREATE POLICY revoke_own ON api_keys FOR UPDATE TO reports_tenant
  USING (workspace_id = current_workspace()) WITH CHECK (workspace_id = current_workspace() AND revoked_at IS NOT NULL);

-- Gives a webhook a new secret and keeps the one before it, for whoever may not read either. False: the workspace has no such webhook.
CREATE FUNCTION rotate_webhook_secret(webhook text, new_secret text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp
AS $$
BEGIN
  UPDATE webhooks SET secrets = array_prepend(new_secret, secrets[1:1])
  WHERE id = webhook AND workspace_id = current_workspace();
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION rotate_webhook_secret FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rotate_webhook_secret TO reports_app;
