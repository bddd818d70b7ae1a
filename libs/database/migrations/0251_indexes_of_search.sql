-- outside a transaction: reports may be large, and this takes a minute for each million. New rows wait in the index's list and are sorted in
-- together: one by one they would cost five times as much. A search reads that list, so it is short.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_searched ON reports
  USING gin ((search_terms(workspace_id, id, filters, notify_emails) COLLATE "C")) WITH (gin_pending_list_limit = 512);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS schedules_searched ON schedules
  USING gin ((search_terms(workspace_id, '', '{}', emails) COLLATE "C")) WITH (gin_pending_list_limit = 512);
