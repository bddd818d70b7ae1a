import { createEvent, splitVersion } from '@reports/contracts';
import { type Database, oneAtATime, promiseEvent, reports, type Transaction } from '@reports/database';
import { type Health, type Logger, type Loop, startLoop } from '@reports/service';
import { and, asc, inArray, isNull, ne, sql } from 'drizzle-orm';

/** A batch at a time, with a pause: a bus that has lost its events hears of a hundred reports a second, and of new ones in between. */
const everyMs = 2_000;
const batchSize = 200;

interface Dependencies {
  /** As role reports_system. */
  systemDatabase: Database;
  log: Logger;
}

/**
 * Keeps the promise that whoever waits for a report hears of its end, even when the bus has lost the event: finds reports that
 * ended and whose deliveries the notifier never recorded, and announces them again. The ledger is unique, so once too often
 * does no harm.
 */
export const startAnnouncingAgain = ({
  metrics,
  ...dependencies
}: Dependencies & { metrics: Health['metrics'] }): Loop =>
  startLoop({
    name: 'announcements',
    everyMs,
    work: async () => {
      await oneAtATime(dependencies.systemDatabase, 'announcements', () => announceAgain(dependencies));
    },
    log: dependencies.log,
    metrics,
  });

/**
 * Announces again what has gone unrecorded for two minutes, then after twice as long, and so on: a notifier that is away for
 * a day finds a few events for each report, not thousands. Gives how many.
 */
export const announceAgain = async ({ systemDatabase, log }: Dependencies): Promise<number> => {
  const last = sql`coalesce(${reports.announcedAt}, ${reports.completedAt})`;
  return systemDatabase.orm.transaction(async (transaction: Transaction) => {
    const unrecorded = await transaction
      .select({
        id: reports.id,
        workspaceId: reports.workspaceId,
        type: reports.type,
        format: reports.format,
        status: reports.status,
        splitBy: reports.splitBy,
      })
      .from(reports)
      .where(
        and(
          ne(reports.status, 'generating'),
          isNull(reports.deliveriesRecordedAt),
          sql`now() - ${last} > interval '2 minutes' + (${last} - ${reports.completedAt})`,
        ),
      )
      .orderBy(asc(reports.completedAt))
      .limit(batchSize)
      .for('update', { skipLocked: true });
    for (const { id, workspaceId, type, format, status, splitBy } of unrecorded) {
      await promiseEvent(
        transaction,
        createEvent(status === 'completed' ? 'report.completed' : 'report.failed', {
          source: '/scheduler',
          workspaceId,
          ...(splitBy !== null && { version: splitVersion }),
          subject: id,
          data: { report_id: id, type, format },
        }),
      );
    }
    if (unrecorded.length === 0) return 0;
    const ids = unrecorded.map(({ id }) => id);
    const workspaceIds = unrecorded.map(({ workspaceId }) => workspaceId);
    await transaction
      .update(reports)
      .set({ announcedAt: sql`now()` })
      .where(and(inArray(reports.id, ids), inArray(reports.workspaceId, workspaceIds)));
    log.warn({ reports: ids.length }, 'the ends of reports went unheard: they are announced again');
    return ids.length;
  });
};
