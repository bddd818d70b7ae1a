import type { Scope } from '../../scope/scope.ts';
import { callDays } from '../../relations/call-relations.ts';
import { weekOf } from '../../relations/conditions.ts';
import { weekContacts } from '../../relations/contact-relations.ts';
import { sql } from '../../sql/fragment.ts';
import { callFigures } from '../call-figures.ts';
import { columnsOf, textCell } from '../columns.ts';
import type { RowsQuery } from '../report-queries.ts';
import { sentimentShares } from './sentiment-shares.ts';

/** A row for each campaign × ISO week that has calls, by both. */
export const rows = (scope: Scope): RowsQuery => ({
  header: columnsOf('campaign_performance'),
  query: sql`
    SELECT ${textCell(sql`campaign_id`)}, ${textCell(sql`coalesce(name, campaign_id)`)}, ${weekOf(sql`week_start`)},
           coalesce(attempted, 0), coalesce(reached, 0), rate(reached, attempted),
           total_calls, connected_calls, connection_rate, avg_duration_seconds, positive, neutral, negative
    FROM (
      SELECT campaign_id, date_trunc('week', day::timestamp)::date AS week_start, ${callFigures}, ${sentimentShares}
      FROM (${callDays(scope, 'week')}) AS rollups
      GROUP BY 1, 2
    ) AS sums
    LEFT JOIN (${weekContacts(scope)}) AS contacts USING (campaign_id, week_start)
    LEFT JOIN campaigns ON campaigns.id = campaign_id
    ORDER BY campaign_id, week_start`,
});
