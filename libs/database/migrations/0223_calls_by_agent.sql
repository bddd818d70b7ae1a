-- outside a transaction: calls may be large
-- Calls of a team are read from the index alone: it has what a call summary sums. No more columns: an index row has 2,704 bytes at most, and an identifier up to 800.
CREATE INDEX CONCURRENTLY IF NOT EXISTS calls_by_agent
  ON calls (workspace_id, agent_id, started_at) INCLUDE (campaign_id, disposition, connected, duration_seconds, sentiment);
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS calls_of_agent;
--> statement-breakpoint
-- ... while what came in lately is known to be visible to all: else its rows are read.
ALTER TABLE calls SET (autovacuum_vacuum_insert_scale_factor = 0.02);
