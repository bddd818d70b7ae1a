import { sql } from '../../sql/fragment.ts';

/** Each sentiment's share of the calls that have one. */
export const sentimentShares = sql`
  round(quotient(sum(positive), sum(positive + neutral + negative)), 2) AS positive,
  round(quotient(sum(neutral), sum(positive + neutral + negative)), 2) AS neutral,
  round(quotient(sum(negative), sum(positive + neutral + negative)), 2) AS negative`;
