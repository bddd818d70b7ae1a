import { type Fragment, sql } from '../sql/fragment.ts';

/**
 * A JSON object with the pairs of another behind its own, as text: numbers keep their decimals. The other may be empty. `OFFSET 0`: else the planner
 * puts each of the two wherever it is named, and plans all that is in it as often.
 */
export const withPairs = (object: Fragment, pairs: Fragment): Fragment => sql`
  (SELECT CASE WHEN pairs = '{}' THEN object::json ELSE (left(object, -1) || ', ' || substr(pairs, 2))::json END
   FROM (SELECT (${object})::text AS object, (${pairs})::text AS pairs OFFSET 0) AS parts)`;
