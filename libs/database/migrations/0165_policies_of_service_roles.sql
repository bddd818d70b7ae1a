-- outside a transaction: each table is locked alone, and for a moment; whoever writes records holds several, in another order.
-- Each service has a role of its own (docs/adr/0041). What row-level security shows it is said once, by the group that its role is in: the rows
-- of one workspace, or all. The policies of the two roles that all services shared hold for these groups too.
DO $$
DECLARE
  policy record;
  added text[];
BEGIN
  FOR policy IN
    SELECT relname, polname, ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY (polroles) ORDER BY 1) AS roles
    FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE relnamespace = 'public'::regnamespace
      -- These have policies of their own, in 0168.
      AND relname <> 'api_keys'
    ORDER BY relname, polname
  LOOP
    added := ARRAY(
      SELECT is_in FROM (VALUES ('reports_app', 'reports_tenant'), ('reports_system', 'reports_all_tenants')) AS grouped (role, is_in)
      WHERE role = ANY (policy.roles) AND is_in <> ALL (policy.roles));
    CONTINUE WHEN cardinality(added) = 0;
    -- Until the commit. A table that cannot be had is tried again with the whole file, which goes on where it was.
    PERFORM set_config('lock_timeout', '2s', true);
    EXECUTE format('ALTER POLICY %I ON %I TO %s', policy.polname, policy.relname,
                   (SELECT string_agg(quote_ident(role), ', ') FROM unnest(policy.roles || added) AS role));
    COMMIT;
  END LOOP;
END $$;
