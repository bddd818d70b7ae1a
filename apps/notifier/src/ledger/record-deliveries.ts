import type { EventOf, ReportStatus } from '@reports/contracts';
import {
  type Database,
  deliveries,
  inbox,
  leaveWork,
  type ReportRow,
  reports,
  type Transaction,
  unsubscribes,
  webhooks,
} from '@reports/database';
import { createId, currentTraceparent } from '@reports/service';
import { and, arrayContains, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { decideMail } from './decide-mail.ts';

type FinishedEvent = EventOf<'report.completed'> | EventOf<'report.failed'>;

/** What a run's mail depends on: a figure of its frozen dataset. */
export interface AskedFigure {
  type: ReportRow['type'];
  dataset: NonNullable<ReportRow['dataset']>;
  figure: string;
}

/** Null where the report has no such figure. */
export type ReadFigure = (asked: AskedFigure) => Promise<number | null>;

/**
 * Enters what an event owes into the ledger, in one transaction with the inbox: an e-mail to each address that has not
 * unsubscribed, a call to each webhook that asked for the event. A repeated event changes nothing.
 *
 * @returns how many; undefined where the event says nothing new
 */
export const recordDeliveries = async (
  database: Database,
  event: FinishedEvent,
  { mailDomain, readFigure }: { mailDomain: string; readFigure: ReadFigure },
): Promise<number | undefined> => {
  const asked = await database.withWorkspace(event.workspaceid, async (transaction) => {
    const figure = await findAskedFigure(transaction, event);
    return figure ?? { recorded: await enter(transaction, event, mailDomain, null) };
  });
  if ('recorded' in asked) return asked.recorded;
  // Between transactions: storage may take its time.
  const value = await readFigure(asked);
  return database.withWorkspace(event.workspaceid, (transaction) =>
    enter(transaction, event, mailDomain, value),
  );
};

const findAskedFigure = async (
  transaction: Transaction,
  event: FinishedEvent,
): Promise<AskedFigure | undefined> => {
  const [report] = await transaction
    .select({ type: reports.type, dataset: reports.dataset, rules: reports.mailRules })
    .from(reports)
    .where(eq(reports.id, event.data.report_id));
  const figure = report?.rules?.deliver_if?.figure;
  return report?.dataset && figure !== undefined
    ? { type: report.type, dataset: report.dataset, figure }
    : undefined;
};

const enter = async (
  transaction: Transaction,
  event: FinishedEvent,
  mailDomain: string,
  value: number | null,
): Promise<number | undefined> => {
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
    .returning();
  // Gone, or made again since: another event tells its end.
  if (!report) return undefined;
  const subscriptionId = report.sourceReportId ?? event.data.report_id;
  const isMailed = await decideOnce(transaction, report, value);
  const addresses = isMailed
    ? await withoutUnsubscribed(transaction, report.notifyEmails, subscriptionId)
    : [];
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
};

/**
 * Whether a report is mailed, decided once for ever: runs of a schedule one after the other, each from the state that the one before left. A failure
 * is always told.
 */
const decideOnce = async (
  transaction: Transaction,
  { id, workspaceId, sourceReportId, status, mailRules, mailDecision, rowCount, scheduledFor }: ReportRow,
  value: number | null,
): Promise<boolean> => {
  if (mailDecision) return mailDecision.mailed;
  if (status !== 'completed' || sourceReportId === null || mailRules === null) return true;
  const before = mailRules.deliver_if && (await findDecidedBefore(transaction, sourceReportId));
  const decision = decideMail(
    { rules: mailRules, rowCount: rowCount ?? 0, value },
    before?.decision
      ? {
          rules: before.rules,
          decision: before.decision,
          isLater: (before.scheduledFor?.getTime() ?? 0) > (scheduledFor?.getTime() ?? 0),
        }
      : undefined,
  );
  if (!decision) return true;
  await transaction
    .update(reports)
    .set({ mailDecision: decision })
    .where(and(eq(reports.id, id), eq(reports.workspaceId, workspaceId)));
  return decision.mailed;
};

/** The newest slot's run of a schedule that was decided. Runs of it that are decided at the same time wait for this one's end. */
const findDecidedBefore = async (transaction: Transaction, sourceReportId: string) => {
  await transaction.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`mail of ${sourceReportId}`}, 0))`,
  );
  const [before] = await transaction
    .select({ rules: reports.mailRules, decision: reports.mailDecision, scheduledFor: reports.scheduledFor })
    .from(reports)
    .where(and(eq(reports.sourceReportId, sourceReportId), isNotNull(reports.mailDecision)))
    .orderBy(sql`${reports.scheduledFor} desc nulls last`)
    .limit(1);
  return before;
};

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
