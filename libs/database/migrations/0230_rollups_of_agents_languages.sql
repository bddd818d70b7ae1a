-- By itself: whoever stores records reads rollup_zones while it holds their table.
ALTER TABLE rollup_zones DROP CONSTRAINT rollup_zones_kind_check;
ALTER TABLE rollup_zones ADD CONSTRAINT rollup_zones_kind_check CHECK (
  kind IN ('calls', 'evaluations', 'compliance_checks', 'agent_evaluations', 'checked_calls', 'evaluation_scores', 'agent_checks',
           'agent_calls')) NOT VALID;

-- Calls by month, language and agent: for reports of some languages, which read the calls before. Those without a language are in none.
CREATE TABLE fine_agent_call_rollups (
  workspace_id text COLLATE "C" NOT NULL,
  zone_id smallint NOT NULL,
  -- The first of its month.
  starts_on date NOT NULL,
  language text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  calls bigint NOT NULL,
  connected bigint NOT NULL,
  -- Of connected calls.
  duration_seconds bigint NOT NULL,
  CONSTRAINT fine_agent_call_rollups_pkey PRIMARY KEY (workspace_id, zone_id, starts_on, language, campaign_id, agent_id)
) WITH (fillfactor = 70);
ALTER TABLE fine_agent_call_rollups ENABLE ROW LEVEL SECURITY;
ALTER TABLE fine_agent_call_rollups FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fine_agent_call_rollups TO reports_app, reports_tenant USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
CREATE POLICY owner ON fine_agent_call_rollups TO CURRENT_USER USING (true) WITH CHECK (true);
-- The triggers run as who writes the records.
GRANT SELECT, INSERT, UPDATE, DELETE ON fine_agent_call_rollups TO reports_app;
