-- The rates of 0031 as they were, by one division instead of four: where a rate has two decimals, three or four is told by multiplication.
CREATE OR REPLACE FUNCTION rate(part numeric, whole numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT CASE
      WHEN part = 0 OR part = whole OR part * 200 >= whole AND part * 200 < whole * 199 THEN round(quotient(part, whole), 2)
      WHEN part * 2000 >= whole AND part * 2000 < whole * 1999 THEN round(quotient(part, whole), 3)
      WHEN whole <> 0 AND part IS NOT NULL THEN least(greatest(round(quotient(part, whole), 4), 0.0001), 0.9999)
    END
  $$;

-- Of counts that are integers, as most are: several times as fast. Half of a whole is added before the division, which leaves out what remains.
CREATE FUNCTION rate(part bigint, whole bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT CASE
      WHEN part = 0 OR part = whole OR part * 200 >= whole AND part * 200 < whole * 199
        THEN (part * 200 + whole) / nullif(whole * 2, 0) * 0.01
      WHEN part * 2000 >= whole AND part * 2000 < whole * 1999 THEN (part * 2000 + whole) / (whole * 2) * 0.001
      WHEN whole <> 0 AND part IS NOT NULL
        THEN least(greatest((part * 20000 + whole) / (whole * 2), 1), 9999) * 0.0001
    END
  $$;
