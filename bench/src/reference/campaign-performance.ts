import { during, readJson, weekDays, writeCsv, type Answer, type Question } from './answer.ts';
import { callFields, callFigures, createGroups, dispositionLists } from './call-figures.ts';

const sentiments = [
  'sum(positive + neutral + negative)::BIGINT AS calls_with_sentiment',
  ...['positive', 'neutral', 'negative'].map(
    (name) => `rate(sum(${name}), sum(positive + neutral + negative)) AS ${name}`,
  ),
].join(', ');

/** Figures of the groups of `key`, as one struct each. */
const figuresBy = (key: string, question: Question): string => `
  SELECT ${key}, total_calls, struct_pack(
    contacts_attempted := attempted, contacts_reached := reached, reach_rate := rate(reached, attempted), ${callFields}, dispositions,
    sentiment := struct_pack(positive, neutral, negative, calls := calls_with_sentiment), sentiment_trend
  ) AS figures
  FROM (SELECT ${key}, ${callFigures}, ${sentiments} FROM groups GROUP BY ${key})
  JOIN (${dispositionLists(key)}) USING (${key})
  JOIN (
    SELECT ${key}, list(struct_pack(week, ${weekDays(question)}, calls, calls_with_sentiment, positive, neutral, negative) ORDER BY week) AS sentiment_trend
    FROM (SELECT ${key}, week_of(day) AS week, date_trunc('week', day)::DATE AS week_start, sum(calls)::BIGINT AS calls, ${sentiments} FROM groups GROUP BY ALL)
    GROUP BY ${key}
  ) USING (${key})
  JOIN (
    SELECT ${key}, count(*) AS attempted, count(*) FILTER (reached) AS reached
    FROM (SELECT ${key}, contact_id, bool_or(reached) AS reached FROM contacts GROUP BY ALL) GROUP BY ${key}
  ) USING (${key})`;

export const campaignPerformance: Answer = async (connection, question) => {
  const { schema, csv } = question;
  const period = during('started_at', question);
  await connection.run(`
    ${createGroups(schema, period)};
    ALTER TABLE groups ADD COLUMN everything BOOLEAN DEFAULT true;
    CREATE OR REPLACE TEMP TABLE contacts AS
    SELECT campaign_id, date_trunc('week', started_at)::DATE AS week_start, contact_id, bool_or(connected) AS reached, true AS everything
    FROM ${schema}.calls WHERE ${period} GROUP BY ALL`);
  await writeCsv(
    connection,
    `SELECT neutralised(campaign_id) AS campaign_id, neutralised(name) AS campaign_name, week_of(week_start) AS week,
            attempted AS contacts_attempted, reached AS contacts_reached, rate(reached, attempted) AS reach_rate,
            ${callFields}, positive, neutral, negative
     FROM (SELECT campaign_id, date_trunc('week', day)::DATE AS week_start, ${callFigures}, ${sentiments} FROM groups GROUP BY ALL) AS sums
     JOIN (SELECT campaign_id, week_start, count(*) AS attempted, count(*) FILTER (reached) AS reached FROM contacts GROUP BY ALL)
       USING (campaign_id, week_start)
     JOIN ${schema}.campaigns ON campaigns.id = campaign_id
     ORDER BY sums.campaign_id, week_start`,
    csv,
  );
  return readJson(
    connection,
    `SELECT to_json(struct_pack(
       totals := (SELECT figures FROM (${figuresBy('everything', question)})),
       campaigns := (SELECT list(struct_concat(struct_pack(campaign_id, campaign_name := name), figures) ORDER BY total_calls DESC, campaign_id)
                   FROM (${figuresBy('campaign_id', question)}) JOIN ${schema}.campaigns ON campaigns.id = campaign_id)
     ))`,
  );
};
