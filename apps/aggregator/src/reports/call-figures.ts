import { sql } from '../sql/fragment.ts';

/**
 * The four figures of a group of rows that have calls, connected and duration_seconds (of connected calls):
 * connection_rate = connected ÷ calls; avg_duration_seconds = duration of connected calls ÷ connected calls.
 */
export const callFigures = sql`
  coalesce(sum(calls), 0) AS total_calls,
  coalesce(sum(connected), 0) AS connected_calls,
  rate(sum(connected), sum(calls)) AS connection_rate,
  round(quotient(sum(duration_seconds), sum(connected))) AS avg_duration_seconds`;

/** The same four, once they are columns, as pairs for json_build_object. */
export const callFigurePairs = sql`
  'total_calls', total_calls, 'connected_calls', connected_calls, 'connection_rate', connection_rate,
  'avg_duration_seconds', avg_duration_seconds`;
