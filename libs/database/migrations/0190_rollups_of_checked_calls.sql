-- By itself: whoever stores records reads rollup_zones while it holds their table.
ALTER TABLE rollup_zones DROP CONSTRAINT rollup_zones_kind_check;
ALTER TABLE rollup_zones ADD CONSTRAINT rollup_zones_kind_check CHECK (
  kind IN ('calls', 'evaluations', 'compliance_checks', 'agent_evaluations', 'checked_calls', 'evaluation_scores')) NOT VALID;

-- Distinct calls that were checked, counted as contacts are (docs/adr/0014): the days of each call by the campaign and language of its checks ...
CREATE TABLE checked_call_days (
  workspace_id text COLLATE "C" NOT NULL,
  zone_id smallint NOT NULL,
  call_id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  -- '': unknown.
  language text COLLATE "C" NOT NULL,
  day date NOT NULL,
  checks integer NOT NULL,
  CONSTRAINT checked_call_days_pkey PRIMARY KEY (workspace_id, zone_id, call_id, campaign_id, language, day)
) WITH (fillfactor = 90);

-- ... and by day the calls (gap 0) and how many days ago each was checked before, within the campaign and language; and within all, where both are ''.
CREATE TABLE checked_call_rollups (
  workspace_id text COLLATE "C" NOT NULL,
  zone_id smallint NOT NULL,
  gap integer NOT NULL,
  day date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  calls bigint NOT NULL,
  CONSTRAINT checked_call_rollups_pkey PRIMARY KEY (workspace_id, zone_id, gap, day, campaign_id, language)
) WITH (fillfactor = 70);

-- Evaluations by tens of their score, 100 with the nineties.
CREATE TABLE score_rollups (
  workspace_id text COLLATE "C" NOT NULL,
  zone_id smallint NOT NULL,
  day date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  -- '': all languages together.
  language text COLLATE "C" NOT NULL,
  bucket smallint NOT NULL,
  evaluations bigint NOT NULL,
  CONSTRAINT score_rollups_pkey PRIMARY KEY (workspace_id, zone_id, day, campaign_id, language, bucket)
) WITH (fillfactor = 70);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['checked_call_days', 'checked_call_rollups', 'score_rollups']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO reports_app, reports_tenant USING (workspace_id = current_workspace())
                    WITH CHECK (workspace_id = current_workspace())', name);
    EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
    -- The triggers run as who writes the records.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO reports_app', name);
  END LOOP;
END $$;
