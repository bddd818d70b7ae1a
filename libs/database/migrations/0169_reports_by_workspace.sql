-- outside a transaction: reports may be large. What foreign keys that name the workspace too refer to.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS reports_by_workspace ON reports (workspace_id, id);
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS schedules_by_workspace ON schedules (workspace_id, report_id);
