import type { RevokedLinks } from '@reports/contracts';
import { inWorkspace, reports, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { reportNotFound } from './require-report.ts';

/** From now on no link to the report's file that was made before opens it. Throws `report_not_found`. */
export const revokeLinks = async (transaction: Transaction, reportId: string): Promise<RevokedLinks> => {
  const [row] = await transaction
    .update(reports)
    .set({ linksRevokedAt: sql`now()` })
    .where(and(eq(reports.id, reportId), inWorkspace(reports), isNull(reports.deletedAt)))
    .returning({ revokedAt: reports.linksRevokedAt });
  if (!row?.revokedAt) throw reportNotFound(reportId);
  return { report_id: reportId, links_revoked_at: formatTimestamp(row.revokedAt) };
};
