import {
  inWorkspace,
  type ReportRow,
  reports,
  schedules,
  deliveries,
  type Transaction,
} from '@reports/database';
import type { Logger } from '@reports/service';
import type { Storage } from '@reports/storage';
import { and, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { announceSchedule } from '../schedules/announce-schedule.ts';
import { announceCancelled } from './cancel-report.ts';
import { reportNotFound } from './require-report.ts';

/**
 * Deletes a report: what is being made is cancelled, its deliveries go, and its row. With `runs` its schedule and every run go as well. Else
 * a schedule stays: the report is then gone for everybody, and its row stays for the runs to come, without figures.
 *
 * Gives the keys of the objects to remove once the transaction has committed; an attempt that is paused may write others later, which are swept.
 * Throws `report_not_found`.
 */
export const deleteReport = async (
  transaction: Transaction,
  reportId: string,
  { runs }: { runs: boolean },
): Promise<string[]> => {
  const [report] = await transaction.select().from(reports).where(eq(reports.id, reportId)).for('update');
  // What was deleted and left its schedule can still be deleted with it.
  if (!report || (report.deletedAt && !runs)) throw reportNotFound(reportId);
  const [schedule] = await transaction
    .select()
    .from(schedules)
    .where(eq(schedules.reportId, reportId))
    .for('update');
  if (!runs && schedule) return emptyRow(transaction, report);
  const deleted = await transaction
    .delete(reports)
    .where(and(inWorkspace(reports), runs ? isReportOrRun(reportId) : eq(reports.id, reportId)))
    .returning();
  for (const row of deleted) await cancelMaking(transaction, row);
  if (schedule) await announceSchedule(transaction, schedule);
  return unsharedKeys(transaction, deleted);
};

const isReportOrRun = (reportId: string) =>
  or(eq(reports.id, reportId), eq(reports.sourceReportId, reportId));

const cancelMaking = async (transaction: Transaction, row: ReportRow): Promise<void> => {
  if (row.status === 'generating') await announceCancelled(transaction, row);
};

const emptyRow = async (transaction: Transaction, report: ReportRow): Promise<string[]> => {
  await transaction
    .update(reports)
    .set({
      status: 'failed',
      errorCode: 'deleted',
      errorMessage: 'The report was deleted. Its schedule goes on.',
      errorRetryable: false,
      completedAt: sql`coalesce(${reports.completedAt}, now())`,
      deliveriesRecordedAt: sql`now()`,
      deletedAt: sql`now()`,
      dataset: null,
      rowCount: null,
      dataAsOf: null,
      fileKey: null,
      fileBytes: null,
      fileSha256: null,
      fileRetainedUntil: null,
      pageCount: null,
      parts: null,
    })
    .where(and(eq(reports.id, report.id), inWorkspace(reports)));
  await transaction
    .delete(deliveries)
    .where(and(eq(deliveries.reportId, report.id), inWorkspace(deliveries)));
  // As the foreign key does when the row goes: renderings of its figures have them as their own.
  await transaction
    .update(reports)
    .set({ datasetReportId: null })
    .where(
      and(eq(reports.datasetReportId, report.id), inWorkspace(reports), ne(reports.status, 'generating')),
    );
  await cancelMaking(transaction, report);
  return unsharedKeys(transaction, [report]);
};

/** What the rows named and no other report needs: a rendering has the dataset of the report that it was rendered from. */
const unsharedKeys = async (transaction: Transaction, rows: readonly ReportRow[]): Promise<string[]> => {
  const datasetKeys = rows.flatMap(({ dataset }) => (dataset ? [dataset.summaryKey, dataset.rowsKey] : []));
  const fileKeys = rows.flatMap(({ fileKey }) => fileKey ?? []);
  if (datasetKeys.length === 0) return fileKeys;
  const [summaryKey, rowsKey] = [
    sql`${reports.dataset} ->> 'summaryKey'`,
    sql`${reports.dataset} ->> 'rowsKey'`,
  ];
  const shared = await transaction
    .select({ summaryKey: sql<string>`${summaryKey}`, rowsKey: sql<string>`${rowsKey}` })
    .from(reports)
    .where(and(inArray(summaryKey, datasetKeys), inWorkspace(reports)));
  const needed = new Set(shared.flatMap((row) => [row.summaryKey, row.rowsKey]));
  return [...fileKeys, ...datasetKeys.filter((key) => !needed.has(key))];
};

const removedAtOnce = 10;

/** Removes what deleted reports named. What storage does not take now is swept within two days. */
export const removeObjects = async (
  storage: Storage,
  keys: readonly string[],
  log: Logger,
): Promise<void> => {
  try {
    for (let from = 0; from < keys.length; from += removedAtOnce) {
      await Promise.all(keys.slice(from, from + removedAtOnce).map((key) => storage.remove(key)));
    }
  } catch (error) {
    log.warn({ err: error }, 'objects of a deleted report are left to be swept');
  }
};
