-- Chains of contacts (ADR 14) as they were and as they are came one below the other, were sorted together, and cancelled out where nothing had changed.
-- They lie side by side now: fewer rows to sort, and what has not changed ends there. Nor is the workspace, which is one for all, a key of sums.
-- Days of contacts are read and written in the order of their key: neighbours are on pages that the processor has at hand. They find what they found.
DO $$
DECLARE
  chains regprocedure;
  definition text;
  begins integer;
  replaced CONSTANT text[] := ARRAY[
    'SELECT workspace_id, contact_id, campaign_id, (started_at AT TIME ZONE zone.timezone)::date AS day,',
    'SELECT contact_id, campaign_id, (started_at AT TIME ZONE zone.timezone)::date AS day,',
    E'GROUP BY 1, 2, 3, 4\n    HAVING sum(sign) <> 0 OR coalesce', E'GROUP BY 1, 2, 3\n    HAVING sum(sign) <> 0 OR coalesce'];
  starts CONSTANT text := E'  stored AS (\n    INSERT INTO contact_days AS stored';
  ends CONSTANT text := '    reached = rollup.reached + excluded.reached;';
  becomes CONSTANT text := $becomes$  stored AS (
    INSERT INTO contact_days AS stored (workspace_id, zone_id, contact_id, campaign_id, day, calls, connected)
    SELECT zone.workspace_id, zone.zone_id, contact_id, campaign_id, day, calls, connected FROM deltas
    ORDER BY contact_id, campaign_id, day
    ON CONFLICT (workspace_id, zone_id, contact_id, campaign_id, day) DO UPDATE SET
      calls = stored.calls + excluded.calls,
      connected = stored.connected + excluded.connected
  ),
  before AS (
    SELECT earlier.*
    FROM (SELECT DISTINCT contact_id FROM deltas ORDER BY contact_id) AS touched
    CROSS JOIN LATERAL (
      SELECT contact_id, campaign_id, day, calls, connected
      FROM contact_days
      WHERE contact_days.workspace_id = zone.workspace_id AND contact_days.zone_id = zone.zone_id
        AND contact_days.contact_id = touched.contact_id AND calls > 0
      OFFSET 0
    ) AS earlier
    WHERE NOT is_first
  ),
  -- Each day of the contacts that changed: whether it was there, and whether it is.
  entries AS (
    SELECT contact_id, campaign_id, day, sum(were) > 0 AS was, sum(were_connected) > 0 AS was_reached,
           sum(calls) > 0 AS is_there, sum(connected) > 0 AS is_reached
    FROM (
      SELECT contact_id, campaign_id, day, calls AS were, connected AS were_connected, calls, connected FROM before
      UNION ALL
      SELECT contact_id, campaign_id, day, 0, 0, calls, connected FROM deltas
    ) AS entries
    GROUP BY contact_id, campaign_id, day
  ),
  chained AS (
    SELECT campaign_id, day, was, was_reached, is_there, is_reached,
           day - max(day) FILTER (WHERE was) OVER in_campaign AS was_gap,
           CASE WHEN was_reached THEN day - max(day) FILTER (WHERE was_reached) OVER in_campaign END AS was_reached_gap,
           -- Gap 0 of any campaign: the same day in another one, which counts once.
           day - max(day) FILTER (WHERE was) OVER of_contact AS was_any_gap,
           CASE WHEN was_reached THEN day - max(day) FILTER (WHERE was_reached) OVER of_contact END AS was_any_reached_gap,
           day - max(day) FILTER (WHERE is_there) OVER in_campaign AS gap,
           CASE WHEN is_reached THEN day - max(day) FILTER (WHERE is_reached) OVER in_campaign END AS reached_gap,
           day - max(day) FILTER (WHERE is_there) OVER of_contact AS any_gap,
           CASE WHEN is_reached THEN day - max(day) FILTER (WHERE is_reached) OVER of_contact END AS any_reached_gap
    FROM entries
    WINDOW of_contact AS (PARTITION BY contact_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           in_campaign AS (PARTITION BY contact_id, campaign_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ),
  differences AS (
    SELECT campaign_id, day, link.reached, link.gap, link.reached_gap, link.any_gap, link.any_reached_gap,
           sum(sign)::integer AS contacts
    FROM chained
    CROSS JOIN LATERAL (VALUES
      (-1, was, was_reached, was_gap, was_reached_gap, was_any_gap, was_any_reached_gap),
      (1, is_there, is_reached, chained.gap, chained.reached_gap, chained.any_gap, chained.any_reached_gap)
    ) AS link (sign, is_there, reached, gap, reached_gap, any_gap, any_reached_gap)
    WHERE link.is_there
      AND (was, was_reached, was_gap, was_reached_gap, was_any_gap, was_any_reached_gap) IS DISTINCT FROM
          (chained.is_there, is_reached, chained.gap, chained.reached_gap, chained.any_gap, chained.any_reached_gap)
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    HAVING sum(sign) <> 0
  )
  INSERT INTO contact_rollups AS rollup (workspace_id, zone_id, gap, day, campaign_id, attempted, reached)
  SELECT zone.workspace_id, zone.zone_id, change.gap, day, change.campaign_id,
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
  GROUP BY 3, 4, 5
  HAVING sum(contacts * change.attempted) <> 0 OR sum(contacts * change.reached) <> 0
  ORDER BY 3, 4, 5
  ON CONFLICT (workspace_id, zone_id, gap, day, campaign_id) DO UPDATE SET
    attempted = rollup.attempted + excluded.attempted,
    reached = rollup.reached + excluded.reached;$becomes$;
BEGIN
  FOR chains IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND proname IN ('roll_up_calls_insert', 'roll_up_calls_update', 'roll_up_calls_delete', 'extend_calls_rollups')
  LOOP
    definition := pg_get_functiondef(chains);
    FOR place IN 1 .. 3 BY 2 LOOP
      IF position(replaced[place] IN definition) = 0 THEN
        RAISE EXCEPTION '% has other chains than expected', chains;
      END IF;
      definition := replace(definition, replaced[place], replaced[place + 1]);
    END LOOP;
    begins := position(starts IN definition);
    IF begins = 0 OR position(ends IN substr(definition, begins)) = 0 THEN
      RAISE EXCEPTION '% has other chains than expected', chains;
    END IF;
    EXECUTE overlay(definition PLACING becomes FROM begins FOR position(ends IN substr(definition, begins)) - 1 + length(ends));
  END LOOP;
END $$;
