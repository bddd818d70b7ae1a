-- `GET /v1/reports?q=` and `?email=` among a million reports. Under row-level security an index serves only operators that leak nothing, and those
-- of arrays are not among them. So the owner's functions ask the index, for the workspace that the transaction has set, and whoever calls them
-- reads by the ids that they give.

-- What a report is found by, each with its workspace, so that nobody's search reads another's: pairs of neighbours in the id (i), pairs and
-- triples in values of filters (v), addresses (@). The id is random: a pair is in one of ninety, and triples would cost several times as much to
-- store. Values repeat, and have few triples. A loop, since a query for each row would take five times as long.
CREATE FUNCTION search_terms(workspace text, report text, filters jsonb, addresses text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  terms text[] := '{}';
  held text := lower(report);
  address text;
BEGIN
  FOR place IN 1 .. length(held) - 1 LOOP
    terms := array_append(terms, workspace || ' i' || substr(held, place, 2));
  END LOOP;
  IF filters <> '{}' THEN
    FOR held IN
      SELECT lower(value #>> '{}') FROM jsonb_path_query(filters, 'strict $.**') AS value WHERE jsonb_typeof(value) = 'string'
    LOOP
      FOR place IN 1 .. length(held) - 1 LOOP
        terms := array_append(terms, workspace || ' v' || substr(held, place, 2));
        terms := array_append(terms, workspace || ' v' || substr(held, place, 3));
      END LOOP;
    END LOOP;
  END IF;
  FOREACH address IN ARRAY addresses LOOP
    terms := array_append(terms, workspace || ' @' || lower(address));
  END LOOP;
  RETURN terms;
END $$;

-- Ids of the workspace's reports that may hold a text of two characters or more, in no order: all that do and, since parts may stand apart,
-- some that do not.
CREATE FUNCTION reports_with_text(sought text) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_seqscan = off
AS $$
  WITH terms AS (
    SELECT array(SELECT current_workspace() || ' i' || substr(held, place, 2) FROM generate_series(1, length(held) - 1) AS place) AS of_id,
      array(SELECT current_workspace() || ' v' || substr(held, place, size) FROM generate_series(1, length(held) - size + 1) AS place) AS of_values
    FROM lower(sought) AS held, least(length(held), 3) AS size),
  found AS MATERIALIZED (
    SELECT id, workspace_id FROM reports
    WHERE search_terms(workspace_id, id, filters, notify_emails) COLLATE "C" @> (SELECT of_id FROM terms)
      OR search_terms(workspace_id, id, filters, notify_emails) COLLATE "C" @> (SELECT of_values FROM terms))
  SELECT id FROM found WHERE workspace_id = current_workspace()
$$;

-- Ids of the workspace's reports that are mailed to an address, in no order: one-time reports and runs by their own addresses, schedules and
-- their runs by the schedule's.
CREATE FUNCTION reports_mailed_to(address text) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp SET enable_seqscan = off
AS $$
  WITH term AS (SELECT array[current_workspace() || ' @' || lower(address)] AS sought),
  scheduled AS MATERIALIZED (
    SELECT report_id, workspace_id FROM schedules
    WHERE search_terms(workspace_id, '', '{}', emails) COLLATE "C" @> (SELECT sought FROM term)),
  found AS MATERIALIZED (
    SELECT id, workspace_id FROM reports
    WHERE search_terms(workspace_id, id, filters, notify_emails) COLLATE "C" @> (SELECT sought FROM term)
    UNION
    SELECT report_id, workspace_id FROM scheduled
    UNION
    SELECT id, workspace_id FROM reports WHERE source_report_id = ANY (array(SELECT report_id FROM scheduled)))
  SELECT id FROM found WHERE workspace_id = current_workspace()
$$;

REVOKE ALL ON FUNCTION reports_with_text, reports_mailed_to FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reports_with_text, reports_mailed_to TO reports_app;
