-- outside a transaction: what the scheduler looks for once a minute, the ends whose deliveries nobody has recorded.
CREATE INDEX CONCURRENTLY IF NOT EXISTS reports_unannounced ON reports (completed_at)
  WHERE status <> 'generating' AND deliveries_recorded_at IS NULL;
