-- Which events a consumer has dealt with is known to their workspace alone. The rows that there are get none, and serve their eight days; new
-- ones get what their transaction has set.
ALTER TABLE inbox ADD COLUMN workspace_id text DEFAULT current_workspace();

ALTER TABLE inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox FORCE ROW LEVEL SECURITY;
-- The role that all services shared had no policy to keep to.
CREATE POLICY shared ON inbox TO reports_app USING (true) WITH CHECK (true);
CREATE POLICY tenant ON inbox TO reports_tenant USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
CREATE POLICY system ON inbox TO reports_system, reports_all_tenants USING (true) WITH CHECK (true);
CREATE POLICY owner ON inbox TO CURRENT_USER USING (true) WITH CHECK (true);
