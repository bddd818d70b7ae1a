-- A rate or share from 0 to 1 as reports have it: two decimals, half away from zero. One is 0 or 1 only when it is exactly that:
-- one that would round to 0 or 1 has as many decimals as show the difference, four at most (0.996, 0.9999, never less than 0.0001).
-- NULL where there is nothing to divide by.
CREATE FUNCTION rate(part numeric, whole numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT CASE
      WHEN quotient(part, whole) IS NULL THEN NULL
      WHEN part = 0 OR part = whole OR round(quotient(part, whole), 2) BETWEEN 0.01 AND 0.99 THEN round(quotient(part, whole), 2)
      WHEN round(quotient(part, whole), 3) BETWEEN 0.001 AND 0.999 THEN round(quotient(part, whole), 3)
      ELSE least(greatest(round(quotient(part, whole), 4), 0.0001), 0.9999)
    END
  $$;
