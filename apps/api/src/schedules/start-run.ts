import {
  extraSlot,
  type Slot,
  slotAt,
  slotsAfter,
  slotsBetween,
  startSlot,
  storedCalendar,
} from '@reports/slots';
import type { StartedRun } from '@reports/contracts';
import { databaseNow, reopenReport, type ScheduleRow, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import type { Caller } from '../keys/find-caller.ts';
import { demandRoomForReport, demandRoomForRun } from '../workspaces/demand-room.ts';
import { invalidRequest, ProblemError } from '../problems/problem-error.ts';
import { refuseCancelled } from './schedule-problems.ts';
import { settledSchedule } from './settled-schedule.ts';
import { slotResource } from './slot-resource.ts';

/**
 * Runs a schedule by hand: now, beside its calendar, or for a past slot that has not run or whose run has failed. Throws `report_not_found`,
 * `schedule_not_found`, `schedule_cancelled`, `slot_already_run`, and `invalid_request` when the instant is no past slot.
 */
export const startRun = async (
  transaction: Transaction,
  caller: Caller,
  reportId: string,
  scheduledFor: Date | undefined,
): Promise<StartedRun> => {
  const schedule = await settledSchedule(transaction, reportId);
  refuseCancelled(schedule);
  await demandRoomForReport(transaction, caller);
  await demandRoomForRun(transaction, caller);
  const { slot, runReportId } = scheduledFor
    ? await startPastSlot(transaction, schedule, scheduledFor)
    : await startExtra(transaction, schedule);
  return {
    report_id: runReportId,
    source_report_id: reportId,
    status: 'generating',
    ...slotResource(slot),
  };
};

const source = '/api';

const startPastSlot = async (transaction: Transaction, schedule: ScheduleRow, scheduledFor: Date) => {
  const slot = findPastSlot(schedule, scheduledFor, await databaseNow(transaction));
  const { run, started } = await startSlot(transaction, { schedule, slot, source });
  const { workspaceId } = schedule;
  const isMade =
    started || (await reopenReport(transaction, { workspaceId, reportId: run.id, source })) !== undefined;
  if (isMade) return { slot, runReportId: run.id };
  throw new ProblemError({
    code: 'slot_already_run',
    message: `The slot of ${slot.localTime} has its run already: report ${run.id}.`,
  });
};

const findPastSlot = (schedule: ScheduleRow, scheduledFor: Date, now: Date): Slot => {
  if (scheduledFor > now) {
    throw invalidRequest([{ pointer: '/scheduled_for', detail: 'must not lie in the future' }]);
  }
  if (scheduledFor.getUTCFullYear() < 1970) {
    throw invalidRequest([{ pointer: '/scheduled_for', detail: 'must be a slot since 1970' }]);
  }
  const calendar = storedCalendar(schedule);
  const slot = slotAt(calendar, scheduledFor);
  if (slot) return slot;
  const monthBefore = new Date(scheduledFor.getTime() - 32 * 24 * 3_600_000);
  const near = [
    slotsBetween(calendar, monthBefore, scheduledFor).at(-1),
    ...slotsAfter(calendar, scheduledFor, 1),
  ];
  const names = near.flatMap((found) => (found ? [formatTimestamp(found.scheduledFor)] : []));
  throw invalidRequest([
    { pointer: '/scheduled_for', detail: `must be a slot of the schedule, such as ${names.join(' or ')}` },
  ]);
};

/** Its local time has seconds; a second run in the same second takes the next one. */
const startExtra = async (transaction: Transaction, schedule: ScheduleRow) => {
  for (let at = (await databaseNow(transaction)).getTime(); ; at += 1_000) {
    const slot = extraSlot(storedCalendar(schedule), new Date(at));
    const { run, started } = await startSlot(transaction, { schedule, slot, source });
    if (started) return { slot, runReportId: run.id };
  }
};
