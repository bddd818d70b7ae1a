-- A workspace has a home time zone. Its rollups are by days of that zone; while it changes, by those of the old and of the new one.
ALTER TABLE workspaces
  -- IANA.
  ADD COLUMN timezone text NOT NULL DEFAULT 'UTC',
  -- Since when rollups are not yet those of the home zone alone; NULL: they are.
  ADD COLUMN rollups_pending_since timestamptz(3);
CREATE INDEX workspaces_rollups_pending ON workspaces (id) WHERE rollups_pending_since IS NOT NULL;

-- The admin key changes its own workspace; all else was and is the owner's.
ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON workspaces FOR SELECT TO reports_app, reports_system USING (true);
CREATE POLICY tenant ON workspaces FOR UPDATE TO reports_app
  USING (id = current_workspace()) WITH CHECK (id = current_workspace());
GRANT UPDATE (name, timezone, rollups_pending_since) ON workspaces TO reports_app;

-- Which rollups there are. Reports read those of their zone where they cover the period.
CREATE TABLE rollup_zones (
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('calls', 'evaluations', 'compliance_checks')),
  -- Names the rollups of this zone in their tables.
  zone_id smallint NOT NULL,
  -- IANA: whose days they are by.
  timezone text NOT NULL,
  -- They hold the records from this instant on: '-infinity' all; 'infinity' none, and the triggers leave them alone.
  covered_from timestamptz NOT NULL,
  -- No longer wanted: what is left is being deleted.
  is_retired boolean NOT NULL DEFAULT FALSE,
  -- Records that they hold.
  records bigint NOT NULL DEFAULT 0,
  -- The newest version of a record that they ever held: when the bus stored it, in nanoseconds since 1970.
  newest_version bigint,
  PRIMARY KEY (workspace_id, kind, zone_id)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX rollup_zones_timezone ON rollup_zones (workspace_id, kind, timezone) WHERE NOT is_retired;

ALTER TABLE rollup_zones ENABLE ROW LEVEL SECURITY;
ALTER TABLE rollup_zones FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rollup_zones TO reports_app USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
-- A workspace is made by the owner, and its rollups with it.
CREATE POLICY owner ON rollup_zones TO CURRENT_USER USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON rollup_zones TO reports_app;

-- The rollups that there are, are those of zone 0, UTC. A constant default is noted in the catalogue: no row is written.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['call_cells', 'agent_call_cells', 'contact_days', 'contact_cells', 'qa_cells',
                              'agent_qa_cells', 'parameter_cells', 'agent_parameter_cells', 'compliance_cells']
  LOOP
    EXECUTE format('ALTER TABLE %I ADD COLUMN zone_id smallint NOT NULL DEFAULT 0', name);
  END LOOP;
END $$;
