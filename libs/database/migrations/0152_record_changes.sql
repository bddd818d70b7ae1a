-- When records last changed, so that a report can tell that its figures are no longer those of today: see docs/adr.
CREATE TABLE record_changes (
  workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces ON DELETE CASCADE,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('calls', 'evaluations', 'compliance_checks')),
  -- A quarter of an hour, by its start: days begin and end with one in every time zone.
  quarter timestamptz NOT NULL,
  -- When a record of it last came, changed in more than its version, or went.
  changed_at timestamptz NOT NULL,
  -- The transaction that did it: a snapshot may be older than its end and younger than its beginning.
  changed_in xid8 NOT NULL,
  PRIMARY KEY (workspace_id, kind, quarter)
) WITH (fillfactor = 70);

ALTER TABLE record_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE record_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON record_changes TO reports_app USING (workspace_id = current_workspace())
  WITH CHECK (workspace_id = current_workspace());
CREATE POLICY owner ON record_changes TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY system ON record_changes FOR SELECT TO reports_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON record_changes TO reports_app;
GRANT SELECT ON record_changes TO reports_system;

-- Triggers that note a kind's changes. A migration that adds a column to the kind's table calls it again: each column but the version counts.
CREATE PROCEDURE note_changes_of(of_kind text, instant text) LANGUAGE plpgsql AS $procedure$
DECLARE
  columns CONSTANT text := (
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = of_kind::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'version');
  event record;
BEGIN
  FOR event IN
    SELECT * FROM (VALUES
      ('insert', 'NEW TABLE AS new_rows', 'new_rows', 'SELECT * FROM new_rows'),
      -- A row that is in both as it was has not changed.
      ('update', 'OLD TABLE AS old_rows NEW TABLE AS new_rows', 'new_rows',
       format('SELECT %1$s FROM (SELECT %1$s FROM new_rows UNION ALL SELECT %1$s FROM old_rows) AS both_rows
               GROUP BY %1$s HAVING count(*) = 1', columns)),
      ('delete', 'OLD TABLE AS old_rows', 'old_rows', 'SELECT * FROM old_rows')
    ) AS events (name, tables, rows, changed)
  LOOP
    EXECUTE format('CREATE OR REPLACE FUNCTION %I() RETURNS trigger LANGUAGE plpgsql AS %L', 'note_' || of_kind || '_' || event.name,
                   format($trigger$
BEGIN
  -- Records that are too old to be kept are no correction.
  IF current_setting('app.pruning', true) = 'on' THEN RETURN NULL; END IF;
  -- The rollups' triggers take it as well: one writer at a time, so the last one to commit is the last one noted.
  PERFORM lock_rollups(%1$L, ARRAY(SELECT DISTINCT workspace_id FROM %4$I));
  INSERT INTO record_changes AS noted (workspace_id, kind, quarter, changed_at, changed_in)
  SELECT workspace_id, %1$L, quarter, clock_timestamp(), pg_current_xact_id()
  FROM (
    SELECT DISTINCT workspace_id, date_bin('15 minutes', %3$I, timestamptz '2000-01-01 00:00:00Z') AS quarter
    FROM (%2$s) AS changed
  ) AS quarters
  ON CONFLICT (workspace_id, kind, quarter) DO UPDATE SET changed_at = excluded.changed_at, changed_in = excluded.changed_in;
  RETURN NULL;
END $trigger$, of_kind, event.changed, instant, event.rows));
    EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I()',
                   'note_' || event.name, event.name, of_kind, event.tables, 'note_' || of_kind || '_' || event.name);
  END LOOP;
END $procedure$;

CALL note_changes_of('calls', 'started_at');
CALL note_changes_of('evaluations', 'evaluated_at');
CALL note_changes_of('compliance_checks', 'checked_at');

-- What changed of a report's records since its snapshot, as the API answers it; NULL: nothing. The kinds are those of its completeness.
-- `since` is when the oldest of the last changes came. `after`: what changed after that instant alone.
--
-- A change whose transaction ended before the snapshot is in the report. `data_as_of` has whole seconds; a transaction around it is asked
-- whether the snapshot saw it. That answer is of this server alone, so it is not asked of what is older than an hour: a dump that is
-- restored elsewhere has other transactions.
CREATE FUNCTION restatement(report reports, after timestamptz DEFAULT NULL) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'since', to_char(min(changed_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'kinds', jsonb_agg(DISTINCT kind ORDER BY kind))
  FROM record_changes
  WHERE workspace_id = report.workspace_id
    AND kind IN (SELECT jsonb_object_keys(report.dataset #> '{completeness,data_through}'))
    AND quarter >= report.period_from::timestamp AT TIME ZONE report.timezone
    AND quarter < (report.period_to + 1)::timestamp AT TIME ZONE report.timezone
    AND (changed_at >= report.data_as_of + interval '1 second'
      OR changed_at > report.data_as_of - interval '1 hour'
        AND NOT pg_visible_in_snapshot(changed_in, (report.dataset ->> 'snapshot')::pg_snapshot))
    AND (after IS NULL OR changed_at > after)
  HAVING count(*) > 0
$$;

-- The report that this one was made again after, and when its change was last told to webhooks.
ALTER TABLE reports ADD COLUMN compared_to text;
ALTER TABLE reports ADD COLUMN restated_at timestamptz(3);

CREATE OR REPLACE VIEW report_details WITH (security_invoker = true) AS
SELECT r.id, r.workspace_id, r.type, r.format, r.status, r.period_from, r.period_to, r.timezone, r.filters,
  r.source_report_id, r.scheduled_for, r.row_count, r.data_as_of, r.file_key, r.file_bytes, r.file_sha256,
  r.file_retained_until, r.page_count, r.error_code, r.error_message, r.error_retryable, r.created_at, r.completed_at,
  s.status AS schedule_status, s.requested AS schedule_requested, s.frequency, s.day_of_week, s.day_of_month, s.time,
  s.timezone AS schedule_timezone, s.active_since,
  (r.source_report_id IS NOT NULL OR coalesce(s.status <> 'cancelled', false)) AS scheduled,
  r.deleted_at, r.erased_at, r.dataset -> 'completeness' AS completeness, r.links_revoked_at, r.compared_to,
  r.dataset -> 'comparison' AS comparison,
  CASE WHEN r.status = 'completed' AND r.erased_at IS NULL THEN restatement(r) END AS restated
FROM reports r LEFT JOIN schedules s ON s.report_id = r.id;
