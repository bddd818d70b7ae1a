import { during, periodBefore, readJson, writeCsv, type Answer } from './answer.ts';
import { createQualityGroups } from './quality.ts';

const percent = (a: string, b: string): string => `(rounded(${a}, ${b}, 1000) / 10)::DECIMAL(9, 1)`;

const coached = `
  CREATE OR REPLACE TEMP TABLE coached AS
  WITH by_agent AS (
    SELECT agent_id, parameter, sum(evaluations)::HUGEINT AS evaluations, sum(passed)::HUGEINT AS passed,
           sum(score)::HUGEINT AS score, sum(max_score)::HUGEINT AS max_score
    FROM lines GROUP BY ALL
  ), peers AS (
    SELECT parameter, (SELECT max(position) FROM lines AS same WHERE same.parameter = by_agent.parameter) AS place,
           sum(evaluations)::HUGEINT AS peer_evaluations, sum(score)::HUGEINT AS peer_score, sum(max_score)::HUGEINT AS peer_max
    FROM by_agent GROUP BY ALL
  )
  SELECT *, rank <= 3 AND (fails OR trails) AS is_focus,
         score(score, evaluations) AS avg_score, score(max_score, evaluations) AS avg_max, rate(passed, evaluations) AS pass_rate,
         score(peer_score, peer_evaluations) AS peer_avg,
         (rounded(peer_score * evaluations - score * peer_evaluations, evaluations * peer_evaluations * 10, 10) / 10)::DECIMAL(9, 1) AS gap
  FROM (
    SELECT *, passed * 5 < evaluations * 4 AS fails,
           peer_max > 0 AND 20 * (peer_score * max_score - score * peer_max) >= max_score * peer_max AS trails,
           row_number() OVER (PARTITION BY agent_id ORDER BY score / max_score, parameter) AS rank
    FROM (
      SELECT by_agent.*, place, peer_evaluations - evaluations AS peer_evaluations, peer_score - score AS peer_score,
             peer_max - max_score AS peer_max
      FROM by_agent JOIN peers USING (parameter)
    )
  )`;

export const agentCoaching: Answer = async (connection, question) => {
  const { schema, csv } = question;
  await createQualityGroups(connection, question);
  await connection.run(coached);
  await writeCsv(
    connection,
    `SELECT neutralised(agent_id) AS agent_id, neutralised(name) AS agent_name, neutralised(parameter) AS parameter,
            coached.evaluations, avg_score, avg_max AS max_score, pass_rate, peer_avg AS peer_avg_score, gap, is_focus AS focus_area
     FROM coached
     JOIN (SELECT agent_id, sum(score) / sum(evaluations) AS mean FROM evaluated GROUP BY ALL) AS means USING (agent_id)
     JOIN ${schema}.agents ON agents.id = agent_id
     ORDER BY mean, coached.agent_id, place, coached.parameter`,
    csv,
  );
  const before = { ...question, ...periodBefore(question) };
  const figures = 'parameter, avg_score, max_score := avg_max, pass_rate, evaluations';
  const reason = `concat_ws('; ',
    CASE WHEN fails THEN format('Passed {} of {} evaluations, under 80 %', passed, evaluations) END,
    CASE WHEN trails THEN format('Scores {} % of the maximum, the other agents {} %',
                                 ${percent('score', 'max_score')}::VARCHAR, ${percent('peer_score', 'peer_max')}::VARCHAR) END)`;
  return readJson(
    connection,
    `WITH call_figures AS (
       SELECT agent_id, count(*) AS total_calls, count(*) FILTER (connected) AS connected_calls,
              sum(duration_seconds) FILTER (connected) AS duration_seconds,
              whole(sum(duration_seconds) FILTER (connected), count(*) FILTER (connected)) AS avg_duration_seconds
       FROM ${schema}.calls WHERE ${during('started_at', question)} GROUP BY ALL
     ), scores AS (
       SELECT agent_id, sum(evaluations)::HUGEINT AS evaluations, sum(passed) AS passed, sum(score)::HUGEINT AS score FROM evaluated GROUP BY ALL
     ), earlier AS (
       SELECT agent_id, count(*)::HUGEINT AS evaluations, tenths(sum(score)) AS score
       FROM ${schema}.evaluations WHERE ${during('evaluated_at', before)} GROUP BY ALL
     ), parameters AS (
       SELECT agent_id, list(struct_pack(${figures}) ORDER BY rank) AS lowest,
              list(struct_pack(${figures}, peer_avg_score := peer_avg, gap, reason := ${reason}) ORDER BY rank) FILTER (is_focus) AS focus
       FROM coached WHERE rank <= 3 GROUP BY ALL
     )
     SELECT to_json(struct_pack(targets := struct_pack(pass_rate := 0.8, peer_gap := 0.05), agents := list(struct_pack(
       agent_id := agent_id, agent_name := name, team := agents.team, total_calls := coalesce(total_calls, 0), connected_calls := coalesce(connected_calls, 0),
       avg_duration_seconds := avg_duration_seconds, calls_evaluated := coalesce(scores.evaluations, 0)::BIGINT,
       overall_score := score(scores.score, scores.evaluations), pass_rate := rate(passed, scores.evaluations),
       score_change := (rounded(scores.score * earlier.evaluations - earlier.score * scores.evaluations,
                              scores.evaluations * earlier.evaluations * 10, 10) / 10)::DECIMAL(9, 1),
       score_change_margin := CASE WHEN least(scores.evaluations, earlier.evaluations) >= 20
         THEN round(2 * sqrt(variance * (1 / scores.evaluations + 1 / earlier.evaluations)), 1) END,
       lowest_parameters := coalesce(lowest, []), focus_areas := coalesce(focus, [])
     ) ORDER BY scores.score / scores.evaluations NULLS LAST, agent_id), by_team := (
       SELECT list(struct_pack(team, agents := members, total_calls, connected_calls, avg_duration_seconds,
                               calls_evaluated, overall_score, pass_rate) ORDER BY mean_score NULLS LAST, team NULLS LAST)
       FROM (
         SELECT team, count(*) AS members, coalesce(sum(total_calls), 0)::BIGINT AS total_calls,
                coalesce(sum(connected_calls), 0)::BIGINT AS connected_calls,
                whole(sum(duration_seconds), sum(connected_calls)) AS avg_duration_seconds,
                coalesce(sum(evaluations), 0)::BIGINT AS calls_evaluated,
                score(sum(score)::HUGEINT, sum(evaluations)::HUGEINT) AS overall_score,
                rate(sum(passed), sum(evaluations)) AS pass_rate, sum(score) / sum(evaluations) AS mean_score
         FROM call_figures FULL JOIN scores USING (agent_id) LEFT JOIN ${schema}.agents ON agents.id = agent_id
         GROUP BY team))))
     FROM call_figures FULL JOIN scores USING (agent_id) LEFT JOIN earlier USING (agent_id) LEFT JOIN parameters USING (agent_id)
     LEFT JOIN ${schema}.agents ON agents.id = agent_id
     CROSS JOIN (SELECT var_samp(score) AS variance FROM (
       SELECT score FROM ${schema}.evaluations WHERE ${during('evaluated_at', question)} ORDER BY evaluated_at, id LIMIT 5000))`,
  );
};
