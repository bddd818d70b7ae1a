import { createEvent } from '@reports/contracts';
import {
  promiseEvent,
  reports,
  requestColumns,
  requestOf,
  type RequestRow,
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
  run: RequestRow;
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
  const { origin, workspaceName, known } = await readSlot(transaction, schedule, slot);
  if (known?.run) return { run: known.run, workspaceName, started: false };
  // Asked for by hand it is made again; a workflow whose first step is repeated must not bring it back.
  if (known?.status === 'started' && 'workflowId' in maker) {
    throw new ServiceError({
      code: 'run_deleted',
      message: `The run of the slot ${slot.localTime} of report ${schedule.reportId} was deleted: nothing is made.`,
      fate: 'client',
    });
  }
  const run = await insertRun(transaction, {
    schedule,
    slot,
    origin,
    isKnown: known !== undefined,
    ...maker,
  });
  if ('source' in maker) {
    await promiseEvent(
      transaction,
      createEvent('report.requested', {
        source: maker.source,
        workspaceId: schedule.workspaceId,
        subject: run.id,
        data: requestOf(run, workspaceName),
      }),
    );
  }
  return { run, workspaceName, started: true };
};

const slotOf = (schedule: ScheduleRow, slot: Slot) =>
  and(
    eq(scheduleSlots.workspaceId, schedule.workspaceId),
    eq(scheduleSlots.reportId, schedule.reportId),
    eq(scheduleSlots.localTime, slot.localTime),
  );

/** What a run takes from the report that has the schedule. */
const originColumns = {
  type: reports.type,
  format: reports.format,
  timezone: reports.timezone,
  filters: reports.filters,
};

type Origin = Pick<RequestRow, keyof typeof originColumns>;

/** The report that has the schedule, and what there is of the slot: its row, and its run, which may have been deleted. */
const readSlot = async (transaction: Transaction, schedule: ScheduleRow, slot: Slot) => {
  const [found] = await transaction
    .select({
      origin: originColumns,
      workspaceName: workspaces.name,
      status: scheduleSlots.status,
      runReportId: scheduleSlots.runReportId,
    })
    .from(reports)
    .innerJoin(workspaces, eq(workspaces.id, reports.workspaceId))
    .leftJoin(scheduleSlots, slotOf(schedule, slot))
    .where(eq(reports.id, schedule.reportId));
  if (!found) throw new Error(`The schedule of ${schedule.reportId} has no report`);
  const { origin, workspaceName, status, runReportId } = found;
  if (status === null) return { origin, workspaceName, known: undefined };
  return { origin, workspaceName, known: { status, run: await readRun(transaction, runReportId) } };
};

const readRun = async (transaction: Transaction, id: string | null): Promise<RequestRow | undefined> => {
  if (id === null) return undefined;
  const [run] = await transaction.select(requestColumns).from(reports).where(eq(reports.id, id));
  return run;
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

/** The run's report, and the slot's row that names it: made or, where there is one (`isKnown`), changed. */
const insertRun = async (
  transaction: Transaction,
  {
    schedule,
    slot,
    origin,
    isKnown,
    ...maker
  }: { schedule: ScheduleRow; slot: Slot; origin: Origin; isKnown: boolean } & RunMaker,
): Promise<RequestRow> => {
  const id = createId('rpt');
  const made = transaction.$with('made').as(
    transaction
      .insert(reports)
      .values({
        id,
        workspaceId: schedule.workspaceId,
        type: origin.type,
        // The format and filters of the schedule, where it has its own, and its revision: a trigger takes them.
        format: origin.format,
        periodFrom: slot.from,
        periodTo: slot.to,
        timezone: origin.timezone,
        filters: origin.filters,
        notifyEmails: schedule.emails,
        sourceReportId: schedule.reportId,
        scheduledFor: slot.scheduledFor,
        workflowId: 'workflowId' in maker ? maker.workflowId : null,
        // Not now(): several runs of one transaction are listed in the order of their slots.
        createdAt: sql`clock_timestamp()`,
      })
      .returning(requestColumns),
  );
  const status = 'started' as const;
  const named = transaction.$with('named').as(
    isKnown
      ? transaction
          .update(scheduleSlots)
          .set({ status, runReportId: id })
          .where(slotOf(schedule, slot))
          .returning({ slotId: scheduleSlots.id })
      : transaction
          .insert(scheduleSlots)
          .values({ ...slotRow(schedule, slot), status, runReportId: id })
          .returning({ slotId: scheduleSlots.id }),
  );
  // One statement, one way to the database and back: thousands of slots open in the same minute.
  const [run] = await transaction.with(made, named).select().from(made);
  if (!run) throw new Error('The run of a slot was not inserted');
  return run;
};
