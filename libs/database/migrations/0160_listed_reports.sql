-- outside a transaction: reports may be large. The first page of `GET /v1/reports` is read and counted in it alone, deleted reports aside.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_listed ON reports (workspace_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
--> statement-breakpoint
-- `?from=` and `?to=` that few of a million match.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_listed_by_end ON reports (workspace_id, period_to) WHERE deleted_at IS NULL;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_listed_by_begin ON reports (workspace_id, period_from) WHERE deleted_at IS NULL;
--> statement-breakpoint
-- `?scheduled=` where few are, and where few are not.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_listed_runs ON reports (workspace_id, created_at DESC, id DESC)
  WHERE deleted_at IS NULL AND source_report_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_listed_asked_for ON reports (workspace_id, created_at DESC, id DESC)
  WHERE deleted_at IS NULL AND source_report_id IS NULL;
