-- The key of fine_agent_parameter_rollups has four identifiers, and an index row has 2,704 bytes: an evaluation whose language, campaign, agent and
-- parameter were the longest could not be stored. A language that is longer than any language's code is there by its digest. What was stored
-- under its name stays so: reports ask for both.
CREATE FUNCTION rollup_language(language text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  -- A digest is longer than what stays as it is: none is taken for the other.
  RETURN CASE WHEN octet_length(language) > 32 THEN 'md5:' || md5(language) ELSE language END;

DO $$
DECLARE
  lines regprocedure;
  was CONSTANT text := $was$'month', language, date_trunc('month', day::timestamp)::date, campaign_id, agent_id, parameter,$was$;
  becomes CONSTANT text :=
    $becomes$'month', rollup_language(language), date_trunc('month', day::timestamp)::date, campaign_id, agent_id, parameter,$becomes$;
BEGIN
  FOR lines IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND proname IN ('roll_up_agent_evaluations_insert', 'roll_up_agent_evaluations_update', 'roll_up_agent_evaluations_delete',
                      'extend_agent_evaluations_rollups')
  LOOP
    IF position(was IN pg_get_functiondef(lines)) = 0 THEN
      RAISE EXCEPTION '% has other lines than expected', lines;
    END IF;
    EXECUTE replace(pg_get_functiondef(lines), was, becomes);
  END LOOP;
END $$;
