-- outside a transaction: how many reports of a workspace are being made is asked for each new one.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_generating_of_workspace ON reports (workspace_id) WHERE status = 'generating';
