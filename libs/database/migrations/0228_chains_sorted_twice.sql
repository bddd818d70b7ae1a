-- Chains of contacts (ADR 14) are the dearest part of storing a call. Which day with an answered call came before is told by the order that tells
-- which day at all did: so they are sorted twice instead of four times, and not by the workspace, which is one for all. They find what they found.
DO $$
DECLARE
  chains regprocedure;
  was CONSTANT text := $was$
    SELECT sign, workspace_id, campaign_id, day, reached,
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id, campaign_id ORDER BY day) AS gap,
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id, campaign_id, reached ORDER BY day)
             AS reached_gap,
           -- Gap 0 here: the same day in another campaign, which counts once.
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id ORDER BY day) AS any_gap,
           day - lag(day) OVER (PARTITION BY sign, workspace_id, contact_id, reached ORDER BY day) AS any_reached_gap
    FROM entries
$was$;
  becomes CONSTANT text := $becomes$
    SELECT sign, workspace_id, campaign_id, day, reached,
           day - lag(day) OVER in_campaign AS gap,
           CASE WHEN reached THEN
             day - max(day) FILTER (WHERE reached) OVER (in_campaign ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
           END AS reached_gap,
           -- Gap 0 here: the same day in another campaign, which counts once.
           day - lag(day) OVER of_contact AS any_gap,
           CASE WHEN reached THEN
             day - max(day) FILTER (WHERE reached) OVER (of_contact ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
           END AS any_reached_gap
    FROM entries
    WINDOW of_contact AS (PARTITION BY contact_id, sign ORDER BY day),
           in_campaign AS (PARTITION BY contact_id, sign, campaign_id ORDER BY day)
$becomes$;
BEGIN
  FOR chains IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
      AND proname IN ('roll_up_calls_insert', 'roll_up_calls_update', 'roll_up_calls_delete', 'extend_calls_rollups')
  LOOP
    IF position(was IN pg_get_functiondef(chains)) = 0 THEN
      RAISE EXCEPTION '% has other chains than expected', chains;
    END IF;
    EXECUTE replace(pg_get_functiondef(chains), was, becomes);
  END LOOP;
END $$;
