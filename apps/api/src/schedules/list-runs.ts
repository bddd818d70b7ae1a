import type { Delivery, ListOf, MailDecision, RunStatus, ScheduleRun } from '@reports/contracts';
import {
  deliveries,
  reports,
  scheduleSlots,
  schedules,
  type StoredMailDecision,
  type Transaction,
} from '@reports/database';
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { deliveryResource } from '../deliveries/delivery-resource.ts';
import { countRows } from '../lists/count-rows.ts';
import { listPage, type PageParameters, readPage } from '../lists/page.ts';
import { explainMissingSchedule } from './schedule-problems.ts';
import { slotResource } from './slot-resource.ts';

/** A page of a schedule's slots, newest first. Throws `report_not_found`, `schedule_not_found`. */
export const listRuns = async (
  transaction: Transaction,
  reportId: string,
  query: PageParameters,
): Promise<ListOf<ScheduleRun>> => {
  const page = readPage(query);
  const [schedule] = await transaction
    .select({ reportId: schedules.reportId })
    .from(schedules)
    .where(eq(schedules.reportId, reportId));
  if (!schedule) throw await explainMissingSchedule(transaction, reportId);
  const ofSchedule = eq(scheduleSlots.reportId, reportId);
  const fromPlace =
    page.after &&
    sql`(${scheduleSlots.scheduledFor}, ${scheduleSlots.id}) <
        (${page.after.at.toISOString()}, ${slotIdOf(page.after.id)})`;
  const rows = await transaction
    .select({
      slot: scheduleSlots,
      runStatus: reports.status,
      version: reports.scheduleRevision,
      mail: reports.mailDecision,
    })
    .from(scheduleSlots)
    .leftJoin(reports, eq(reports.id, scheduleSlots.runReportId))
    .where(and(ofSchedule, fromPlace))
    .orderBy(desc(scheduleSlots.scheduledFor), desc(scheduleSlots.id))
    .limit(page.limit + 1)
    .offset(page.after ? 0 : page.offset);
  const deliveriesOf = await findDeliveries(
    transaction,
    rows.flatMap(({ slot }) => slot.runReportId ?? []),
  );
  return listPage(rows, page, {
    count: () => countRows(transaction, scheduleSlots, ofSchedule),
    toItem: ({ slot, runStatus, version, mail }): ScheduleRun => ({
      ...slotResource({
        scheduledFor: slot.scheduledFor,
        localTime: slot.localTime,
        from: slot.periodFrom,
        to: slot.periodTo,
      }),
      status: statusOf(slot, runStatus),
      ...(slot.runReportId !== null && { report_id: slot.runReportId }),
      ...(version !== null && { schedule_version: version }),
      ...(mail && { mail: mailResource(mail) }),
      deliveries: deliveriesOf.get(slot.runReportId ?? '') ?? [],
    }),
    placeOf: ({ slot }) => ({ at: slot.scheduledFor, id: String(slot.id) }),
  });
};

/** Without what is kept for the next run's decision. */
const mailResource = ({ mailed, reason, figure, value }: StoredMailDecision): MailDecision => ({
  mailed,
  reason,
  ...(figure !== undefined && { figure, value: value ?? null }),
});

/** A slot without a run was missed, or its run was deleted. */
export const statusOf = (
  { status }: Pick<typeof scheduleSlots.$inferSelect, 'status'>,
  runStatus: RunStatus | null,
): RunStatus => runStatus ?? (status === 'started' ? 'deleted' : 'missed');

const slotIdOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0);

const findDeliveries = async (
  transaction: Transaction,
  reportIds: string[],
): Promise<Map<string, Delivery[]>> => {
  const found = new Map<string, Delivery[]>();
  if (reportIds.length === 0) return found;
  const rows = await transaction
    .select()
    .from(deliveries)
    .where(inArray(deliveries.reportId, reportIds))
    .orderBy(asc(deliveries.createdAt), asc(deliveries.id));
  for (const row of rows) {
    const list = found.get(row.reportId ?? '') ?? [];
    found.set(row.reportId ?? '', [...list, deliveryResource(row)]);
  }
  return found;
};
