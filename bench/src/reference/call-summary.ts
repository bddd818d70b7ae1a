import { during, readJson, writeCsv, type Answer } from './answer.ts';
import { callFields, callFigures, createGroups, dispositionLists } from './call-figures.ts';

export const callSummary: Answer = async (connection, question) => {
  const { schema, from, to, csv } = question;
  await connection.run(createGroups(schema, during('started_at', question)));
  const found = await connection.runAndReadAll('SELECT DISTINCT disposition FROM groups ORDER BY 1');
  const counts = found
    .getRows()
    .map(
      ([name]) =>
        `coalesce(sum(calls) FILTER (disposition = '${String(name)}'), 0)::BIGINT AS "disposition_${String(name)}"`,
    );
  await writeCsv(
    connection,
    `SELECT day AS date, neutralised(campaign_id) AS campaign_id, neutralised(any_value(name)) AS campaign_name,
            ${callFigures}, ${counts.join(', ')}
     FROM groups JOIN ${schema}.campaigns ON campaigns.id = campaign_id
     GROUP BY day, groups.campaign_id ORDER BY day, groups.campaign_id`,
    csv,
  );
  return readJson(
    connection,
    `SELECT to_json(struct_pack(
       total_calls, connected_calls, connection_rate, avg_duration_seconds,
       dispositions := (SELECT any_value(dispositions) FROM (${dispositionLists("'all'")})),
       by_campaign := (
         SELECT list(struct_pack(campaign_id, campaign_name := name, ${callFields}, dispositions) ORDER BY total_calls DESC, campaign_id)
         FROM (SELECT campaign_id, ${callFigures} FROM groups GROUP BY campaign_id)
         JOIN (${dispositionLists('campaign_id')}) USING (campaign_id)
         JOIN ${schema}.campaigns ON campaigns.id = campaign_id),
       by_date := (
         SELECT list(struct_pack(date := day::VARCHAR, ${callFields}) ORDER BY day)
         FROM (SELECT day, coalesce(total_calls, 0) AS total_calls, coalesce(connected_calls, 0) AS connected_calls,
                      connection_rate, avg_duration_seconds
               FROM (SELECT unnest(generate_series(DATE '${from}', DATE '${to}', INTERVAL 1 DAY))::DATE AS day)
               LEFT JOIN (SELECT day, ${callFigures} FROM groups GROUP BY day) USING (day)))
     )) FROM (SELECT ${callFigures} FROM groups)`,
  );
};
