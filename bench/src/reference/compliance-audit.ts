import { during, readJson, writeCsv, type Answer } from './answer.ts';

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
    SELECT "check", severity, count(*) AS checks, count(*) FILTER (passed) AS passed
    FROM ${schema}.compliance_checks WHERE ${period} GROUP BY ALL`);
  const figures =
    'sum(checks)::BIGINT AS performed, sum(passed)::BIGINT AS passed, sum(checks - passed)::BIGINT AS failed, rate(sum(passed), sum(checks)) AS pass_rate';
  return readJson(
    connection,
    `SELECT to_json(struct_pack(
       checks_performed := performed, checks_passed := passed, checks_failed := failed, pass_rate,
       severity_breakdown := (
         SELECT list(struct_pack(severity, violations := coalesce(violations, 0)) ORDER BY place)
         FROM (VALUES ('critical', 1), ('high', 2), ('medium', 3), ('low', 4)) AS severities (severity, place)
         LEFT JOIN (SELECT severity, sum(checks - passed)::BIGINT AS violations FROM counts GROUP BY ALL) USING (severity)),
       check_results := (SELECT list(struct_pack("check", performed, passed, failed, pass_rate) ORDER BY failed DESC, "check")
                       FROM (SELECT "check", ${figures} FROM counts GROUP BY ALL))
     )) FROM (SELECT ${figures} FROM counts)`,
  );
};
