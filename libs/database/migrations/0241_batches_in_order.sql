-- A batch's rollups of calls are written in the order of their key, as those of many records at once are since 0235: neighbours are on pages that
-- the processor has at hand, and new ones lie together.
DO $$
DECLARE
  batch record;
  definition text;
BEGIN
  FOR batch IN
    SELECT proname, key
    FROM (VALUES
      ('calls', 'day, campaign_id, language, disposition'),
      ('calls', 'grain, starts_on, campaign_id, agent_id'),
      ('agent_calls', 'starts_on, language, campaign_id, agent_id')
    ) AS rollups (name, key)
    JOIN pg_proc ON pronamespace = 'public'::regnamespace
      AND proname IN ('roll_up_' || name || '_insert', 'roll_up_' || name || '_update', 'roll_up_' || name || '_delete')
  LOOP
    SELECT pg_get_functiondef(oid) INTO STRICT definition FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname = batch.proname;
    IF position(format('ON CONFLICT (workspace_id, zone_id, %s) DO', batch.key) IN definition) = 0 THEN
      RAISE EXCEPTION '% has other rollups than expected', batch.proname;
    END IF;
    -- The places of its four columns after the workspace and the zone.
    EXECUTE replace(definition, format('ON CONFLICT (workspace_id, zone_id, %s) DO', batch.key),
                    format('ORDER BY 3, 4, 5, 6 ON CONFLICT (workspace_id, zone_id, %s) DO', batch.key));
  END LOOP;
END $$;
