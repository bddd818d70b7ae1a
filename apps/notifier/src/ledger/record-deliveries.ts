import type { EventOf, ReportStatus } from '@reports/contracts';
import {
  type Database,
  deliveries,
  inbox,
  leaveWork,
  reports,
  type Transaction,
  unsubscribes,
  webhooks,
} from '@reports/database';
import { createId, currentTraceparent } from '@reports/service';
import { and, arrayContains, eq, inArray, isNull, sql } from 'drizzle-orm';

type FinishedEvent = EventOf<'report.completed'> | EventOf<'report.failed'>;

/**
 * Enters what an event owes into the ledger, in one transaction with the inbox: an e-mail to each address that has not
 * unsubscribed, a call to each webhook that asked for the event. A repeated event changes nothing.
 *
 * @returns how many; undefined where the event says nothing new
 */
export const recordDeliveries = (
  database: Database,
  event: FinishedEvent,
  { mailDomain }: { mailDomain: string },
): Promise<number | undefined> =>
  database.withWorkspace(event.workspaceid, async (transaction) => {
    const first = await transaction
      .insert(inbox)
      .values({ consumer: 'notifier-reports', eventId: event.id })
      .onConflictDoNothing()
      .returning();
    if (first.length === 0) return undefined;
    const [report] = await transaction
      .update(reports)
      .set({ deliveriesRecordedAt: sql`now()` })
      .where(
        and(
          eq(reports.id, event.data.report_id),
          eq(reports.workspaceId, event.workspaceid),
          eq(reports.status, statusAfter(event)),
        ),
      )
      .returning({ emails: reports.notifyEmails, sourceReportId: reports.sourceReportId });
    // Gone, or made again since: another event tells its end.
    if (!report) return undefined;
    const subscriptionId = report.sourceReportId ?? event.data.report_id;
    const addresses = await withoutUnsubscribed(transaction, report.emails, subscriptionId);
    const hooks = await transaction
      .select({ id: webhooks.id })
      .from(webhooks)
      .where(and(isNull(webhooks.disabledAt), arrayContains(webhooks.events, [event.type])));
    const rows = [
      ...addresses.map((recipient) => ({ channel: 'email' as const, recipient })),
      ...hooks.map(({ id: recipient }) => ({ channel: 'webhook' as const, recipient })),
    ].map((row) => {
      const id = createId('dlv');
      return {
        ...row,
        id,
        workspaceId: event.workspaceid,
        reportId: event.data.report_id,
        event: event.type,
        traceparent: currentTraceparent() ?? null,
        messageId: row.channel === 'email' ? `<${id}@${mailDomain}>` : id,
      };
    });
    if (rows.length === 0) return 0;
    await transaction.insert(deliveries).values(rows).onConflictDoNothing();
    leaveWork(transaction, 'deliveries');
    return rows.length;
  });

const statusAfter = ({ type }: FinishedEvent): ReportStatus =>
  type === 'report.completed' ? 'completed' : 'failed';

/** Each address once, however its letters are cased. */
const withoutUnsubscribed = async (
  transaction: Transaction,
  emails: readonly string[],
  reportId: string,
): Promise<string[]> => {
  const addresses = [...new Map(emails.map((email) => [email.trim().toLowerCase(), email.trim()])).values()];
  if (addresses.length === 0) return [];
  const gone = await findUnsubscribed(transaction, reportId, addresses);
  return addresses.filter((address) => !gone.has(address.toLowerCase()));
};

/** Of some addresses, those that want no e-mail about a report, in lower case. `unsubscribes` holds them so. */
export const findUnsubscribed = async (
  transaction: Transaction,
  reportId: string,
  addresses: readonly string[],
): Promise<Set<string>> => {
  const rows = await transaction
    .select({ address: unsubscribes.address })
    .from(unsubscribes)
    .where(
      and(
        inArray(unsubscribes.reportId, [reportId, '']),
        inArray(
          unsubscribes.address,
          addresses.map((address) => address.toLowerCase()),
        ),
      ),
    );
  return new Set(rows.map(({ address }) => address));
};
