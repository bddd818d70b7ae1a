-- outside a transaction: evaluations and compliance_checks may be large
-- Rows that say nothing are in none of these: whoever sends no such field pays nothing for them.
CREATE INDEX CONCURRENTLY IF NOT EXISTS evaluations_auto_failed ON evaluations (workspace_id, auto_failed, evaluated_at) WHERE auto_failed IS NOT NULL;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS evaluations_disputed ON evaluations (workspace_id, disputed, evaluated_at) WHERE disputed IS NOT NULL;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS compliance_checks_remediation ON compliance_checks (workspace_id, checked_at) INCLUDE (remediation) WHERE remediation IS NOT NULL;
