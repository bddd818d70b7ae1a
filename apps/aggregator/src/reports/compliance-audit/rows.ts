import type { Scope } from '../../scope/scope.ts';
import { isInScope } from '../../relations/check-relations.ts';
import { sql } from '../../sql/fragment.ts';
import { columnsOf, freeTextCell, instantText, textCell } from '../columns.ts';
import type { RowsQuery } from '../report-queries.ts';

/** The violation log: every failed check, oldest first, those of one instant by id. */
export const rows = (scope: Scope): RowsQuery => ({
  header: columnsOf('compliance_audit'),
  query: sql`
    SELECT ${textCell(sql`check_id`)}, ${instantText(sql`checked_at`)}, ${textCell(sql`call_id`)},
           ${textCell(sql`agent_id`)}, ${textCell(sql`coalesce(agents.name, agent_id)`)},
           ${textCell(sql`campaign_id`)}, ${textCell(sql`coalesce(campaigns.name, campaign_id)`)},
           ${textCell(sql`"check"`)}, severity, ${freeTextCell(sql`detail`)}
    FROM (
      SELECT id AS check_id, checked_at, call_id, agent_id, campaign_id, "check", severity, detail
      FROM compliance_checks
      WHERE NOT passed AND ${isInScope(scope)}
    ) AS violations
    LEFT JOIN agents ON agents.id = agent_id
    LEFT JOIN campaigns ON campaigns.id = campaign_id
    ORDER BY checked_at, check_id`,
});
