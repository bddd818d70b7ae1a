-- A new workspace has no records, so its rollups hold all of them. Those that there are get 0230's in the background (docs/adr/0028).
CREATE OR REPLACE FUNCTION create_rollup_zones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO rollup_zones (workspace_id, kind, zone_id, timezone, covered_from)
  SELECT NEW.id, kind, 0, NEW.timezone, '-infinity'
  FROM unnest(ARRAY['calls', 'evaluations', 'compliance_checks', 'agent_evaluations', 'checked_calls', 'evaluation_scores', 'agent_checks',
                    'agent_calls']) AS kind;
  RETURN NULL;
END $$;
UPDATE workspaces SET lacks_rollups = TRUE WHERE NOT lacks_rollups;
