/** The four figures of a group of rows with calls, connected and seconds, as columns. */
export const callFigures = `
  sum(calls)::BIGINT AS total_calls, sum(connected)::BIGINT AS connected_calls,
  rate(sum(connected), sum(calls)) AS connection_rate, whole(sum(seconds), sum(connected)) AS avg_duration_seconds`;

/** The same as fields of a struct that has them already. */
export const callFields = 'total_calls, connected_calls, connection_rate, avg_duration_seconds';

/** Calls by day, campaign and disposition, made in one pass over the rows: the rest is asked of it. */
export const createGroups = (schema: string, period: string): string => `
  CREATE OR REPLACE TEMP TABLE groups AS
  SELECT started_at::DATE AS day, campaign_id, coalesce(disposition, 'unknown') AS disposition, count(*) AS calls,
         count(*) FILTER (connected) AS connected, coalesce(sum(duration_seconds) FILTER (connected), 0) AS seconds,
         count(*) FILTER (sentiment = 'positive') AS positive, count(*) FILTER (sentiment = 'neutral') AS neutral,
         count(*) FILTER (sentiment = 'negative') AS negative
  FROM ${schema}.calls WHERE ${period} GROUP BY ALL`;

/** Shares of dispositions of the groups of `key`: a list by key. */
export const dispositionLists = (key: string): string => `
  SELECT ${key}, list(struct_pack(disposition, calls, share := rate(calls, total)) ORDER BY calls DESC, disposition) AS dispositions
  FROM (
    SELECT *, sum(calls) OVER (PARTITION BY ${key}) AS total
    FROM (SELECT ${key}, disposition, sum(calls)::BIGINT AS calls FROM groups GROUP BY ALL)
  ) GROUP BY ${key}`;
