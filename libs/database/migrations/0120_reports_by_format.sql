-- outside a transaction: `GET /v1/reports?format=csv` among a million others.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_newest_of_format ON reports (workspace_id, format, created_at DESC, id DESC);
