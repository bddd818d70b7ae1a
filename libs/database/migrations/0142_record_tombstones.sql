-- What was deleted may still be on the bus, or in a dead letter: an older version of it is not to come back. `kind` is a kind of record, or
-- 'contact' and 'agent' (erased: all of their records) and 'call' (erased: the call's evaluation and checks too).
CREATE TABLE record_tombstones (
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind text COLLATE "C" NOT NULL
    CHECK (kind IN ('calls', 'evaluations', 'compliance_checks', 'agents', 'campaigns', 'contact', 'agent', 'call')),
  id text COLLATE "C" NOT NULL,
  -- Versions up to this one are refused: when the bus stored a record, in nanoseconds since 1970.
  version bigint NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, kind, id)
);
CREATE INDEX record_tombstones_age ON record_tombstones USING brin (created_at);

-- Erasures of a person: a job each, and what it has removed so far.
CREATE TABLE erasures (
  id text PRIMARY KEY,
  workspace_id text NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  subject text NOT NULL CHECK (subject IN ('contact', 'agent')),
  subject_id text COLLATE "C" NOT NULL,
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed')),
  -- By kind; `reports` are those whose figures and file were deleted.
  removed jsonb NOT NULL DEFAULT '{}',
  -- When there was something of the person that figures may name, by quarters of an hour: where days begin in any zone.
  spans tstzmultirange NOT NULL DEFAULT '{}',
  -- When the last record was deleted: figures that were taken later hold nothing of the person.
  records_removed_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  completed_at timestamptz(3)
);
CREATE INDEX erasures_running ON erasures (workspace_id) WHERE status = 'running';
CREATE INDEX erasures_age ON erasures (workspace_id, created_at);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['record_tombstones', 'erasures']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO reports_app USING (workspace_id = current_workspace())
                    WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY system ON %I TO reports_system USING (true)', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON record_tombstones, erasures TO reports_app;
GRANT SELECT, DELETE ON record_tombstones, erasures TO reports_system;

-- Which workspaces have erasures to do: every replica may see that, and nothing of them.
ALTER TABLE workspaces ADD COLUMN erasures_pending_since timestamptz(3);
CREATE INDEX workspaces_erasures_pending ON workspaces (id) WHERE erasures_pending_since IS NOT NULL;
GRANT UPDATE (erasures_pending_since) ON workspaces TO reports_app;
