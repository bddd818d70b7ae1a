-- What reports are made of: calls, evaluations, compliance checks, and the names of agents and campaigns.
--
-- Text is compared byte by byte (collation "C"), whatever the server's own: lists are sorted so, and the same
-- report has the same order everywhere.
-- `version` is when the bus stored the record, in nanoseconds since 1970. A newer version replaces an older one,
-- never the other way round: redeliveries and parallel consumers cannot undo a correction.
-- There is no foreign key to workspaces: it would be checked for each of millions of rows. The consumer checks it once.

CREATE TABLE calls (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  contact_id text COLLATE "C" NOT NULL,
  started_at timestamptz NOT NULL,
  duration_seconds integer NOT NULL CHECK (duration_seconds >= 0),
  connected boolean NOT NULL,
  disposition text COLLATE "C",
  language text COLLATE "C",
  sentiment text COLLATE "C" CHECK (sentiment IN ('positive', 'neutral', 'negative')),
  version bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX calls_started ON calls (workspace_id, started_at);
CREATE INDEX calls_of_agent ON calls (workspace_id, agent_id, started_at);

CREATE TABLE evaluations (
  workspace_id text COLLATE "C" NOT NULL,
  -- The call's id: a call has one evaluation, the one with the newest evaluated_at.
  id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  evaluated_at timestamptz NOT NULL,
  score numeric NOT NULL,
  passed boolean NOT NULL,
  language text COLLATE "C",
  -- The form's lines, in its order: four arrays of one length, which unnest far faster than jsonb.
  parameters text[] COLLATE "C" NOT NULL,
  parameter_scores numeric[] NOT NULL,
  parameter_max_scores numeric[] NOT NULL,
  parameter_passed boolean[] NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (workspace_id, id),
  CHECK (cardinality(parameters) = cardinality(parameter_scores)
     AND cardinality(parameters) = cardinality(parameter_max_scores)
     AND cardinality(parameters) = cardinality(parameter_passed))
);
CREATE INDEX evaluations_evaluated ON evaluations (workspace_id, evaluated_at);
CREATE INDEX evaluations_of_agent ON evaluations (workspace_id, agent_id, evaluated_at);

CREATE TABLE compliance_checks (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  call_id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  checked_at timestamptz NOT NULL,
  "check" text COLLATE "C" NOT NULL,
  passed boolean NOT NULL,
  severity text COLLATE "C" NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
  detail text COLLATE "C",
  language text COLLATE "C",
  version bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX compliance_checks_checked ON compliance_checks (workspace_id, checked_at);
CREATE INDEX compliance_checks_of_agent ON compliance_checks (workspace_id, agent_id, checked_at);
-- The violation log, in its order.
CREATE INDEX compliance_checks_violations ON compliance_checks (workspace_id, checked_at, id) WHERE NOT passed;

CREATE TABLE agents (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  team text COLLATE "C",
  version bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);

CREATE TABLE campaigns (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['calls', 'evaluations', 'compliance_checks', 'agents', 'campaigns']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO reports_app USING (workspace_id = current_workspace())
                    WITH CHECK (workspace_id = current_workspace())', name);
  END LOOP;
END $$;

-- Everything that is done to records is done for one workspace: reports_system needs none of them.
GRANT SELECT, INSERT, UPDATE, DELETE ON calls, evaluations, compliance_checks, agents, campaigns TO reports_app;
