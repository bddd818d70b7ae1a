-- Pruning finds old deliveries without reading the ledger. BRIN: rows come in the order of their age, so it costs next to nothing.
CREATE INDEX deliveries_age ON deliveries USING brin (created_at);
