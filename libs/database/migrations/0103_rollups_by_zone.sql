-- Rollups by the days of a workspace's home zone, see docs/adr. The tables of 0003 go on under the names that reports read, with their zone in
-- the key. Services of the release before read them through views; the next release drops these.
--
-- All of it is a change of names: nothing is computed again. No trigger may run halfway, so the writers of records wait for the moment.
LOCK TABLE workspaces, calls, evaluations, compliance_checks IN SHARE ROW EXCLUSIVE MODE;

-- One writer at a time for a workspace's rollups of one kind, to the end of its transaction. All batches of a workspace meet
-- in the rollups of the day anyway; waiting here, in one order, they cannot deadlock there. What a later statement reads is
-- what the one before has committed, which needs READ COMMITTED: a snapshot taken before the wait would be stale.
ALTER FUNCTION lock_cells RENAME TO lock_rollups;
CREATE FUNCTION lock_cells(kind text, workspaces text[]) RETURNS void LANGUAGE sql
  AS $$ SELECT lock_rollups(kind, workspaces) $$;

-- What the release before reads is by UTC days. Where a workspace has no such rollups any more it must not read others: it
-- fails, and what it wanted to make is tried again by a newer replica.
CREATE FUNCTION utc_rollups(of_kind text) RETURNS smallint LANGUAGE plpgsql STABLE AS $$
DECLARE found_id smallint;
BEGIN
  SELECT zone_id INTO found_id FROM rollup_zones
  WHERE workspace_id = current_workspace() AND kind = of_kind AND timezone = 'UTC' AND covered_from = '-infinity'
    AND NOT is_retired;
  IF found_id IS NULL THEN
    RAISE EXCEPTION 'This workspace has no rollups by UTC days: upgrade the service that asks for them';
  END IF;
  RETURN found_id;
END $$;

DO $$
DECLARE
  moved record;
  columns text;
BEGIN
  FOR moved IN
    SELECT * FROM (VALUES
      ('call_cells', 'call_rollups', 'calls'),
      ('agent_call_cells', 'agent_call_rollups', 'calls'),
      ('contact_days', 'contact_days', 'calls'),
      ('contact_cells', 'contact_rollups', 'calls'),
      ('qa_cells', 'qa_rollups', 'evaluations'),
      ('agent_qa_cells', 'agent_qa_rollups', 'evaluations'),
      ('parameter_cells', 'parameter_rollups', 'evaluations'),
      ('agent_parameter_cells', 'agent_parameter_rollups', 'evaluations'),
      ('compliance_cells', 'compliance_rollups', 'compliance_checks')
    ) AS renamed (was, is_now, kind)
  LOOP
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns FROM pg_attribute
    WHERE attrelid = moved.was::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'zone_id';
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', moved.was, moved.was || '_pkey');
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I PRIMARY KEY USING INDEX %I', moved.was, moved.is_now || '_pkey',
                   moved.is_now || '_by_zone');
    -- A writer says whose days a rollup is by.
    EXECUTE format('ALTER TABLE %I ALTER COLUMN zone_id DROP DEFAULT', moved.was);
    CONTINUE WHEN moved.was = moved.is_now;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', moved.was, moved.is_now);
    EXECUTE format('CREATE VIEW %I WITH (security_invoker = true) AS SELECT %s FROM %I WHERE zone_id = utc_rollups(%L)',
                   moved.was, columns, moved.is_now, moved.kind);
    EXECUTE format('GRANT SELECT, UPDATE, DELETE ON %I TO reports_app', moved.was);
  END LOOP;
END $$;

-- A trigger with transition tables takes one event: the same body is made into three trigger functions, in which {{changes}}
-- stands for the rows that came (sign 1) and went (sign -1), those that the zone's rollups cover. And into a fourth function,
-- extend_<kind>_rollups, which adds the records of a stretch of time to a zone's rollups and moves `covered_from` to its start.
-- `zone` is the row of rollup_zones; `is_first`: there are no rollups of it yet.
CREATE PROCEDURE create_rollup(of_kind text, instant text, body text) LANGUAGE plpgsql AS $procedure$
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
      ('insert', 'SELECT 1 AS sign, * FROM new_rows'),
      ('update', 'SELECT 1 AS sign, * FROM new_rows UNION ALL SELECT -1, * FROM old_rows'),
      ('delete', 'SELECT -1 AS sign, * FROM old_rows')
    ) AS events (name, changes)
  LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION %I() RETURNS trigger %s AS %L', 'roll_up_' || of_kind || '_' || event.name,
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
                     of_kind, instant, instant))));
  -- Of the release before: all of a workspace's rollups again, where they are those of UTC alone.
  EXECUTE format('CREATE OR REPLACE FUNCTION %I(workspace text) RETURNS void LANGUAGE plpgsql AS %L',
                 'rebuild_' || of_kind || '_cells', format($rebuild$
BEGIN
  IF EXISTS (SELECT FROM rollup_zones WHERE workspace_id = workspace AND timezone <> 'UTC') THEN
    RAISE EXCEPTION 'This workspace has rollups of other zones than UTC: upgrade the service that rebuilds them';
  END IF;
  UPDATE rollup_zones SET covered_from = 'infinity', records = 0 WHERE workspace_id = workspace AND kind = %L;
  PERFORM %I(workspace, zone_id, '-infinity', TRUE) FROM rollup_zones WHERE workspace_id = workspace AND kind = %L;
END $rebuild$, of_kind, 'extend_' || of_kind || '_rollups', of_kind));
END $procedure$;

CALL create_rollup('calls', 'started_at', $body$
  INSERT INTO call_rollups AS rollup (workspace_id, zone_id, day, campaign_id, language, disposition,
                                      calls, connected, duration_seconds, positive, neutral, negative)
  SELECT workspace_id, zone.zone_id, day, campaign_id, coalesce(language, ''), disposition,
         sum(sign), coalesce(sum(sign) FILTER (WHERE connected), 0),
         coalesce(sum(sign * duration_seconds::bigint) FILTER (WHERE connected), 0),
         coalesce(sum(sign) FILTER (WHERE sentiment = 'positive'), 0),
         coalesce(sum(sign) FILTER (WHERE sentiment = 'neutral'), 0),
         coalesce(sum(sign) FILTER (WHERE sentiment = 'negative'), 0)
  FROM (
    SELECT sign, workspace_id, (started_at AT TIME ZONE zone.timezone)::date AS day, campaign_id, language,
           coalesce(disposition, 'unknown') AS disposition, connected, duration_seconds, sentiment
    FROM ({{changes}}) AS changes
  ) AS changes
  GROUP BY GROUPING SETS ((workspace_id, day, campaign_id, disposition),
                          (workspace_id, day, campaign_id, disposition, language))
  HAVING grouping(language) = 1 OR language IS NOT NULL
  ON CONFLICT (workspace_id, zone_id, day, campaign_id, language, disposition) DO UPDATE SET
    calls = rollup.calls + excluded.calls,
    connected = rollup.connected + excluded.connected,
    duration_seconds = rollup.duration_seconds + excluded.duration_seconds,
    positive = rollup.positive + excluded.positive,
    neutral = rollup.neutral + excluded.neutral,
    negative = rollup.negative + excluded.negative
  WHERE (excluded.calls, excluded.connected, excluded.duration_seconds, excluded.positive, excluded.neutral,
         excluded.negative) <> (0, 0, 0, 0, 0, 0);

  INSERT INTO agent_call_rollups AS rollup (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id,
                                            calls, connected, duration_seconds)
  WITH days AS (
    SELECT workspace_id, (started_at AT TIME ZONE zone.timezone)::date AS day, campaign_id, agent_id, sum(sign) AS calls,
           coalesce(sum(sign) FILTER (WHERE connected), 0) AS connected,
           coalesce(sum(sign * duration_seconds::bigint) FILTER (WHERE connected), 0) AS duration_seconds
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4
  )
  SELECT workspace_id, zone.zone_id, 'day', day, campaign_id, agent_id, calls, connected, duration_seconds
  FROM days
  UNION ALL
  SELECT workspace_id, zone.zone_id, 'month', date_trunc('month', day::timestamp)::date, campaign_id, agent_id,
         sum(calls), sum(connected), sum(duration_seconds)
  FROM days
  GROUP BY 1, 4, 5, 6
  ON CONFLICT (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id) DO UPDATE SET
    calls = rollup.calls + excluded.calls,
    connected = rollup.connected + excluded.connected,
    duration_seconds = rollup.duration_seconds + excluded.duration_seconds
  WHERE (excluded.calls, excluded.connected, excluded.duration_seconds) <> (0, 0, 0);

  -- The chains of the contacts that changed, as they were (sign -1) and as they are (sign 1): what differs goes to the rollups.
  WITH deltas AS MATERIALIZED (
    SELECT workspace_id, contact_id, campaign_id, (started_at AT TIME ZONE zone.timezone)::date AS day,
           sum(sign)::integer AS calls, coalesce(sum(sign) FILTER (WHERE connected), 0)::integer AS connected
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4
    HAVING sum(sign) <> 0 OR coalesce(sum(sign) FILTER (WHERE connected), 0) <> 0
  ),
  stored AS (
    INSERT INTO contact_days AS stored (workspace_id, zone_id, contact_id, campaign_id, day, calls, connected)
    SELECT workspace_id, zone.zone_id, contact_id, campaign_id, day, calls, connected FROM deltas
    ON CONFLICT (workspace_id, zone_id, contact_id, campaign_id, day) DO UPDATE SET
      calls = stored.calls + excluded.calls,
      connected = stored.connected + excluded.connected
  ),
  before AS MATERIALIZED (
    SELECT earlier.*
    FROM (SELECT DISTINCT workspace_id, contact_id FROM deltas) AS touched
    CROSS JOIN LATERAL (
      SELECT workspace_id, contact_id, campaign_id, day, calls, connected
      FROM contact_days
      WHERE contact_days.workspace_id = touched.workspace_id AND contact_days.zone_id = zone.zone_id
        AND contact_days.contact_id = touched.contact_id AND calls > 0
      OFFSET 0
    ) AS earlier
    WHERE NOT is_first
  ),
  entries AS (
    SELECT -1 AS sign, workspace_id, contact_id, campaign_id, day, connected > 0 AS reached
    FROM before
    UNION ALL
    SELECT 1, workspace_id, contact_id, campaign_id, day, sum(connected) > 0
    FROM (SELECT * FROM before UNION ALL SELECT * FROM deltas) AS entries
    GROUP BY workspace_id, contact_id, campaign_id, day
    HAVING sum(calls) > 0
  ),
  chained AS (
    SELECT sign, workspace_id, campaign_id, day, reached,
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id, campaign_id ORDER BY day) AS gap,
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id, campaign_id, reached ORDER BY day)
             AS reached_gap,
           -- Gap 0 here: the same day in another campaign, which counts once.
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id ORDER BY day) AS any_gap,
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id, reached ORDER BY day) AS any_reached_gap
    FROM entries
  ),
  differences AS (
    SELECT workspace_id, campaign_id, day, reached, gap, reached_gap, any_gap, any_reached_gap,
           sum(sign)::integer AS contacts
    FROM chained
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    HAVING sum(sign) <> 0
  )
  INSERT INTO contact_rollups AS rollup (workspace_id, zone_id, gap, day, campaign_id, attempted, reached)
  SELECT workspace_id, zone.zone_id, change.gap, day, change.campaign_id,
         sum(contacts * change.attempted), sum(contacts * change.reached)
  FROM differences
  CROSS JOIN LATERAL (VALUES
    (campaign_id, 0, 1, reached::integer),
    (campaign_id, gap, 1, 0),
    (campaign_id, CASE WHEN reached THEN reached_gap END, 0, 1),
    ('', CASE WHEN any_gap IS DISTINCT FROM 0 THEN 0 END, 1, 0),
    ('', nullif(any_gap, 0), 1, 0),
    ('', CASE WHEN reached AND any_reached_gap IS DISTINCT FROM 0 THEN 0 END, 0, 1),
    ('', CASE WHEN reached THEN nullif(any_reached_gap, 0) END, 0, 1)
  ) AS change (campaign_id, gap, attempted, reached)
  WHERE change.gap BETWEEN 0 AND 400
  GROUP BY 1, 3, 4, 5
  HAVING sum(contacts * change.attempted) <> 0 OR sum(contacts * change.reached) <> 0
  ON CONFLICT (workspace_id, zone_id, gap, day, campaign_id) DO UPDATE SET
    attempted = rollup.attempted + excluded.attempted,
    reached = rollup.reached + excluded.reached;
$body$);

CALL create_rollup('evaluations', 'evaluated_at', $body$
  INSERT INTO qa_rollups AS rollup (workspace_id, zone_id, day, campaign_id, language, evaluations, passed, score)
  SELECT workspace_id, zone.zone_id, day, campaign_id, coalesce(language, ''),
         sum(sign), coalesce(sum(sign) FILTER (WHERE passed), 0), sum(sign * score)
  FROM (SELECT *, (evaluated_at AT TIME ZONE zone.timezone)::date AS day FROM ({{changes}}) AS changes) AS changes
  GROUP BY GROUPING SETS ((workspace_id, day, campaign_id), (workspace_id, day, campaign_id, language))
  HAVING grouping(language) = 1 OR language IS NOT NULL
  ON CONFLICT (workspace_id, zone_id, day, campaign_id, language) DO UPDATE SET
    evaluations = rollup.evaluations + excluded.evaluations,
    passed = rollup.passed + excluded.passed,
    score = rollup.score + excluded.score
  WHERE (excluded.evaluations, excluded.passed, excluded.score) <> (0, 0, 0);

  INSERT INTO agent_qa_rollups AS rollup (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id,
                                          evaluations, passed, score)
  WITH days AS (
    SELECT workspace_id, (evaluated_at AT TIME ZONE zone.timezone)::date::timestamp AS day, campaign_id, agent_id,
           sum(sign) AS evaluations, coalesce(sum(sign) FILTER (WHERE passed), 0) AS passed,
           sum(sign * score) AS score
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4
  )
  SELECT workspace_id, zone.zone_id, grain, date_trunc(grain, day)::date, campaign_id, agent_id,
         sum(evaluations), sum(passed), sum(score)
  FROM days CROSS JOIN (VALUES ('week'), ('month')) AS grains (grain)
  GROUP BY 1, 3, 4, 5, 6
  ON CONFLICT (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id) DO UPDATE SET
    evaluations = rollup.evaluations + excluded.evaluations,
    passed = rollup.passed + excluded.passed,
    score = rollup.score + excluded.score
  WHERE (excluded.evaluations, excluded.passed, excluded.score) <> (0, 0, 0);

  WITH days AS MATERIALIZED (
    SELECT workspace_id, (evaluated_at AT TIME ZONE zone.timezone)::date::timestamp AS day, campaign_id, agent_id,
           language, line.parameter, line.position, sum(sign) AS evaluations,
           coalesce(sum(sign) FILTER (WHERE line.passed), 0) AS passed,
           sum(sign * line.score) AS score, sum(sign * line.max_score) AS max_score
    FROM ({{changes}}) AS changes
    CROSS JOIN LATERAL unnest(parameters, parameter_scores, parameter_max_scores, parameter_passed)
      WITH ORDINALITY AS line (parameter, score, max_score, passed, position)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
  ),
  without_agents AS (
    INSERT INTO parameter_rollups AS rollup (workspace_id, zone_id, grain, starts_on, campaign_id, language, parameter, position,
                                             evaluations, passed, score, max_score)
    SELECT workspace_id, zone.zone_id, grain, starts_on, campaign_id, coalesce(language, ''), parameter, position,
           sum(evaluations), sum(passed), sum(score), sum(max_score)
    FROM (
      SELECT days.*, grain, date_trunc(grain, day)::date AS starts_on
      FROM days CROSS JOIN (VALUES ('day'), ('month')) AS grains (grain)
    ) AS spans
    GROUP BY GROUPING SETS ((workspace_id, grain, starts_on, campaign_id, parameter, position),
                            (workspace_id, grain, starts_on, campaign_id, parameter, position, language))
    HAVING grouping(language) = 1 OR language IS NOT NULL
    ON CONFLICT (workspace_id, zone_id, grain, starts_on, campaign_id, language, parameter, position) DO UPDATE SET
      evaluations = rollup.evaluations + excluded.evaluations,
      passed = rollup.passed + excluded.passed,
      score = rollup.score + excluded.score,
      max_score = rollup.max_score + excluded.max_score
    WHERE (excluded.evaluations, excluded.passed, excluded.score, excluded.max_score) <> (0, 0, 0, 0)
  )
  INSERT INTO agent_parameter_rollups AS rollup (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id, parameter,
                                                 evaluations, passed, score, max_score)
  SELECT workspace_id, zone.zone_id, grain, date_trunc(grain, day)::date, campaign_id, agent_id, parameter,
         sum(evaluations), sum(passed), sum(score), sum(max_score)
  FROM days CROSS JOIN (VALUES ('week'), ('month')) AS grains (grain)
  GROUP BY 1, 3, 4, 5, 6, 7
  ON CONFLICT (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id, parameter) DO UPDATE SET
    evaluations = rollup.evaluations + excluded.evaluations,
    passed = rollup.passed + excluded.passed,
    score = rollup.score + excluded.score,
    max_score = rollup.max_score + excluded.max_score
  WHERE (excluded.evaluations, excluded.passed, excluded.score, excluded.max_score) <> (0, 0, 0, 0);
$body$);

CALL create_rollup('compliance_checks', 'checked_at', $body$
  INSERT INTO compliance_rollups AS rollup (workspace_id, zone_id, day, campaign_id, language, "check", severity, checks, passed)
  SELECT workspace_id, zone.zone_id, day, campaign_id, coalesce(language, ''), "check", severity,
         sum(sign), coalesce(sum(sign) FILTER (WHERE passed), 0)
  FROM (SELECT *, (checked_at AT TIME ZONE zone.timezone)::date AS day FROM ({{changes}}) AS changes) AS changes
  GROUP BY GROUPING SETS ((workspace_id, day, campaign_id, "check", severity),
                          (workspace_id, day, campaign_id, "check", severity, language))
  HAVING grouping(language) = 1 OR language IS NOT NULL
  ON CONFLICT (workspace_id, zone_id, day, campaign_id, language, "check", severity) DO UPDATE SET
    checks = rollup.checks + excluded.checks,
    passed = rollup.passed + excluded.passed
  WHERE (excluded.checks, excluded.passed) <> (0, 0);
$body$);

DROP PROCEDURE create_rollup;

-- No trigger sees the rows that TRUNCATE takes; but then the rollups are all zero.
CREATE FUNCTION truncate_rollups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('TRUNCATE %s', TG_ARGV[1]);
  UPDATE rollup_zones SET records = 0 WHERE kind = TG_ARGV[0];
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER truncate_cells AFTER TRUNCATE ON calls
  EXECUTE FUNCTION truncate_rollups('calls', 'call_rollups, agent_call_rollups, contact_days, contact_rollups');
CREATE OR REPLACE TRIGGER truncate_cells AFTER TRUNCATE ON evaluations
  EXECUTE FUNCTION truncate_rollups('evaluations', 'qa_rollups, agent_qa_rollups, parameter_rollups, agent_parameter_rollups');
CREATE OR REPLACE TRIGGER truncate_cells AFTER TRUNCATE ON compliance_checks
  EXECUTE FUNCTION truncate_rollups('compliance_checks', 'compliance_rollups');
DROP FUNCTION truncate_cells;

-- Whoever sets a workspace's zone: the database must know it, since its conversion decides on which day a record was; and a change
-- calls for rollups of the new zone.
CREATE FUNCTION check_workspace_time_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM now() AT TIME ZONE NEW.timezone;
  IF TG_OP = 'UPDATE' AND NEW.timezone <> OLD.timezone THEN NEW.rollups_pending_since := now(); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_time_zone BEFORE INSERT OR UPDATE OF timezone ON workspaces
  FOR EACH ROW EXECUTE FUNCTION check_workspace_time_zone();

-- A new workspace has no records, so its rollups hold all of them.
CREATE FUNCTION create_rollup_zones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_zones (workspace_id, kind, zone_id, timezone, covered_from)
  SELECT NEW.id, kind, 0, NEW.timezone, '-infinity' FROM unnest(ARRAY['calls', 'evaluations', 'compliance_checks']) AS kind;
  RETURN NULL;
END $$;
CREATE TRIGGER create_rollup_zones AFTER INSERT ON workspaces FOR EACH ROW EXECUTE FUNCTION create_rollup_zones();

-- Those that there are. The owner need be no superuser: for the count, its own tables show it every workspace's rows.
-- When their newest record came is not noted anywhere: that of the latest day stands for it.
ALTER TABLE call_rollups NO FORCE ROW LEVEL SECURITY;
ALTER TABLE qa_rollups NO FORCE ROW LEVEL SECURITY;
ALTER TABLE compliance_rollups NO FORCE ROW LEVEL SECURITY;
ALTER TABLE calls NO FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE compliance_checks NO FORCE ROW LEVEL SECURITY;
INSERT INTO rollup_zones (workspace_id, kind, zone_id, timezone, covered_from, records, newest_version)
SELECT id, 'calls', 0, 'UTC', '-infinity'::timestamptz, coalesce(counted.records, 0), newest.version
FROM workspaces
LEFT JOIN (SELECT workspace_id, sum(calls) AS records FROM call_rollups WHERE language = '' GROUP BY 1) AS counted
  ON counted.workspace_id = id
LEFT JOIN LATERAL (SELECT version FROM calls WHERE workspace_id = workspaces.id ORDER BY started_at DESC LIMIT 1) AS newest ON true
UNION ALL
SELECT id, 'evaluations', 0, 'UTC', '-infinity'::timestamptz, coalesce(counted.records, 0), newest.version
FROM workspaces
LEFT JOIN (SELECT workspace_id, sum(evaluations) AS records FROM qa_rollups WHERE language = '' GROUP BY 1) AS counted
  ON counted.workspace_id = id
LEFT JOIN LATERAL (SELECT version FROM evaluations WHERE workspace_id = workspaces.id ORDER BY evaluated_at DESC LIMIT 1) AS newest ON true
UNION ALL
SELECT id, 'compliance_checks', 0, 'UTC', '-infinity'::timestamptz, coalesce(counted.records, 0), newest.version
FROM workspaces
LEFT JOIN (SELECT workspace_id, sum(checks) AS records FROM compliance_rollups WHERE language = '' GROUP BY 1) AS counted
  ON counted.workspace_id = id
LEFT JOIN LATERAL (SELECT version FROM compliance_checks WHERE workspace_id = workspaces.id ORDER BY checked_at DESC LIMIT 1) AS newest
  ON true;
ALTER TABLE call_rollups FORCE ROW LEVEL SECURITY;
ALTER TABLE qa_rollups FORCE ROW LEVEL SECURITY;
ALTER TABLE compliance_rollups FORCE ROW LEVEL SECURITY;
ALTER TABLE calls FORCE ROW LEVEL SECURITY;
ALTER TABLE evaluations FORCE ROW LEVEL SECURITY;
ALTER TABLE compliance_checks FORCE ROW LEVEL SECURITY;
