import { sql } from '../../sql/fragment.ts';

/** The calls that have a sentiment, and each one's share of them. */
export const sentimentShares = sql`
  coalesce(sum(positive + neutral + negative), 0) AS calls_with_sentiment,
  rate(sum(positive), sum(positive + neutral + negative)) AS positive,
  rate(sum(neutral), sum(positive + neutral + negative)) AS neutral,
  rate(sum(negative), sum(positive + neutral + negative)) AS negative`;
