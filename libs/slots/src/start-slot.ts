import { createEvent } from '@reports/contracts';
import {
  promiseEvent,
  type ReportRow,
  reports,
  requestOf,
  type ScheduleRow,
  scheduleSlots,
  type Transaction,
  workspaces,
} from '@reports/database';
import { createId, ServiceError } from '@reports/service';
import { and, eq, sql } from 'drizzle-orm';
import type { Slot } from './slots.ts';

export interface SlotRun {
  /** The run's report. */
  run: ReportRow;
  workspaceName: string;
  /** False: the slot had its run already, this one. */
  started: boolean;
}

/** Who makes a run: the workflow that opens its slot, or whoever is told by an event, which names the service that asks. */
export type RunMaker = { workflowId: string } | { source: string };

/**
 * Gives a slot its run in the caller's transaction: the slot's row and the run's report, and, unless a workflow is there to
 * make it, the event that has it made. A slot that has a run keeps it; one that was recorded as missed runs now. Throws `run_deleted`
 * to a workflow whose run was deleted meanwhile.
 *
 * @param schedule as {@link lockSchedule} gave it: the lock makes concurrent callers wait
 */
export const startSlot = async (
  transaction: Transaction,
  { schedule, slot, ...maker }: { schedule: ScheduleRow; slot: Slot } & RunMaker,
): Promise<SlotRun> => {
  const slotOf = and(
    eq(scheduleSlots.workspaceId, schedule.workspaceId),
    eq(scheduleSlots.reportId, schedule.reportId),
    eq(scheduleSlots.localTime, slot.localTime),
  );
  const [known] = await transaction
    .select({ run: reports, status: scheduleSlots.status, workspaceName: workspaces.name })
    .from(scheduleSlots)
    .leftJoin(reports, eq(reports.id, scheduleSlots.runReportId))
    .innerJoin(workspaces, eq(workspaces.id, scheduleSlots.workspaceId))
    .where(slotOf);
  if (known?.run) return { run: known.run, workspaceName: known.workspaceName, started: false };
  // Asked for by hand it is made again; a workflow whose first step is repeated must not bring it back.
  if (known?.status === 'started' && 'workflowId' in maker) {
    throw new ServiceError({
      code: 'run_deleted',
      message: `The run of the slot ${slot.localTime} of report ${schedule.reportId} was deleted: nothing is made.`,
      fate: 'client',
    });
  }

  const { run, workspaceName } = await createRun(transaction, { schedule, slot, ...maker });
  if (known) {
    await transaction.update(scheduleSlots).set({ status: 'started', runReportId: run.id }).where(slotOf);
  } else {
    await transaction
      .insert(scheduleSlots)
      .values({ ...slotRow(schedule, slot), status: 'started', runReportId: run.id });
  }
  return { run, workspaceName, started: true };
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
  { schedule, slot, ...maker }: { schedule: ScheduleRow; slot: Slot } & RunMaker,
): Promise<Omit<SlotRun, 'started'>> => {
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
      // The format and filters of the schedule, where it has its own, and its revision: a trigger takes them.
      format: origin.report.format,
      periodFrom: slot.from,
      periodTo: slot.to,
      timezone: origin.report.timezone,
      filters: origin.report.filters,
      notifyEmails: schedule.emails,
      sourceReportId: schedule.reportId,
      scheduledFor: slot.scheduledFor,
      workflowId: 'workflowId' in maker ? maker.workflowId : null,
      // Not now(): several runs of one transaction are listed in the order of their slots.
      createdAt: sql`clock_timestamp()`,
    })
    .returning();
  if (!run) throw new Error('The run of a slot was not inserted');
  if ('source' in maker) {
    await promiseEvent(
      transaction,
      createEvent('report.requested', {
        source: maker.source,
        workspaceId: schedule.workspaceId,
        subject: run.id,
        data: requestOf(run, origin.workspaceName),
      }),
    );
  }
  return { run, workspaceName: origin.workspaceName };
};
