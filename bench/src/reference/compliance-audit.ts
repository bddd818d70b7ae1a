import { coverage, during, readJson, weekDays, writeCsv, type Answer } from './answer.ts';

export const complianceAudit: Answer = async (connection, question) => {
  const { schema, csv } = question;
  const period = during('checked_at', question);
  await writeCsv(
    connection,
    `SELECT neutralised(v.id) AS check_id, strftime(checked_at, '%Y-%m-%dT%H:%M:%SZ') AS checked_at,
            neutralised(call_id) AS call_id, neutralised(agent_id) AS agent_id, neutralised(agents.name) AS agent_name,
            neutralised(campaign_id) AS campaign_id, neutralised(campaigns.name) AS campaign_name,
            neutralised("check") AS "check", severity, neutralised(detail) AS detail
     FROM ${schema}.compliance_checks AS v
     LEFT JOIN ${schema}.agents ON agents.id = agent_id
     LEFT JOIN ${schema}.campaigns ON campaigns.id = campaign_id
     WHERE NOT passed AND ${period}
     ORDER BY v.checked_at, v.id`,
    csv,
  );
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE counts AS
    SELECT checked_at::DATE AS day, "check", severity, count(*) AS checks, count(*) FILTER (passed) AS passed
    FROM ${schema}.compliance_checks WHERE ${period} GROUP BY ALL`);
  const checked = `(SELECT count(DISTINCT call_id) FROM ${schema}.compliance_checks WHERE ${period})`;
  const figures =
    'sum(checks)::BIGINT AS performed, sum(passed)::BIGINT AS passed, sum(checks - passed)::BIGINT AS failed, rate(sum(passed), sum(checks)) AS pass_rate';
  return readJson(
    connection,
    `SELECT to_json(struct_pack(
       checks_performed := performed, checks_passed := passed, checks_failed := failed, pass_rate,
       calls_checked := ${checked}, ${coverage(schema, checked, during('started_at', question))},
       trend := (SELECT list(struct_pack(week, ${weekDays(question)}, checks_performed := performed, checks_failed := failed,
                                         critical_violations := critical, pass_rate) ORDER BY week)
               FROM (SELECT week_of(day) AS week, date_trunc('week', day)::DATE AS week_start, ${figures},
                            coalesce(sum(checks - passed) FILTER (severity = 'critical'), 0)::BIGINT AS critical
                     FROM counts GROUP BY ALL)),
       repeat_offenders := coalesce((
         SELECT list(struct_pack(agent_id, agent_name := name, "check", performed, failed, critical)
                     ORDER BY failed DESC, critical DESC, agent_id, "check")
         FROM (SELECT agent_id, "check", count(*) AS performed, count(*) FILTER (NOT passed) AS failed,
                      count(*) FILTER (NOT passed AND severity = 'critical') AS critical
               FROM ${schema}.compliance_checks WHERE ${period} GROUP BY ALL HAVING count(*) FILTER (NOT passed) >= 2
               ORDER BY failed DESC, critical DESC, agent_id, "check" LIMIT 50)
         JOIN ${schema}.agents ON agents.id = agent_id), []),
       by_team := (SELECT list(struct_pack(team, agents := members, checks_performed := performed, checks_failed := failed,
                                           critical_violations := critical, pass_rate) ORDER BY share, team NULLS LAST)
                   FROM (SELECT team, count(DISTINCT agent_id) AS members, count(*) AS performed, count(*) FILTER (NOT passed) AS failed,
                                count(*) FILTER (NOT passed AND severity = 'critical') AS critical, count(*) FILTER (passed) / count(*) AS share,
                                rate(count(*) FILTER (passed), count(*)) AS pass_rate
                         FROM ${schema}.compliance_checks AS v LEFT JOIN ${schema}.agents ON agents.id = v.agent_id
                         WHERE ${period} GROUP BY team)),
       severity_breakdown := (
         SELECT list(struct_pack(severity, violations := coalesce(violations, 0)) ORDER BY place)
         FROM (VALUES ('critical', 1), ('high', 2), ('medium', 3), ('low', 4)) AS severities (severity, place)
         LEFT JOIN (SELECT severity, sum(checks - passed)::BIGINT AS violations FROM counts GROUP BY ALL) USING (severity)),
       check_results := (SELECT list(struct_pack("check", performed, passed, failed, pass_rate) ORDER BY failed DESC, "check")
                       FROM (SELECT "check", ${figures} FROM counts GROUP BY ALL))
     )) FROM (SELECT ${figures} FROM counts)`,
  );
};
