import { addDays } from '../../scope/period.ts';
import type { Scope } from '../../scope/scope.ts';
import { isInScope, violationCount } from '../../relations/check-relations.ts';
import { type Fragment, sql } from '../../sql/fragment.ts';
import { cellsOf, columnsOf, freeTextCell, instantText, textCell, withCells } from '../columns.ts';
import type { RowsQuery } from '../report-queries.ts';

/** The violation log: every failed check, oldest first, those of one instant by id. In parts of about as much time where it is long. */
export const rows = (scope: Scope): RowsQuery => {
  const count = violationCount(scope);
  const cut = (parts: number) => stretches(scope, parts).map((part) => violations(scope, part));
  return {
    header: columnsOf('compliance_audit'),
    query: violations(scope, sql`TRUE`),
    parts: count && { count, cut },
  };
};

const violations = (scope: Scope, isInPart: Fragment): Fragment => sql`
    SELECT ${textCell(sql`check_id`)}, ${instantText(sql`checked_at`)}, ${textCell(sql`call_id`)},
           ${cellsOf('agents', sql`agent_id`)}, ${cellsOf('campaigns', sql`campaign_id`)},
           ${textCell(sql`"check"`)}, severity, ${freeTextCell(sql`detail`)}
    FROM (
      SELECT id AS check_id, checked_at, call_id, agent_id, campaign_id, "check", severity, detail
      FROM compliance_checks
      WHERE NOT passed AND ${isInScope(scope)} AND ${isInPart}
    ) AS violations
    LEFT JOIN ${withCells('agents')} ON agents.id = agent_id
    LEFT JOIN ${withCells('campaigns')} ON campaigns.id = campaign_id
    ORDER BY checked_at, check_id`;

/**
 * Conditions on checked_at, of which each instant of the period meets one, earlier ones an earlier one. Cut at instants and not by days: these may come
 * in another order, where a clock goes back over midnight.
 */
const stretches = ({ period }: Scope, parts: number): Fragment[] => {
  const [since, until] = [Date.parse(period.from), Date.parse(addDays(period.to, 1))];
  const cuts = Array.from({ length: Math.max(parts, 1) - 1 }, (_, place) =>
    new Date(since + ((until - since) * (place + 1)) / parts).toISOString(),
  );
  return [...cuts, undefined].map((end, place) => {
    const start = cuts[place - 1];
    const from = start === undefined ? sql`TRUE` : sql`checked_at >= ${start}::timestamptz`;
    return end === undefined ? from : sql`${from} AND checked_at < ${end}::timestamptz`;
  });
};
