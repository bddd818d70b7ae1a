-- outside a transaction: each step locks its tables alone, and for a moment.
-- A row refers to rows of its own workspace and no other: row-level security does not hold for what a foreign key looks at.
DO $$
DECLARE
  key record;
BEGIN
  FOR key IN
    SELECT * FROM (VALUES
      ('reports', 'source_report_id', 'reports (workspace_id, id)', 'SET NULL (source_report_id)'),
      ('reports', 'dataset_report_id', 'reports (workspace_id, id)', 'SET NULL (dataset_report_id)'),
      ('schedules', 'report_id', 'reports (workspace_id, id)', 'CASCADE'),
      ('schedule_slots', 'report_id', 'schedules (workspace_id, report_id)', 'CASCADE'),
      ('schedule_slots', 'run_report_id', 'reports (workspace_id, id)', 'SET NULL (run_report_id)'),
      ('deliveries', 'report_id', 'reports (workspace_id, id)', 'CASCADE')
    ) AS keys (of_table, of_column, refers_to, on_delete)
  LOOP
    -- Until the commit. What cannot be had is tried again with the whole file, which goes on where it was.
    PERFORM set_config('lock_timeout', '2s', true);
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = key.of_table::regclass AND conname = key.of_column || '_of_workspace') THEN
      EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (workspace_id, %I) REFERENCES %s ON DELETE %s NOT VALID',
                     key.of_table, key.of_column || '_of_workspace', key.of_column, key.refers_to, key.on_delete);
    END IF;
    COMMIT;
    -- Reads the rows that there are, beside whoever writes.
    EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT %I', key.of_table, key.of_column || '_of_workspace');
    COMMIT;
    PERFORM set_config('lock_timeout', '2s', true);
    EXECUTE format('ALTER TABLE %I DROP CONSTRAINT IF EXISTS %I', key.of_table, key.of_table || '_' || key.of_column || '_fkey');
    COMMIT;
  END LOOP;
END $$;
