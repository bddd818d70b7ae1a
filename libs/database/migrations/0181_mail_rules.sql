-- How a run is mailed, as its schedule said when it was made, and what was decided when it was done.
ALTER TABLE reports ADD COLUMN mail_rules jsonb, ADD COLUMN mail_decision jsonb;

-- By a trigger, so that runs which a service of the release before makes have them too.
CREATE FUNCTION reports_take_mail_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT jsonb_strip_nulls(jsonb_build_object('attach', requested -> 'attach', 'skip_if_empty', requested -> 'skip_if_empty',
                                              'deliver_if', requested -> 'deliver_if'))
  INTO new.mail_rules FROM schedules WHERE report_id = new.source_report_id;
  RETURN new;
END $$;
CREATE TRIGGER reports_take_mail_rules BEFORE INSERT ON reports
  FOR EACH ROW WHEN (new.source_report_id IS NOT NULL) EXECUTE FUNCTION reports_take_mail_rules();
