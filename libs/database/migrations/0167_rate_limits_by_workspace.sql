-- What a workspace has used of its minute is counted in its own transactions alone.
ALTER TABLE rate_limit_windows ENABLE ROW LEVEL SECURITY;
ALTER TABLE rate_limit_windows FORCE ROW LEVEL SECURITY;
-- The role that all services shared had no policy to keep to.
CREATE POLICY shared ON rate_limit_windows TO reports_app USING (true) WITH CHECK (true);
CREATE POLICY tenant ON rate_limit_windows TO reports_tenant USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
CREATE POLICY system ON rate_limit_windows TO reports_system, reports_all_tenants USING (true) WITH CHECK (true);
CREATE POLICY owner ON rate_limit_windows TO CURRENT_USER USING (true) WITH CHECK (true);
