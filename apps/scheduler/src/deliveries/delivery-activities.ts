import type { DeliveryActivities, ReportDeliveries } from '@reports/contracts';
import { type Database, databaseNow, deliveries } from '@reports/database';
import { ServiceError } from '@reports/service';
import { and, eq, sql } from 'drizzle-orm';
import { describeDeliveries } from './describe-deliveries.ts';

const maxReasonLength = 500;

/** Nobody is at it: a claim's lease has run out, or there is none. */
const isTried = sql<boolean>`coalesce(${deliveries.leasedUntil} > now(), false)`;

const of = ({ workspace_id, report_id }: ReportDeliveries) =>
  and(eq(deliveries.workspaceId, workspace_id), eq(deliveries.reportId, report_id));
const waiting = and(eq(deliveries.status, 'pending'), sql`not ${isTried}`);

/**
 * An operator's view of the ledger. One that a notifier is at is left to it, by its lease: what is being handed over at this moment is neither
 * skipped nor sent again.
 */
export const createDeliveryActivities = ({
  database,
  operatorRunbookUrl = null,
}: {
  database: Database;
  operatorRunbookUrl?: string | null;
}): DeliveryActivities => ({
  readDeliveries: (report) =>
    database.withWorkspace(report.workspace_id, async (transaction) => {
      const rows = await transaction
        .select({
          id: deliveries.id,
          channel: deliveries.channel,
          recipient: deliveries.recipient,
          event: deliveries.event,
          status: deliveries.status,
          attempts: deliveries.attempts,
          lastError: deliveries.lastError,
          nextAttemptAt: deliveries.nextAttemptAt,
          sentAt: deliveries.sentAt,
          isTried,
        })
        .from(deliveries)
        .where(of(report));
      return describeDeliveries(rows, await databaseNow(transaction), operatorRunbookUrl);
    }),

  hurryDeliveries: (report) =>
    database.withWorkspace(report.workspace_id, async (transaction) => {
      const hurried = await transaction
        .update(deliveries)
        .set({ nextAttemptAt: sql`now()` })
        .where(and(of(report), waiting))
        .returning({ id: deliveries.id });
      return hurried.length;
    }),

  skipDelivery: ({ delivery_id, reason, ...report }) =>
    database.withWorkspace(report.workspace_id, async (transaction) => {
      const mine = and(of(report), eq(deliveries.id, delivery_id));
      const lastError = `An operator skipped it: ${reason.slice(0, maxReasonLength)}`;
      const [skipped] = await transaction
        .update(deliveries)
        .set({ status: 'failed', lastError, nextAttemptAt: null })
        .where(and(mine, waiting))
        .returning({ id: deliveries.id });
      if (skipped) return;
      const [found] = await transaction
        .select({ status: deliveries.status, lastError: deliveries.lastError })
        .from(deliveries)
        .where(mine);
      // A step that is repeated.
      if (found?.status === 'failed' && found.lastError === lastError) return;
      throw new ServiceError({
        code: 'delivery_not_waiting',
        message:
          found?.status === 'pending'
            ? `${delivery_id} is tried at this moment: look how it ends, then skip it if it still waits.`
            : `${delivery_id} does not wait: it is ${found?.status ?? 'no delivery of this report'}.`,
        fate: 'client',
      });
    }),
});
