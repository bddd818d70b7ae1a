import { createEvent } from '@reports/contracts';
import {
  promiseEvent,
  reports,
  requestOf,
  type ScheduleRow,
  scheduleSlots,
  type Transaction,
  workspaces,
} from '@reports/database';
import { createId } from '@reports/service';
import { and, eq, sql } from 'drizzle-orm';
import type { Slot } from './slots.ts';

export interface SlotRun {
  runReportId: string;
  /** False: the slot had its run already, this one. */
  started: boolean;
}

/**
 * Gives a slot its run: the slot's row, the run's report and the event that has it made, in the caller's transaction. A
 * slot that has a run keeps it; one that was recorded as missed runs now.
 *
 * @param schedule as {@link lockSchedule} gave it: the lock makes concurrent callers wait
 * @param source the service that asks, `/api` for one
 */
export const startSlot = async (
  transaction: Transaction,
  { schedule, slot, source }: { schedule: ScheduleRow; slot: Slot; source: string },
): Promise<SlotRun> => {
  const slotOf = and(
    eq(scheduleSlots.workspaceId, schedule.workspaceId),
    eq(scheduleSlots.reportId, schedule.reportId),
    eq(scheduleSlots.localTime, slot.localTime),
  );
  const [known] = await transaction.select().from(scheduleSlots).where(slotOf);
  if (known?.runReportId) return { runReportId: known.runReportId, started: false };

  const runReportId = await createRun(transaction, { schedule, slot, source });
  if (known) {
    await transaction.update(scheduleSlots).set({ status: 'started', runReportId }).where(slotOf);
  } else {
    await transaction
      .insert(scheduleSlots)
      .values({ ...slotRow(schedule, slot), status: 'started', runReportId });
  }
  return { runReportId, started: true };
};

/** The columns that say which slot a row is for. */
export const slotRow = (schedule: ScheduleRow, slot: Slot) => ({
  workspaceId: schedule.workspaceId,
  reportId: schedule.reportId,
  localTime: slot.localTime,
  scheduledFor: slot.scheduledFor,
  periodFrom: slot.from,
  periodTo: slot.to,
});

const createRun = async (
  transaction: Transaction,
  { schedule, slot, source }: { schedule: ScheduleRow; slot: Slot; source: string },
): Promise<string> => {
  const [origin] = await transaction
    .select({ report: reports, workspaceName: workspaces.name })
    .from(reports)
    .innerJoin(workspaces, eq(workspaces.id, reports.workspaceId))
    .where(eq(reports.id, schedule.reportId));
  if (!origin) throw new Error(`The schedule of ${schedule.reportId} has no report`);
  const [run] = await transaction
    .insert(reports)
    .values({
      id: createId('rpt'),
      workspaceId: schedule.workspaceId,
      type: origin.report.type,
      format: origin.report.format,
      periodFrom: slot.from,
      periodTo: slot.to,
      timezone: origin.report.timezone,
      filters: origin.report.filters,
      notifyEmails: schedule.emails,
      sourceReportId: schedule.reportId,
      scheduledFor: slot.scheduledFor,
      // Not now(): several runs of one transaction are listed in the order of their slots.
      createdAt: sql`clock_timestamp()`,
    })
    .returning();
  if (!run) throw new Error('The run of a slot was not inserted');
  await promiseEvent(
    transaction,
    createEvent('report.requested', {
      source,
      workspaceId: schedule.workspaceId,
      subject: run.id,
      data: requestOf(run, origin.workspaceName),
    }),
  );
  return run.id;
};
