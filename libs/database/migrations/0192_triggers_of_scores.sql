-- The triggers of 0190's rollups on evaluations, as those of 0191.
LOCK TABLE evaluations IN SHARE ROW EXCLUSIVE MODE;

CALL create_rollup('evaluation_scores', 'evaluations', 'evaluated_at', $body$
  INSERT INTO score_rollups AS rollup (workspace_id, zone_id, day, campaign_id, language, bucket, evaluations)
  SELECT workspace_id, zone.zone_id, day, campaign_id, coalesce(language, ''), bucket, sum(sign)
  FROM (
    SELECT sign, workspace_id, (evaluated_at AT TIME ZONE zone.timezone)::date AS day, campaign_id, language,
           least(floor(score / 10), 9)::smallint AS bucket
    FROM ({{changes}}) AS changes
  ) AS changes
  GROUP BY GROUPING SETS ((workspace_id, day, campaign_id, bucket), (workspace_id, day, campaign_id, bucket, language))
  HAVING (grouping(language) = 1 OR language IS NOT NULL) AND sum(sign) <> 0
  ON CONFLICT (workspace_id, zone_id, day, campaign_id, language, bucket) DO UPDATE SET
    evaluations = rollup.evaluations + excluded.evaluations;
$body$);

DROP PROCEDURE create_rollup;

CREATE TRIGGER truncate_scores AFTER TRUNCATE ON evaluations
  EXECUTE FUNCTION truncate_rollups('evaluation_scores', 'score_rollups');
