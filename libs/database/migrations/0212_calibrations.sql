-- Evaluations by which evaluators compare themselves: of one call each evaluator has one, and none takes the place of the call's evaluation. Nothing
-- counts them unless it is asked to, so that they have no rollups (docs/adr/0047).
CREATE TABLE calibrations (
  workspace_id text COLLATE "C" NOT NULL,
  -- The call's id and the evaluator's.
  id text COLLATE "C" NOT NULL,
  call_id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  evaluated_at timestamptz NOT NULL,
  score numeric NOT NULL,
  passed boolean NOT NULL,
  language text COLLATE "C",
  parameters text[] COLLATE "C" NOT NULL,
  parameter_scores numeric[] NOT NULL,
  parameter_max_scores numeric[] NOT NULL,
  parameter_passed boolean[] NOT NULL,
  evaluator_id text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  auto_failed boolean,
  disputed boolean,
  version bigint NOT NULL,
  PRIMARY KEY (workspace_id, id),
  CHECK (cardinality(parameters) = cardinality(parameter_scores)
     AND cardinality(parameters) = cardinality(parameter_max_scores)
     AND cardinality(parameters) = cardinality(parameter_passed))
);
CREATE INDEX calibrations_of_call ON calibrations (workspace_id, call_id);
CREATE INDEX calibrations_of_agent ON calibrations (workspace_id, agent_id);
CREATE INDEX calibrations_evaluated ON calibrations (workspace_id, evaluated_at);

ALTER TABLE calibrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE calibrations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON calibrations TO reports_app, reports_tenant USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
CREATE POLICY owner ON calibrations TO CURRENT_USER USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON calibrations TO reports_app;
