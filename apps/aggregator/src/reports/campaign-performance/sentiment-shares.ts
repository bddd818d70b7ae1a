import { sql } from '../../sql/fragment.ts';

/** Each sentiment's share of the calls that have one. */
export const sentimentShares = sql`
  rate(sum(positive), sum(positive + neutral + negative)) AS positive,
  rate(sum(neutral), sum(positive + neutral + negative)) AS neutral,
  rate(sum(negative), sum(positive + neutral + negative)) AS negative`;
