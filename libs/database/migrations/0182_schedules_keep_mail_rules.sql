-- A service of the release before that changes a schedule writes what it knows of the request; the three members that it does not
-- know stay. One of this release always writes all three.
CREATE FUNCTION schedules_keep_mail_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT new.requested ?| ARRAY['attach', 'skip_if_empty', 'deliver_if'] THEN
    SELECT new.requested || coalesce(jsonb_object_agg(key, value), '{}') INTO new.requested
    FROM jsonb_each(old.requested) WHERE key IN ('attach', 'skip_if_empty', 'deliver_if');
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER schedules_keep_mail_rules BEFORE UPDATE OF requested ON schedules
  FOR EACH ROW EXECUTE FUNCTION schedules_keep_mail_rules();
