import { coverage, during, periodBefore, readJson, weekDays, writeCsv, type Answer } from './answer.ts';
import { createQualityGroups, lineMeans, scores } from './quality.ts';

export const qaPerformance: Answer = async (connection, question) => {
  const { schema, csv } = question;
  const before = periodBefore(question);
  await createQualityGroups(connection, question);
  await writeCsv(
    connection,
    `SELECT neutralised(campaign_id) AS campaign_id, neutralised(campaigns.name) AS campaign_name,
            neutralised(agent_id) AS agent_id, neutralised(agents.name) AS agent_name, neutralised(parameter) AS parameter,
            means.evaluations, avg_score, max_score, pass_rate
     FROM (SELECT campaign_id, agent_id, parameter, ${lineMeans} FROM lines GROUP BY ALL) AS means
     JOIN (SELECT parameter, max(position) AS place FROM lines GROUP BY ALL) AS places USING (parameter)
     JOIN ${schema}.campaigns ON campaigns.id = campaign_id
     JOIN ${schema}.agents ON agents.id = agent_id
     ORDER BY means.campaign_id, means.agent_id, place, means.parameter`,
    csv,
  );
  return readJson(
    connection,
    `SELECT to_json(struct_pack(
       calls_evaluated, overall_score, pass_rate, ${coverage(schema, 'calls_evaluated', during('started_at', question))},
       targets := struct_pack(pass_rate := 0.8),
       score_distribution := (
         SELECT list(struct_pack("from" := bucket * 10, "to" := bucket * 10 + 10, evaluations := coalesce(evaluations, 0)) ORDER BY bucket)
         FROM range(10) AS tens (bucket)
         LEFT JOIN (SELECT least(floor(score / 10), 9)::BIGINT AS bucket, count(*) AS evaluations
                    FROM ${schema}.evaluations WHERE ${during('evaluated_at', question)} GROUP BY ALL) USING (bucket)),
       previous_period := (
         SELECT struct_pack("from" := '${before.from}', "to" := '${before.to}', calls_evaluated, overall_score, pass_rate,
                            ${coverage(schema, 'calls_evaluated', during('started_at', { ...question, ...before }))})
         FROM (SELECT ${scores} FROM (
           SELECT count(*) AS evaluations, count(*) FILTER (passed) AS passed, tenths(sum(score)) AS score
           FROM ${schema}.evaluations WHERE ${during('evaluated_at', { ...question, ...before })}))),
       trend := (SELECT list(struct_pack(week, ${weekDays(question)}, overall_score, pass_rate, calls_evaluated) ORDER BY week)
               FROM (SELECT week_of(day) AS week, date_trunc('week', day)::DATE AS week_start, ${scores} FROM evaluated GROUP BY ALL)),
       parameter_breakdown := (
         SELECT list(struct_pack(parameter, avg_score, max_score, pass_rate, evaluations) ORDER BY place, parameter)
         FROM (SELECT parameter, max(position) AS place, ${lineMeans} FROM lines GROUP BY ALL)),
       by_agent := (SELECT list(struct_pack(agent_id, agent_name := name, calls_evaluated, overall_score, pass_rate) ORDER BY mean_score, agent_id)
                  FROM (SELECT agent_id, ${scores} FROM evaluated GROUP BY ALL) JOIN ${schema}.agents ON agents.id = agent_id),
       by_team := (SELECT list(struct_pack(team, agents := members, calls_evaluated, overall_score, pass_rate) ORDER BY mean_score, team NULLS LAST)
                 FROM (SELECT team, count(DISTINCT agent_id) AS members, ${scores}
                       FROM evaluated LEFT JOIN ${schema}.agents ON agents.id = agent_id GROUP BY team)),
       by_campaign := (SELECT list(struct_pack(campaign_id, campaign_name := name, calls_evaluated, overall_score, pass_rate) ORDER BY mean_score, campaign_id)
                     FROM (SELECT campaign_id, ${scores} FROM evaluated GROUP BY ALL) JOIN ${schema}.campaigns ON campaigns.id = campaign_id)
     )) FROM (SELECT ${scores} FROM evaluated)`,
  );
};
