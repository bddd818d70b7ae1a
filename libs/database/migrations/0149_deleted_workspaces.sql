-- Workspaces that were deleted: an object of one that a paused worker writes later belongs to nobody, and is swept.
CREATE TABLE deleted_workspaces (
  id text PRIMARY KEY,
  deleted_at timestamptz(3) NOT NULL DEFAULT now()
);
GRANT SELECT ON deleted_workspaces TO reports_app, reports_system;

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
    EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;
