-- The triggers of 0190's rollups on compliance checks; no row is written. Whoever writes checks waits for the moment that it takes.
LOCK TABLE compliance_checks IN SHARE ROW EXCLUSIVE MODE;

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

CALL create_rollup('checked_calls', 'compliance_checks', 'checked_at', $body$
  -- The chains of the calls that changed, as they were (sign -1) and as they are (sign 1): what differs goes to the rollups.
  WITH deltas AS MATERIALIZED (
    SELECT workspace_id, call_id, campaign_id, coalesce(language, '') AS language,
           (checked_at AT TIME ZONE zone.timezone)::date AS day, sum(sign)::integer AS checks
    FROM ({{changes}}) AS changes
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(sign) <> 0
  ),
  stored AS (
    INSERT INTO checked_call_days AS stored (workspace_id, zone_id, call_id, campaign_id, language, day, checks)
    SELECT workspace_id, zone.zone_id, call_id, campaign_id, language, day, checks FROM deltas
    ON CONFLICT (workspace_id, zone_id, call_id, campaign_id, language, day) DO UPDATE SET checks = stored.checks + excluded.checks
  ),
  before AS MATERIALIZED (
    SELECT earlier.*
    FROM (SELECT DISTINCT workspace_id, call_id FROM deltas) AS touched
    CROSS JOIN LATERAL (
      SELECT workspace_id, call_id, campaign_id, language, day, checks
      FROM checked_call_days
      WHERE checked_call_days.workspace_id = touched.workspace_id AND checked_call_days.zone_id = zone.zone_id
        AND checked_call_days.call_id = touched.call_id
      OFFSET 0
    ) AS earlier
    WHERE NOT is_first
  ),
  entries AS (
    SELECT -1 AS sign, workspace_id, call_id, campaign_id, language, day
    FROM before
    UNION ALL
    SELECT 1, workspace_id, call_id, campaign_id, language, day
    FROM (SELECT * FROM before UNION ALL SELECT * FROM deltas) AS entries
    GROUP BY workspace_id, call_id, campaign_id, language, day
    HAVING sum(checks) > 0
  ),
  chained AS (
    SELECT sign, workspace_id, campaign_id, language, day,
           day - lag(day) OVER (PARTITION BY sign, workspace_id, call_id, campaign_id, language ORDER BY day) AS gap,
           -- Gap 0 here: the same day in another campaign or language, which counts once.
           day - lag(day) OVER (PARTITION BY sign, workspace_id, call_id ORDER BY day) AS any_gap
    FROM entries
  )
  INSERT INTO checked_call_rollups AS rollup (workspace_id, zone_id, gap, day, campaign_id, language, calls)
  SELECT workspace_id, zone.zone_id, change.gap, day, change.campaign_id, change.language, sum(sign)
  FROM chained
  CROSS JOIN LATERAL (VALUES
    (campaign_id, language, 0),
    (campaign_id, language, gap),
    ('', '', CASE WHEN any_gap IS DISTINCT FROM 0 THEN 0 END),
    ('', '', nullif(any_gap, 0))
  ) AS change (campaign_id, language, gap)
  WHERE change.gap BETWEEN 0 AND 400
  GROUP BY 1, 3, 4, 5, 6
  HAVING sum(sign) <> 0
  ON CONFLICT (workspace_id, zone_id, gap, day, campaign_id, language) DO UPDATE SET calls = rollup.calls + excluded.calls;

  -- What has no check left: nothing leads to it by day.
  DELETE FROM checked_call_days AS emptied
  USING (SELECT DISTINCT workspace_id, call_id FROM ({{changes}}) AS changes WHERE sign = -1) AS touched
  WHERE emptied.workspace_id = touched.workspace_id AND emptied.zone_id = zone.zone_id AND emptied.call_id = touched.call_id
    AND checks = 0;
$body$);

CREATE TRIGGER truncate_checked_calls AFTER TRUNCATE ON compliance_checks
  EXECUTE FUNCTION truncate_rollups('checked_calls', 'checked_call_days, checked_call_rollups');
