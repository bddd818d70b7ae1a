-- outside a transaction: compliance_checks may be large
-- Who fails a check again and again is told by the indexes alone: they have what it takes beside what they had before.
CREATE INDEX CONCURRENTLY IF NOT EXISTS compliance_checks_violations_by_agent
  ON compliance_checks (workspace_id, checked_at, id) INCLUDE (agent_id, "check", severity, campaign_id, language) WHERE NOT passed;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS compliance_checks_by_agent ON compliance_checks (workspace_id, agent_id, checked_at) INCLUDE ("check");
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS compliance_checks_violations;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS compliance_checks_of_agent;
