-- outside a transaction: calls may be large
-- Contacts of some languages are counted campaign by campaign, from the index alone. It grows at the end of each campaign's calls, so that keeping it up is cheap.
CREATE INDEX CONCURRENTLY IF NOT EXISTS calls_by_language
  ON calls (workspace_id, language, campaign_id, started_at) INCLUDE (contact_id, connected) WHERE language IS NOT NULL;
