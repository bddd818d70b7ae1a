ALTER TABLE reports ADD COLUMN schedule_revision integer;

-- By the trigger that there is, so that runs which a service of the release before makes are as their schedule says.
CREATE OR REPLACE FUNCTION reports_take_mail_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE schedule schedules;
BEGIN
  SELECT * INTO schedule FROM schedules WHERE report_id = new.source_report_id;
  IF FOUND THEN
    new.mail_rules := jsonb_strip_nulls(jsonb_build_object('attach', schedule.requested -> 'attach',
      'skip_if_empty', schedule.requested -> 'skip_if_empty', 'deliver_if', schedule.requested -> 'deliver_if'));
    new.format := coalesce(schedule.format, new.format);
    new.filters := coalesce(schedule.filters, new.filters);
    new.schedule_revision := schedule.revision;
  END IF;
  RETURN new;
END $$;
