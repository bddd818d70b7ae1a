-- outside a transaction: compliance_checks may be large
-- A language's checks by agent, who failed again and again, and its violations: the first two are told by the index alone. PostgreSQL 18 goes from the violations
-- to the checks that were passed where both are asked for.
CREATE INDEX CONCURRENTLY IF NOT EXISTS compliance_checks_by_language
  ON compliance_checks (workspace_id, language, passed, checked_at) INCLUDE (agent_id, "check", severity) WHERE language IS NOT NULL;
