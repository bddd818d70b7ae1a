-- outside a transaction: each table is locked alone, and for a moment; whoever writes records holds several, in another order.
-- The admin command deletes a workspace's rows as the owner of the tables, who need be no superuser: row-level security is forced on the
-- owner too, and shows it nothing without a policy.
DO $$
DECLARE name text;
BEGIN
  FOR name IN
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relforcerowsecurity
      AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'owner')
  LOOP
    -- Until the commit. A table that cannot be had is tried again with the whole file, which goes on where it was.
    PERFORM set_config('lock_timeout', '2s', true);
    EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
    COMMIT;
  END LOOP;
END $$;
