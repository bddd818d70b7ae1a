-- Cells: sums over records, kept exact by statement triggers in the transaction that changes the records. A report
-- reads cells, not calls. docs/adr/0012 says why these grains, docs/adr/0014 how contacts are counted.
--
-- Days are UTC. A disposition that is missing is 'unknown'. Where cells have a language, '' is all calls together and each
-- language has cells besides: a report reads the ones or the others. A cell that corrections emptied stays, with
-- zeros; readers skip it.

-- Without agents: small at any volume.
CREATE TABLE call_cells (
  workspace_id text COLLATE "C" NOT NULL,
  day date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  disposition text COLLATE "C" NOT NULL,
  calls bigint NOT NULL,
  connected bigint NOT NULL,
  -- Of connected calls.
  duration_seconds bigint NOT NULL,
  positive bigint NOT NULL,
  neutral bigint NOT NULL,
  negative bigint NOT NULL,
  PRIMARY KEY (workspace_id, day, campaign_id, language, disposition)
) WITH (fillfactor = 70);

-- With agents, in two grains: a period is its whole months and the days beside them.
CREATE TABLE agent_call_cells (
  workspace_id text COLLATE "C" NOT NULL,
  grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month')),
  starts_on date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  calls bigint NOT NULL,
  connected bigint NOT NULL,
  duration_seconds bigint NOT NULL,
  PRIMARY KEY (workspace_id, grain, starts_on, campaign_id, agent_id)
) WITH (fillfactor = 70);

-- A contact's calls by campaign and day: what the chain in contact_cells is made from.
CREATE TABLE contact_days (
  workspace_id text COLLATE "C" NOT NULL,
  contact_id text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  day date NOT NULL,
  calls integer NOT NULL,
  connected integer NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, campaign_id, day)
) WITH (fillfactor = 90);

-- Distinct contacts of any period, without a set. `gap` 0: contacts with a call on the day. `gap` n > 0: those of them
-- whose last day with a call before it was n days earlier. A period from a to b then has, exactly,
--   sum over its days d of (gap 0 at d) - sum over d of (gaps 1 to d - a at d)
-- contacts: each counts on the first of its days. Gaps over 400 days are not kept: no period is longer.
CREATE TABLE contact_cells (
  workspace_id text COLLATE "C" NOT NULL,
  gap integer NOT NULL CHECK (gap BETWEEN 0 AND 400),
  day date NOT NULL,
  -- '': all campaigns together, a chain of its own.
  campaign_id text COLLATE "C" NOT NULL,
  attempted bigint NOT NULL,
  -- The same of connected calls alone: their days, their gaps.
  reached bigint NOT NULL,
  PRIMARY KEY (workspace_id, gap, day, campaign_id)
) WITH (fillfactor = 70);

CREATE TABLE qa_cells (
  workspace_id text COLLATE "C" NOT NULL,
  day date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  evaluations bigint NOT NULL,
  passed bigint NOT NULL,
  score numeric NOT NULL,
  PRIMARY KEY (workspace_id, day, campaign_id, language)
) WITH (fillfactor = 70);

-- A period is its whole months, the whole ISO weeks beside them, and the evaluations of the days that are left.
CREATE TABLE agent_qa_cells (
  workspace_id text COLLATE "C" NOT NULL,
  grain text COLLATE "C" NOT NULL CHECK (grain IN ('week', 'month')),
  starts_on date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  evaluations bigint NOT NULL,
  passed bigint NOT NULL,
  score numeric NOT NULL,
  PRIMARY KEY (workspace_id, grain, starts_on, campaign_id, agent_id)
) WITH (fillfactor = 70);

CREATE TABLE parameter_cells (
  workspace_id text COLLATE "C" NOT NULL,
  grain text COLLATE "C" NOT NULL CHECK (grain IN ('day', 'month')),
  starts_on date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  parameter text COLLATE "C" NOT NULL,
  -- Place of the line in its form, from 1: the form's order comes from here.
  position integer NOT NULL,
  evaluations bigint NOT NULL,
  passed bigint NOT NULL,
  score numeric NOT NULL,
  max_score numeric NOT NULL,
  PRIMARY KEY (workspace_id, grain, starts_on, campaign_id, language, parameter, position)
) WITH (fillfactor = 70);

CREATE TABLE agent_parameter_cells (
  workspace_id text COLLATE "C" NOT NULL,
  grain text COLLATE "C" NOT NULL CHECK (grain IN ('week', 'month')),
  starts_on date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  agent_id text COLLATE "C" NOT NULL,
  parameter text COLLATE "C" NOT NULL,
  evaluations bigint NOT NULL,
  passed bigint NOT NULL,
  score numeric NOT NULL,
  max_score numeric NOT NULL,
  PRIMARY KEY (workspace_id, grain, starts_on, campaign_id, agent_id, parameter)
) WITH (fillfactor = 70);

CREATE TABLE compliance_cells (
  workspace_id text COLLATE "C" NOT NULL,
  day date NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  language text COLLATE "C" NOT NULL,
  "check" text COLLATE "C" NOT NULL,
  severity text COLLATE "C" NOT NULL,
  checks bigint NOT NULL,
  passed bigint NOT NULL,
  PRIMARY KEY (workspace_id, day, campaign_id, language, "check", severity)
) WITH (fillfactor = 70);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['call_cells', 'agent_call_cells', 'contact_days', 'contact_cells', 'qa_cells',
                              'agent_qa_cells', 'parameter_cells', 'agent_parameter_cells', 'compliance_cells']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO reports_app USING (workspace_id = current_workspace())
                    WITH CHECK (workspace_id = current_workspace())', name);
    -- The triggers run as who writes the records.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO reports_app', name);
  END LOOP;
END $$;

-- One writer at a time for a workspace's cells of one kind, to the end of its transaction. All batches of a workspace meet
-- in the cells of the day anyway; waiting here, in one order, they cannot deadlock there. What a later statement reads is
-- what the one before has committed, which needs READ COMMITTED: a snapshot taken before the wait would be stale.
CREATE FUNCTION lock_cells(kind text, workspaces text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'Records must be written in READ COMMITTED, not in %', current_setting('transaction_isolation');
  END IF;
  PERFORM pg_advisory_xact_lock(key)
  FROM (SELECT DISTINCT hashtextextended(kind || ':' || workspace, 0) AS key FROM unnest(workspaces) AS workspace
        ORDER BY key) AS keys;
END $$;

-- A trigger with transition tables takes one event: the same body is made into three trigger functions, in which {{changes}}
-- stands for the rows that came (sign 1) and went (sign -1). And into a fourth function, rebuild_<kind>_cells(workspace), in
-- which all the records of a workspace come at once: its caller has deleted the cells before.
CREATE PROCEDURE create_rollup(kind text, body text) LANGUAGE plpgsql AS $$
DECLARE
  -- The joins are from a batch to few rows of a large table: a plan made for an empty table must never scan it.
  settings CONSTANT text := 'LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off';
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
    EXECUTE format('CREATE FUNCTION %I() RETURNS trigger %s AS %L', 'roll_up_' || kind || '_' || event.name, settings,
                   format('%s BEGIN %s RETURN NULL; END',
                          format('DECLARE workspaces text[] := ARRAY(SELECT DISTINCT workspace_id FROM (%s) AS changes);',
                                 event.changes),
                          format('IF cardinality(workspaces) = 0 THEN RETURN NULL; END IF;
                                  PERFORM lock_cells(%L, workspaces); %s',
                                 kind, replace(replace(body, '{{changes}}', event.changes), '{{had cells}}', 'TRUE'))));
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I()',
                   'roll_up_' || event.name, event.name, kind, event.tables, 'roll_up_' || kind || '_' || event.name);
  END LOOP;
  EXECUTE format('CREATE FUNCTION %I(workspace text) RETURNS void %s AS %L', 'rebuild_' || kind || '_cells', settings,
                 format('BEGIN PERFORM lock_cells(%L, ARRAY[workspace]); %s END', kind,
                        replace(replace(body, '{{changes}}',
                                        format('SELECT 1 AS sign, * FROM %I WHERE workspace_id = workspace', kind)),
                                '{{had cells}}', 'FALSE')));
END $$;

CALL create_rollup('calls', $body$
  INSERT INTO call_cells AS cell
  SELECT workspace_id, day, campaign_id, coalesce(language, ''), disposition,
         sum(sign), coalesce(sum(sign) FILTER (WHERE connected), 0),
         coalesce(sum(sign * duration_seconds::bigint) FILTER (WHERE connected), 0),
         coalesce(sum(sign) FILTER (WHERE sentiment = 'positive'), 0),
         coalesce(sum(sign) FILTER (WHERE sentiment = 'neutral'), 0),
         coalesce(sum(sign) FILTER (WHERE sentiment = 'negative'), 0)
  FROM (
    SELECT sign, workspace_id, (started_at AT TIME ZONE 'UTC')::date AS day, campaign_id, language,
           coalesce(disposition, 'unknown') AS disposition, connected, duration_seconds, sentiment
    FROM ({{changes}}) AS changes
  ) AS changes
  GROUP BY GROUPING SETS ((workspace_id, day, campaign_id, disposition),
                          (workspace_id, day, campaign_id, disposition, language))
  HAVING grouping(language) = 1 OR language IS NOT NULL
  ON CONFLICT (workspace_id, day, campaign_id, language, disposition) DO UPDATE SET
    calls = cell.calls + excluded.calls,
    connected = cell.connected + excluded.connected,
    duration_seconds = cell.duration_seconds + excluded.duration_seconds,
    positive = cell.positive + excluded.positive,
    neutral = cell.neutral + excluded.neutral,
    negative = cell.negative + excluded.negative
  WHERE (excluded.calls, excluded.connected, excluded.duration_seconds, excluded.positive, excluded.neutral,
         excluded.negative) <> (0, 0, 0, 0, 0, 0);

  INSERT INTO agent_call_cells AS cell
  WITH days AS (
    SELECT workspace_id, (started_at AT TIME ZONE 'UTC')::date AS day, campaign_id, agent_id, sum(sign) AS calls,
           coalesce(sum(sign) FILTER (WHERE connected), 0) AS connected,
           coalesce(sum(sign * duration_seconds::bigint) FILTER (WHERE connected), 0) AS duration_seconds
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4
  )
  SELECT workspace_id, 'day', day, campaign_id, agent_id, calls, connected, duration_seconds
  FROM days
  UNION ALL
  SELECT workspace_id, 'month', date_trunc('month', day::timestamp)::date, campaign_id, agent_id,
         sum(calls), sum(connected), sum(duration_seconds)
  FROM days
  GROUP BY 1, 3, 4, 5
  ON CONFLICT (workspace_id, grain, starts_on, campaign_id, agent_id) DO UPDATE SET
    calls = cell.calls + excluded.calls,
    connected = cell.connected + excluded.connected,
    duration_seconds = cell.duration_seconds + excluded.duration_seconds
  WHERE (excluded.calls, excluded.connected, excluded.duration_seconds) <> (0, 0, 0);

  -- The chains of the contacts that changed, as they were (sign -1) and as they are (sign 1): what differs goes to the cells.
  WITH deltas AS MATERIALIZED (
    SELECT workspace_id, contact_id, campaign_id, (started_at AT TIME ZONE 'UTC')::date AS day,
           sum(sign)::integer AS calls, coalesce(sum(sign) FILTER (WHERE connected), 0)::integer AS connected
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4
    HAVING sum(sign) <> 0 OR coalesce(sum(sign) FILTER (WHERE connected), 0) <> 0
  ),
  stored AS (
    INSERT INTO contact_days AS stored
    SELECT * FROM deltas
    ON CONFLICT (workspace_id, contact_id, campaign_id, day) DO UPDATE SET
      calls = stored.calls + excluded.calls,
      connected = stored.connected + excluded.connected
  ),
  before AS MATERIALIZED (
    SELECT earlier.*
    FROM (SELECT DISTINCT workspace_id, contact_id FROM deltas) AS touched
    CROSS JOIN LATERAL (
      SELECT workspace_id, contact_id, campaign_id, day, calls, connected
      FROM contact_days
      WHERE contact_days.workspace_id = touched.workspace_id AND contact_days.contact_id = touched.contact_id
        AND calls > 0
      OFFSET 0
    ) AS earlier
    WHERE {{had cells}}
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
  INSERT INTO contact_cells AS cell
  SELECT workspace_id, change.gap, day, change.campaign_id,
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
  GROUP BY 1, 2, 3, 4
  HAVING sum(contacts * change.attempted) <> 0 OR sum(contacts * change.reached) <> 0
  ON CONFLICT (workspace_id, gap, day, campaign_id) DO UPDATE SET
    attempted = cell.attempted + excluded.attempted,
    reached = cell.reached + excluded.reached;
$body$);

CALL create_rollup('evaluations', $body$
  INSERT INTO qa_cells AS cell
  SELECT workspace_id, day, campaign_id, coalesce(language, ''),
         sum(sign), coalesce(sum(sign) FILTER (WHERE passed), 0), sum(sign * score)
  FROM (SELECT *, (evaluated_at AT TIME ZONE 'UTC')::date AS day FROM ({{changes}}) AS changes) AS changes
  GROUP BY GROUPING SETS ((workspace_id, day, campaign_id), (workspace_id, day, campaign_id, language))
  HAVING grouping(language) = 1 OR language IS NOT NULL
  ON CONFLICT (workspace_id, day, campaign_id, language) DO UPDATE SET
    evaluations = cell.evaluations + excluded.evaluations,
    passed = cell.passed + excluded.passed,
    score = cell.score + excluded.score
  WHERE (excluded.evaluations, excluded.passed, excluded.score) <> (0, 0, 0);

  INSERT INTO agent_qa_cells AS cell
  WITH days AS (
    SELECT workspace_id, (evaluated_at AT TIME ZONE 'UTC')::date::timestamp AS day, campaign_id, agent_id,
           sum(sign) AS evaluations, coalesce(sum(sign) FILTER (WHERE passed), 0) AS passed,
           sum(sign * score) AS score
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4
  )
  SELECT workspace_id, grain, date_trunc(grain, day)::date, campaign_id, agent_id,
         sum(evaluations), sum(passed), sum(score)
  FROM days CROSS JOIN (VALUES ('week'), ('month')) AS grains (grain)
  GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT (workspace_id, grain, starts_on, campaign_id, agent_id) DO UPDATE SET
    evaluations = cell.evaluations + excluded.evaluations,
    passed = cell.passed + excluded.passed,
    score = cell.score + excluded.score
  WHERE (excluded.evaluations, excluded.passed, excluded.score) <> (0, 0, 0);

  WITH days AS MATERIALIZED (
    SELECT workspace_id, (evaluated_at AT TIME ZONE 'UTC')::date::timestamp AS day, campaign_id, agent_id,
           language, line.parameter, line.position, sum(sign) AS evaluations,
           coalesce(sum(sign) FILTER (WHERE line.passed), 0) AS passed,
           sum(sign * line.score) AS score, sum(sign * line.max_score) AS max_score
    FROM ({{changes}}) AS changes
    CROSS JOIN LATERAL unnest(parameters, parameter_scores, parameter_max_scores, parameter_passed)
      WITH ORDINALITY AS line (parameter, score, max_score, passed, position)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
  ),
  without_agents AS (
    INSERT INTO parameter_cells AS cell
    SELECT workspace_id, grain, starts_on, campaign_id, coalesce(language, ''), parameter, position,
           sum(evaluations), sum(passed), sum(score), sum(max_score)
    FROM (
      SELECT days.*, grain, date_trunc(grain, day)::date AS starts_on
      FROM days CROSS JOIN (VALUES ('day'), ('month')) AS grains (grain)
    ) AS spans
    GROUP BY GROUPING SETS ((workspace_id, grain, starts_on, campaign_id, parameter, position),
                            (workspace_id, grain, starts_on, campaign_id, parameter, position, language))
    HAVING grouping(language) = 1 OR language IS NOT NULL
    ON CONFLICT (workspace_id, grain, starts_on, campaign_id, language, parameter, position) DO UPDATE SET
      evaluations = cell.evaluations + excluded.evaluations,
      passed = cell.passed + excluded.passed,
      score = cell.score + excluded.score,
      max_score = cell.max_score + excluded.max_score
    WHERE (excluded.evaluations, excluded.passed, excluded.score, excluded.max_score) <> (0, 0, 0, 0)
  )
  INSERT INTO agent_parameter_cells AS cell
  SELECT workspace_id, grain, date_trunc(grain, day)::date, campaign_id, agent_id, parameter,
         sum(evaluations), sum(passed), sum(score), sum(max_score)
  FROM days CROSS JOIN (VALUES ('week'), ('month')) AS grains (grain)
  GROUP BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (workspace_id, grain, starts_on, campaign_id, agent_id, parameter) DO UPDATE SET
    evaluations = cell.evaluations + excluded.evaluations,
    passed = cell.passed + excluded.passed,
    score = cell.score + excluded.score,
    max_score = cell.max_score + excluded.max_score
  WHERE (excluded.evaluations, excluded.passed, excluded.score, excluded.max_score) <> (0, 0, 0, 0);
$body$);

CALL create_rollup('compliance_checks', $body$
  INSERT INTO compliance_cells AS cell
  SELECT workspace_id, day, campaign_id, coalesce(language, ''), "check", severity,
         sum(sign), coalesce(sum(sign) FILTER (WHERE passed), 0)
  FROM (SELECT *, (checked_at AT TIME ZONE 'UTC')::date AS day FROM ({{changes}}) AS changes) AS changes
  GROUP BY GROUPING SETS ((workspace_id, day, campaign_id, "check", severity),
                          (workspace_id, day, campaign_id, "check", severity, language))
  HAVING grouping(language) = 1 OR language IS NOT NULL
  ON CONFLICT (workspace_id, day, campaign_id, language, "check", severity) DO UPDATE SET
    checks = cell.checks + excluded.checks,
    passed = cell.passed + excluded.passed
  WHERE (excluded.checks, excluded.passed) <> (0, 0);
$body$);

DROP PROCEDURE create_rollup;

-- No trigger sees the rows that TRUNCATE takes; but then the cells are all zero.
CREATE FUNCTION truncate_cells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('TRUNCATE %s', TG_ARGV[0]);
  RETURN NULL;
END $$;
CREATE TRIGGER truncate_cells AFTER TRUNCATE ON calls
  EXECUTE FUNCTION truncate_cells('call_cells, agent_call_cells, contact_days, contact_cells');
CREATE TRIGGER truncate_cells AFTER TRUNCATE ON evaluations
  EXECUTE FUNCTION truncate_cells('qa_cells, agent_qa_cells, parameter_cells, agent_parameter_cells');
CREATE TRIGGER truncate_cells AFTER TRUNCATE ON compliance_checks
  EXECUTE FUNCTION truncate_cells('compliance_cells');

-- A mean or a rate before it is rounded; NULL where there is nothing to divide by. Forty decimals: more than two different
-- fractions of records can agree in, so order and rounding are those of the exact values.
CREATE FUNCTION quotient(dividend numeric, divisor numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT dividend * 1.0000000000000000000000000000000000000000 / nullif(divisor, 0) $$;

-- A text cell of a CSV, safe to open in a spreadsheet: `neutralise` of the contracts. The first comparison spares most
-- cells the regular expression: what makes a formula sorts before the letters.
CREATE FUNCTION neutralise(cell text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN cell < 'A' COLLATE "C" AND cell ~ E'^\'*[=+@\t\r\n-]' THEN '''' || cell ELSE cell END $$;
