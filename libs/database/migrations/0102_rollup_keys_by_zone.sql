-- outside a transaction: the keys of the rollups, with their zone, are made while records come in.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS call_rollups_by_zone ON call_cells
  (workspace_id, zone_id, day, campaign_id, language, disposition);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS agent_call_rollups_by_zone ON agent_call_cells
  (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS contact_days_by_zone ON contact_days
  (workspace_id, zone_id, contact_id, campaign_id, day);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS contact_rollups_by_zone ON contact_cells
  (workspace_id, zone_id, gap, day, campaign_id);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS qa_rollups_by_zone ON qa_cells
  (workspace_id, zone_id, day, campaign_id, language);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS agent_qa_rollups_by_zone ON agent_qa_cells
  (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS parameter_rollups_by_zone ON parameter_cells
  (workspace_id, zone_id, grain, starts_on, campaign_id, language, parameter, position);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS agent_parameter_rollups_by_zone ON agent_parameter_cells
  (workspace_id, zone_id, grain, starts_on, campaign_id, agent_id, parameter);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS compliance_rollups_by_zone ON compliance_cells
  (workspace_id, zone_id, day, campaign_id, language, "check", severity);
