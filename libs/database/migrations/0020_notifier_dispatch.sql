-- What the notifier needs to share out due deliveries.

-- Failed tries since the delivery was last asked for: they decide the next pause. `attempts` counts every try, for ever.
ALTER TABLE deliveries ADD COLUMN failures integer NOT NULL DEFAULT 0;

-- Due deliveries are claimed workspace by workspace, so that one with a backlog does not hold up another.
CREATE INDEX deliveries_due_by_workspace ON deliveries (channel, workspace_id, next_attempt_at)
  WHERE status = 'pending';
CREATE INDEX deliveries_in_hand ON deliveries (channel, workspace_id) WHERE leased_until IS NOT NULL;
DROP INDEX deliveries_due;

CREATE FUNCTION announce_deliveries() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN NOTIFY deliveries; RETURN NULL; END $$;
CREATE TRIGGER announce_new AFTER INSERT ON deliveries
  FOR EACH STATEMENT EXECUTE FUNCTION announce_deliveries();
-- A resend: asked for again, or sooner.
CREATE TRIGGER announce_sooner AFTER UPDATE OF status, next_attempt_at ON deliveries
  FOR EACH ROW WHEN (NEW.status = 'pending'
                     AND (OLD.status <> 'pending' OR NEW.next_attempt_at < OLD.next_attempt_at))
  EXECUTE FUNCTION announce_deliveries();
