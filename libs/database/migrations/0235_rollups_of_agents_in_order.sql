-- Rollups of agents that are made from many records at once are written in the order of their key: those of a day lie together, as they do where records
-- come in day by day. Else each row of a day is on a page of its own, and reading two days reads most of the table.
DO $$
DECLARE
  made record;
  definition text;
BEGIN
  FOR made IN
    SELECT * FROM (VALUES
      ('extend_calls_rollups', 'grain, starts_on, campaign_id, agent_id', '3, 4, 5, 6'),
      ('extend_evaluations_rollups', 'grain, starts_on, campaign_id, agent_id', '3, 4, 5, 6'),
      ('extend_evaluations_rollups', 'grain, starts_on, campaign_id, agent_id, parameter', '3, 4, 5, 6, 7'),
      ('extend_agent_evaluations_rollups', 'grain, language, starts_on, campaign_id, agent_id', '3, 4, 5, 6, 7'),
      ('extend_agent_evaluations_rollups', 'grain, language, starts_on, campaign_id, agent_id, parameter', '3, 4, 5, 6, 7, 8')
    ) AS rollups (name, key, places)
  LOOP
    SELECT pg_get_functiondef(oid) INTO STRICT definition FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname = made.name;
    IF position(format('ON CONFLICT (workspace_id, zone_id, %s) DO', made.key) IN definition) = 0 THEN
      RAISE EXCEPTION '% has other rollups than expected', made.name;
    END IF;
    EXECUTE replace(definition, format('ON CONFLICT (workspace_id, zone_id, %s) DO', made.key),
                    format('ORDER BY %s ON CONFLICT (workspace_id, zone_id, %s) DO', made.places, made.key));
  END LOOP;
END $$;
