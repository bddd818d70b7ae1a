-- NOTIFY takes a lock of the whole cluster from the end of a transaction until its commit is on disc: writers commit one after another.
-- Services of this release tell each other over the bus what there is to do, and say so in each transaction; those of 1.0 neither do nor
-- hear it, so for them the triggers go on. The next release drops triggers and functions.

CREATE OR REPLACE FUNCTION announce_outbox() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN
    IF current_setting('app.notify', true) IS DISTINCT FROM 'off' THEN NOTIFY outbox; END IF;
    RETURN NULL;
  END $$;

CREATE OR REPLACE FUNCTION announce_report_finished() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN
    IF current_setting('app.notify', true) IS DISTINCT FROM 'off' THEN PERFORM pg_notify('report_finished', NEW.id); END IF;
    RETURN NULL;
  END $$;

CREATE OR REPLACE FUNCTION announce_deliveries() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN
    IF current_setting('app.notify', true) IS DISTINCT FROM 'off' THEN NOTIFY deliveries; END IF;
    RETURN NULL;
  END $$;
