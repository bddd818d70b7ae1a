-- By itself: whoever stores records reads rollup_zones while it holds their table.
ALTER TABLE rollup_zones DROP CONSTRAINT rollup_zones_kind_check;
ALTER TABLE rollup_zones ADD CONSTRAINT rollup_zones_kind_check CHECK (
  kind IN ('calls', 'evaluations', 'compliance_checks', 'agent_evaluations', 'checked_calls', 'evaluation_scores', 'agent_checks')) NOT VALID;

-- Compliance checks by agent, which teams are made of: a team is its agents as they are when a report is made.
CREATE TABLE agent_check_rollups (
  workspace_id text COLLATE "C" NOT NULL,
  zone_id smallint NOT NULL,
  day date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  checks bigint NOT NULL,
  passed bigint NOT NULL,
  -- Failed with severity critical.
  critical bigint NOT NULL,
  CONSTRAINT agent_check_rollups_pkey PRIMARY KEY (workspace_id, zone_id, day, campaign_id, agent_id)
) WITH (fillfactor = 70);
ALTER TABLE agent_check_rollups ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_check_rollups FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON agent_check_rollups TO reports_app, reports_tenant USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
CREATE POLICY owner ON agent_check_rollups TO CURRENT_USER USING (true) WITH CHECK (true);
-- The triggers run as who writes the records.
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_check_rollups TO reports_app;
