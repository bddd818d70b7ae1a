-- Until when the secret before the newest one signs too; NULL: it was never changed.
ALTER TABLE webhooks ADD COLUMN old_secret_until timestamptz(3);
UPDATE webhooks SET old_secret_until = now() + interval '24 hours' WHERE cardinality(secrets) > 1;

-- By a trigger, so that the release before, which does not know the column, starts the 24 hours as well. What is encrypted anew
-- is no change of a secret.
CREATE FUNCTION webhooks_keep_old_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF new.secrets[2] = old.secrets[1] AND new.secrets[1] <> old.secrets[1] THEN
    new.old_secret_until := now() + interval '24 hours';
  END IF;
  RETURN new;
END $$;
CREATE TRIGGER webhooks_keep_old_secret BEFORE UPDATE OF secrets ON webhooks
  FOR EACH ROW EXECUTE FUNCTION webhooks_keep_old_secret();
