import { type Database, deliveries, oneAtATime, reports, webhooks } from '@reports/database';
import { createId, type Health, type Logger, type Loop, startLoop } from '@reports/service';
import { and, arrayContains, eq, isNull, sql } from 'drizzle-orm';

const everyMs = 5 * 60_000;
/** Reports that are told of in one go. */
const batchSize = 500;

interface Dependencies {
  /** As role reports_app. */
  database: Database;
  /** As role reports_system. */
  systemDatabase: Database;
  log: Logger;
}

/** Tells webhooks of reports whose records changed after them, every five minutes. One notifier at a time does it. */
export const startAnnouncingRestated = ({
  metrics,
  ...dependencies
}: Dependencies & { metrics: Health['metrics'] }): Loop =>
  startLoop({
    name: 'restatements',
    everyMs,
    work: async () => {
      const told = await oneAtATime(dependencies.systemDatabase, 'restatements', () =>
        announceRestated(dependencies),
      );
      return told === batchSize ? 'more' : undefined;
    },
    log: dependencies.log,
    metrics,
  });

/**
 * Enters `report.restated` into the ledger for the webhooks that want it: for reports of the last 90 days that were delivered, whose
 * records have changed since, and since they were last told of; at most once a day for a report. Gives how many reports.
 */
export const announceRestated = async ({ database, systemDatabase, log }: Dependencies): Promise<number> => {
  const restated = await systemDatabase.call(
    () => systemDatabase.sql<{ id: string; workspaceId: string }[]>`
      select report.id, report.workspace_id as "workspaceId"
      from reports as report
      where report.status = 'completed' and report.deleted_at is null and report.erased_at is null
        and report.completed_at > now() - interval '90 days'
        and (report.restated_at is null or report.restated_at <= now() - interval '1 day')
        and report.workspace_id in (
          select workspace_id from webhooks where disabled_at is null and events @> array['report.restated'])
        and exists (
          select from deliveries where report_id = report.id and event = 'report.completed' and status = 'sent')
        and restatement(report, report.restated_at) is not null
      limit ${batchSize}`,
  );
  for (const report of restated) await tellOf(database, report);
  if (restated.length > 0) log.info({ reports: restated.length }, 'records of delivered reports changed');
  return restated.length;
};

/** A webhook's second news of a report is the first one's line of the ledger, due again under another id. */
const tellOf = (
  database: Database,
  { id, workspaceId }: { id: string; workspaceId: string },
): Promise<void> =>
  database.withWorkspace(workspaceId, async (transaction) => {
    await transaction
      .update(reports)
      .set({ restatedAt: sql`now()` })
      .where(and(eq(reports.id, id), eq(reports.workspaceId, workspaceId)));
    const hooks = await transaction
      .select({ id: webhooks.id })
      .from(webhooks)
      .where(and(isNull(webhooks.disabledAt), arrayContains(webhooks.events, ['report.restated'])));
    for (const hook of hooks) {
      const deliveryId = createId('dlv');
      await transaction
        .insert(deliveries)
        .values({
          id: deliveryId,
          workspaceId,
          reportId: id,
          channel: 'webhook',
          recipient: hook.id,
          event: 'report.restated',
          messageId: deliveryId,
        })
        .onConflictDoUpdate({
          target: [deliveries.reportId, deliveries.channel, deliveries.recipient, deliveries.event],
          set: {
            status: 'pending',
            failures: 0,
            lastError: null,
            messageId: deliveryId,
            nextAttemptAt: sql`now()`,
          },
          setWhere: sql`${deliveries.status} <> 'pending'`,
        });
    }
  });
