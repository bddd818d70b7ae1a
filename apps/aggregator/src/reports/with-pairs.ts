import { type Fragment, sql } from '../sql/fragment.ts';

/** A JSON object with the pairs of another behind its own, as text: numbers keep their decimals. The other may be empty. */
export const withPairs = (object: Fragment, pairs: Fragment): Fragment => sql`
  (SELECT CASE WHEN pairs = '{}' THEN object::json ELSE (left(object, -1) || ', ' || substr(pairs, 2))::json END
   FROM (SELECT (${object})::text AS object, (${pairs})::text AS pairs) AS parts)`;
