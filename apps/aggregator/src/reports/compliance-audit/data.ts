import { severities } from '@reports/contracts';
import type { Scope } from '../../scope/scope.ts';
import { checkCounts } from '../../relations/check-relations.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';

/**
 * Checks performed, passed and failed, pass_rate = passed ÷ performed; violations (failed checks) by severity, all four; the
 * same by check, most failed first. The violations themselves are the rows.
 */
export const data = (scope: Scope): Fragment => sql`
  WITH counts AS MATERIALIZED (${checkCounts(scope)}),
  severity_breakdown AS (
    SELECT json_agg(json_build_object('severity', severity, 'violations', violations) ORDER BY place) AS list
    FROM (
      SELECT severity, place, coalesce(sum(checks - passed), 0) AS violations
      FROM unnest(${severities}) WITH ORDINALITY AS listed (severity, place)
      LEFT JOIN counts USING (severity)
      GROUP BY 1, 2
    ) AS severities
  ),
  check_results AS (
    SELECT json_agg(json_build_object('check', "check", 'performed', performed, 'passed', passed,
                                      'failed', failed, 'pass_rate', pass_rate)
                    ORDER BY failed DESC, "check") AS list
    FROM (SELECT "check", ${figures} FROM counts GROUP BY "check") AS results
  )
  SELECT json_build_object(
    'checks_performed', performed,
    'checks_passed', passed,
    'checks_failed', failed,
    'pass_rate', pass_rate,
    'severity_breakdown', (SELECT list FROM severity_breakdown),
    'check_results', coalesce((SELECT list FROM check_results), '[]')
  ) AS data
  FROM (SELECT ${figures} FROM counts) AS totals`;

const figures = sql`
  coalesce(sum(checks), 0) AS performed,
  coalesce(sum(passed), 0) AS passed,
  coalesce(sum(checks - passed), 0) AS failed,
  rate(sum(passed), sum(checks)) AS pass_rate`;
