-- The workflow that makes a report: NULL where it has the report's own id.
ALTER TABLE reports ADD COLUMN workflow_id text;
-- How often it was begun: a failed report that is made again counts one more, in a workflow of its own.
ALTER TABLE reports ADD COLUMN attempt integer NOT NULL DEFAULT 1;
-- When the notifier wrote what the end of this report owes into its ledger. What ended before this migration counts as written:
-- the constant default marks old rows without rewriting them, then goes.
ALTER TABLE reports ADD COLUMN deliveries_recorded_at timestamptz(3) DEFAULT now();
ALTER TABLE reports ALTER COLUMN deliveries_recorded_at DROP DEFAULT;
UPDATE reports SET deliveries_recorded_at = NULL WHERE status = 'generating';
-- When the end was last announced again; NULL: never, so at completed_at.
ALTER TABLE reports ADD COLUMN announced_at timestamptz(3);
