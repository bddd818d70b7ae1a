import { auditEntries, type Database, deliveries, inWorkspace, leaveWork, reports } from '@reports/database';
import { createId } from '@reports/service';
import { and, eq, sql } from 'drizzle-orm';
import type { senderOf } from '../audit/note-change.ts';

/**
 * Mails a report once more to the address that a delivery was for, under a Message-ID of its own: mailboxes drop what they have had. Only a mail
 * that was sent an hour ago or longer, of a report that has its file still; gives whether.
 */
export const renewLink = (
  database: Database,
  {
    workspaceId,
    reportId,
    deliveryId,
    sender,
  }: { workspaceId: string; reportId: string; deliveryId: string; sender: ReturnType<typeof senderOf> },
): Promise<boolean> =>
  database.withWorkspace(workspaceId, async (transaction) => {
    const [row] = await transaction
      .update(deliveries)
      .set({
        status: 'pending',
        nextAttemptAt: sql`now()`,
        failures: 0,
        messageId: sql`regexp_replace(${deliveries.messageId}, '^<[^@]*@', ${`<${createId('dlv')}@`})`,
      })
      .where(
        and(
          eq(deliveries.id, deliveryId),
          eq(deliveries.reportId, reportId),
          eq(deliveries.channel, 'email'),
          eq(deliveries.event, 'report.completed'),
          eq(deliveries.status, 'sent'),
          sql`${deliveries.sentAt} < now() - interval '1 hour'`,
          sql`exists (select 1 from ${reports} where ${reports.id} = ${deliveries.reportId}
                and ${reports.status} = 'completed' and ${reports.fileRetainedUntil} > now())`,
          inWorkspace(deliveries),
        ),
      )
      .returning({ id: deliveries.id, recipient: deliveries.recipient });
    if (!row) return false;
    leaveWork(transaction, 'deliveries');
    await transaction.execute(
      auditEntries([
        {
          workspaceId,
          actor: 'link',
          action: 'renewLink',
          reportId,
          resource: row.id,
          recipient: row.recipient,
          ...sender,
        },
      ]),
    );
    return true;
  });
