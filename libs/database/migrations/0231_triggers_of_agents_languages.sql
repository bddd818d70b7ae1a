-- The triggers of 0230's rollups on calls; no row is written. Whoever writes calls waits for the moment that it takes.
LOCK TABLE calls IN SHARE ROW EXCLUSIVE MODE;

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

CALL create_rollup('agent_calls', 'calls', 'started_at', $body$
  INSERT INTO fine_agent_call_rollups AS rollup (workspace_id, zone_id, starts_on, language, campaign_id, agent_id,
                                                 calls, connected, duration_seconds)
  SELECT workspace_id, zone.zone_id, date_trunc('month', started_at AT TIME ZONE zone.timezone)::date, language, campaign_id, agent_id,
         sum(sign), coalesce(sum(sign) FILTER (WHERE connected), 0),
         coalesce(sum(sign * duration_seconds::bigint) FILTER (WHERE connected), 0)
  FROM ({{changes}}) AS changes
  WHERE language IS NOT NULL
  GROUP BY 1, 3, 4, 5, 6
  ON CONFLICT (workspace_id, zone_id, starts_on, language, campaign_id, agent_id) DO UPDATE SET
    calls = rollup.calls + excluded.calls,
    connected = rollup.connected + excluded.connected,
    duration_seconds = rollup.duration_seconds + excluded.duration_seconds
  WHERE (excluded.calls, excluded.connected, excluded.duration_seconds) <> (0, 0, 0);
$body$);

DROP PROCEDURE create_rollup;

CREATE TRIGGER truncate_agent_calls AFTER TRUNCATE ON calls
  EXECUTE FUNCTION truncate_rollups('agent_calls', 'fine_agent_call_rollups');
