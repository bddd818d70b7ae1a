-- Rollups that know agents by day, and by month and language: for periods that cut through months and weeks, and for reports of some
-- languages, which read the evaluations before. docs/adr says at what cost. They are a kind of their own in rollup_zones: what there is of
-- evaluations is filled in by the aggregator in the background, and reports read evaluations until then.
--
-- No row is written here. Writers of records wait for the moment that it takes.
LOCK TABLE calls, evaluations, compliance_checks IN SHARE ROW EXCLUSIVE MODE;
ALTER TABLE rollup_zones DROP CONSTRAINT rollup_zones_kind_check;
ALTER TABLE rollup_zones ADD CONSTRAINT rollup_zones_kind_check
  CHECK (kind IN ('calls', 'evaluations', 'compliance_checks', 'agent_evaluations')) NOT VALID;

CREATE TABLE fine_agent_qa_rollups (
  workspace_id text COLLATE "C" NOT NULL,
  zone_id smallint NOT NULL,
  grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month')),
  -- Of a day '', all languages together; of a month each language by itself.
  language text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  evaluations bigint NOT NULL,
  passed bigint NOT NULL,
  score numeric NOT NULL,
  CONSTRAINT fine_agent_qa_rollups_pkey PRIMARY KEY (workspace_id, zone_id, grain, language, starts_on, campaign_id, agent_id)
) WITH (fillfactor = 70);

CREATE TABLE fine_agent_parameter_rollups (
  workspace_id text COLLATE "C" NOT NULL,
  zone_id smallint NOT NULL,
  grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month')),
  language text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  parameter text COLLATE "C" NOT NULL,
  evaluations bigint NOT NULL,
  passed bigint NOT NULL,
  score numeric NOT NULL,
  max_score numeric NOT NULL,
  CONSTRAINT fine_agent_parameter_rollups_pkey
    PRIMARY KEY (workspace_id, zone_id, grain, language, starts_on, campaign_id, agent_id, parameter)
) WITH (fillfactor = 70);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['fine_agent_qa_rollups', 'fine_agent_parameter_rollups']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO reports_app USING (workspace_id = current_workspace())
                    WITH CHECK (workspace_id = current_workspace())', name);
    -- The triggers run as who writes the records.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO reports_app', name);
  END LOOP;
END $$;

-- As for the other rollups: a trigger with transition tables takes one event, so the same body is made into three, in which {{changes}}
-- stands for the rows that came (sign 1) and went (sign -1), those that the zone's rollups cover. And into a fourth function,
-- extend_<kind>_rollups, which adds the records of a stretch of time to a zone's rollups and moves `covered_from` to its start.
-- `zone` is the row of rollup_zones; `is_first`: there are no rollups of it yet.
CREATE PROCEDURE create_rollup(of_kind text, of_table text, instant text, body text) LANGUAGE plpgsql AS $procedure$
DECLARE
  -- The joins are from a batch to few rows of a large table: a plan made for an empty table must never scan it.
  settings CONSTANT text := 'LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off';
  counted CONSTANT text := $counted$
  UPDATE rollup_zones
  SET records = rollup_zones.records + change.records, newest_version = greatest(rollup_zones.newest_version, change.newest)
  FROM (SELECT coalesce(sum(sign), 0) AS records, max(version) FILTER (WHERE sign = 1) AS newest
        FROM ({{changes}}) AS changes) AS change
  WHERE rollup_zones.workspace_id = zone.workspace_id AND rollup_zones.kind = zone.kind
    AND rollup_zones.zone_id = zone.zone_id;
  $counted$;
  event record;
BEGIN
  FOR event IN
    SELECT * FROM (VALUES
      ('insert', 'NEW TABLE AS new_rows', 'SELECT 1 AS sign, * FROM new_rows'),
      ('update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows',
       'SELECT 1 AS sign, * FROM new_rows UNION ALL SELECT -1, * FROM old_rows'),
      ('delete', 'OLD TABLE AS old_rows', 'SELECT -1 AS sign, * FROM old_rows')
    ) AS events (name, tables, changes)
  LOOP
    EXECUTE format('CREATE FUNCTION %I() RETURNS trigger %s AS %L', 'roll_up_' || of_kind || '_' || event.name,
                   settings, format($trigger$
DECLARE
  workspaces text[] := ARRAY(SELECT DISTINCT workspace_id FROM (%s) AS changes);
  is_first CONSTANT boolean := FALSE;
  zone rollup_zones;
BEGIN
  IF cardinality(workspaces) = 0 THEN RETURN NULL; END IF;
  PERFORM lock_rollups(%L, workspaces);
  FOR zone IN
    SELECT * FROM rollup_zones
    WHERE kind = %L AND workspace_id = ANY (workspaces) AND covered_from < 'infinity'
  LOOP
    %s
  END LOOP;
  RETURN NULL;
END $trigger$,
      event.changes, of_kind, of_kind,
      replace(body || counted, '{{changes}}',
              -- CASE: of two conditions the planner would expect very few rows, and sort them for every sum.
              format('SELECT * FROM (%s) AS changes
                      WHERE CASE WHEN workspace_id = zone.workspace_id THEN %I >= zone.covered_from END',
                     event.changes, instant))));
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I()',
                   'roll_up_' || of_kind || '_' || event.name, event.name, of_table, event.tables,
                   'roll_up_' || of_kind || '_' || event.name);
  END LOOP;
  EXECUTE format('CREATE FUNCTION %I(of_workspace text, of_zone smallint, since timestamptz, is_first boolean) RETURNS void %s AS %L',
                 'extend_' || of_kind || '_rollups', settings, format($extend$
DECLARE zone rollup_zones;
BEGIN
  PERFORM lock_rollups(%L, ARRAY[of_workspace]);
  SELECT * INTO STRICT zone FROM rollup_zones WHERE workspace_id = of_workspace AND kind = %L AND zone_id = of_zone;
  %s
  UPDATE rollup_zones SET covered_from = since
  WHERE rollup_zones.workspace_id = zone.workspace_id AND rollup_zones.kind = zone.kind AND rollup_zones.zone_id = zone.zone_id;
END $extend$,
      of_kind, of_kind,
      replace(body || counted, '{{changes}}',
              format('SELECT 1 AS sign, * FROM %I WHERE workspace_id = zone.workspace_id AND %I >= since AND %I < zone.covered_from',
                     of_table, instant, instant))));
END $procedure$;

CALL create_rollup('agent_evaluations', 'evaluations', 'evaluated_at', $body$
  INSERT INTO fine_agent_qa_rollups AS rollup (workspace_id, zone_id, grain, language, starts_on, campaign_id, agent_id,
                                               evaluations, passed, score)
  WITH days AS (
    SELECT workspace_id, (evaluated_at AT TIME ZONE zone.timezone)::date AS day, campaign_id, agent_id, language,
           sum(sign) AS evaluations, coalesce(sum(sign) FILTER (WHERE passed), 0) AS passed, sum(sign * score) AS score
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4, 5
  )
  SELECT workspace_id, zone.zone_id, 'day', '', day, campaign_id, agent_id, sum(evaluations), sum(passed), sum(score)
  FROM days
  GROUP BY 1, 5, 6, 7
  UNION ALL
  SELECT workspace_id, zone.zone_id, 'month', language, date_trunc('month', day::timestamp)::date, campaign_id, agent_id,
         sum(evaluations), sum(passed), sum(score)
  FROM days
  WHERE language IS NOT NULL
  GROUP BY 1, 4, 5, 6, 7
  ON CONFLICT (workspace_id, zone_id, grain, language, starts_on, campaign_id, agent_id) DO UPDATE SET
    evaluations = rollup.evaluations + excluded.evaluations,
    passed = rollup.passed + excluded.passed,
    score = rollup.score + excluded.score
  WHERE (excluded.evaluations, excluded.passed, excluded.score) <> (0, 0, 0);

  INSERT INTO fine_agent_parameter_rollups AS rollup (workspace_id, zone_id, grain, language, starts_on, campaign_id, agent_id,
                                                      parameter, evaluations, passed, score, max_score)
  WITH days AS MATERIALIZED (
    SELECT workspace_id, (evaluated_at AT TIME ZONE zone.timezone)::date AS day, campaign_id, agent_id, language, line.parameter,
           sum(sign) AS evaluations, coalesce(sum(sign) FILTER (WHERE line.passed), 0) AS passed,
           sum(sign * line.score) AS score, sum(sign * line.max_score) AS max_score
    FROM ({{changes}}) AS changes
    CROSS JOIN LATERAL unnest(parameters, parameter_scores, parameter_max_scores, parameter_passed)
      AS line (parameter, score, max_score, passed)
    GROUP BY 1, 2, 3, 4, 5, 6
  )
  SELECT workspace_id, zone.zone_id, 'day', '', day, campaign_id, agent_id, parameter,
         sum(evaluations), sum(passed), sum(score), sum(max_score)
  FROM days
  GROUP BY 1, 5, 6, 7, 8
  UNION ALL
  SELECT workspace_id, zone.zone_id, 'month', language, date_trunc('month', day::timestamp)::date, campaign_id, agent_id, parameter,
         sum(evaluations), sum(passed), sum(score), sum(max_score)
  FROM days
  WHERE language IS NOT NULL
  GROUP BY 1, 4, 5, 6, 7, 8
  ON CONFLICT (workspace_id, zone_id, grain, language, starts_on, campaign_id, agent_id, parameter) DO UPDATE SET
    evaluations = rollup.evaluations + excluded.evaluations,
    passed = rollup.passed + excluded.passed,
    score = rollup.score + excluded.score,
    max_score = rollup.max_score + excluded.max_score
  WHERE (excluded.evaluations, excluded.passed, excluded.score, excluded.max_score) <> (0, 0, 0, 0);
$body$);

DROP PROCEDURE create_rollup;

CREATE TRIGGER truncate_agent_rollups AFTER TRUNCATE ON evaluations
  EXECUTE FUNCTION truncate_rollups('agent_evaluations', 'fine_agent_qa_rollups, fine_agent_parameter_rollups');

-- A new workspace has no records, so its rollups hold all of them.
CREATE OR REPLACE FUNCTION create_rollup_zones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_zones (workspace_id, kind, zone_id, timezone, covered_from)
  SELECT NEW.id, kind, 0, NEW.timezone, '-infinity'
  FROM unnest(ARRAY['calls', 'evaluations', 'compliance_checks', 'agent_evaluations']) AS kind;
  RETURN NULL;
END $$;
