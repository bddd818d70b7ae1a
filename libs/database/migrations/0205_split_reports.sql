-- A report with a file for each agent or team: one ZIP, and what is in it. NULL: one file. Rows are not looked at: none has a split.
ALTER TABLE reports ADD COLUMN split_by text, ADD COLUMN parts jsonb,
  ADD CONSTRAINT reports_split_by_check CHECK (split_by IN ('agent', 'team')) NOT VALID,
  -- A service of the release before, which knows of no split, cannot complete one with another file.
  ADD CONSTRAINT reports_parts_check CHECK (split_by IS NULL OR status <> 'completed' OR parts IS NOT NULL) NOT VALID;

-- By a trigger, so that runs which a service of the release before makes have it too.
CREATE FUNCTION reports_take_split() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  new.split_by := (SELECT split_by FROM reports WHERE id = new.source_report_id);
  RETURN new;
END $$;
CREATE TRIGGER reports_take_split BEFORE INSERT ON reports
  FOR EACH ROW WHEN (new.source_report_id IS NOT NULL) EXECUTE FUNCTION reports_take_split();
