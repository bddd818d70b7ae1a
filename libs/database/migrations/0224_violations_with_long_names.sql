-- outside a transaction: compliance_checks may be large
-- The index before had five identifiers, of which the longest together are no index row: such a check could not be stored.
CREATE INDEX CONCURRENTLY IF NOT EXISTS compliance_checks_violations_by_time
  ON compliance_checks (workspace_id, checked_at) INCLUDE (agent_id, "check", severity, campaign_id) WHERE NOT passed;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS compliance_checks_violations_by_agent;
