import { newerInSummary, readFigure } from '@reports/contracts';
import { type Database, reports } from '@reports/database';
import { newerVersion, ServiceError } from '@reports/service';
import type { Storage } from '@reports/storage';
import { eq } from 'drizzle-orm';
import type { ReadFigure } from '../ledger/record-deliveries.ts';

/**
 * Reads the figure of a run's condition from its frozen dataset. A dataset that is gone has none; storage that is away throws `storage_unavailable`, so
 * that the event waits.
 */
export const createReadFigure =
  ({ database, storage }: { database: Database; storage: Storage }): ReadFigure =>
  async ({ workspaceid, data: { report_id: reportId } }) => {
    const [report] = await database.withWorkspace(workspaceid, (transaction) =>
      transaction
        .select({ type: reports.type, dataset: reports.dataset, rules: reports.mailRules })
        .from(reports)
        .where(eq(reports.id, reportId)),
    );
    const figure = report?.rules?.deliver_if?.figure;
    if (!report?.dataset || figure === undefined) return null;
    try {
      const summary = JSON.parse((await storage.getBuffer(report.dataset.summaryKey)).toString()) as {
        data?: unknown;
      };
      const newer = newerInSummary(summary);
      if (newer.length > 0) throw newerVersion(newer);
      return readFigure(report.type, summary.data, figure);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'object_missing') return null;
      throw error;
    }
  };
