-- outside a transaction: deleting a report or a workspace looks for what refers to it, and scanned these tables for each one.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_of_dataset ON reports (dataset_report_id)
  WHERE dataset_report_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS schedule_slots_of_run ON schedule_slots (run_report_id)
  WHERE run_report_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS schedule_slots_of_workspace ON schedule_slots (workspace_id);
