-- A text cell of a CSV, safe to open in a spreadsheet whether commas, semicolons or tabs separate its cells: `neutralise` of the
-- contracts, its second rule. `neutralise(text)` stays as it is for services of before: what they write says the first rule.
CREATE FUNCTION neutralise_cell(cell text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT CASE WHEN cell ~ E'^["\']*[=+@\t\r\n＝＋－＠-]' THEN '''' ELSE '' END
        || CASE WHEN cell ~ E'[;\t\r\n]["\']*[=+@＝＋－＠-]'
                THEN regexp_replace(cell, E'([;\t\r\n])(["\']*[=+@＝＋－＠-])', E'\\1\'\\2', 'g') ELSE cell END
  $$;

-- The same for a text without control characters, as names and identifiers are. The comparisons spare most cells the regular
-- expressions: what makes a formula sorts before the letters, or after most scripts.
CREATE FUNCTION neutralise_name(cell text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT CASE WHEN cell < 'A' COLLATE "C" OR cell >= '＀' COLLATE "C" OR strpos(cell, ';') > 0
                THEN neutralise_cell(cell) ELSE cell END
  $$;
