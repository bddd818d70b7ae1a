import { compareHeadlines, type Comparison, type ReportRequest } from '@reports/contracts';
import { type Database, reports } from '@reports/database';
import { isWaitedFor } from '@reports/service';
import type { Storage } from '@reports/storage';
import { eq } from 'drizzle-orm';

interface Dependencies {
  database: Database;
  storage: Storage;
}

/**
 * The headline figures of a report beside those of the earlier one that its request names. Undefined where it names none; without
 * figures where those of the earlier one are gone, which costs the reader the comparison and not the report. Storage that is away throws.
 */
export const compareReports = async (
  { database, storage }: Dependencies,
  { workspace_id: workspaceId, type, compared_to: earlierId }: ReportRequest,
  data: unknown,
  signal: AbortSignal,
): Promise<Comparison | undefined> => {
  if (earlierId === undefined) return undefined;
  const [earlier] = await database.withWorkspace(workspaceId, (transaction) =>
    transaction.select({ dataset: reports.dataset }).from(reports).where(eq(reports.id, earlierId)),
  );
  if (!earlier?.dataset) return { report_id: earlierId };
  try {
    const summary = JSON.parse(
      (await storage.getBuffer(earlier.dataset.summaryKey, { signal })).toString(),
    ) as {
      data: unknown;
    };
    return {
      report_id: earlierId,
      data_as_of: earlier.dataset.dataAsOf,
      figures: compareHeadlines(type, summary.data, data),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (isWaitedFor(error)) throw error;
    return { report_id: earlierId };
  }
};
