import type { FiredSchedule, ReportTurn } from '@reports/contracts';
import { type Database, type ScheduleRow, type Transaction } from '@reports/database';
import { extraSlot, lockSchedule, slotAt, type Slot, startSlot, storedCalendar } from '@reports/slots';
import { turnOf } from '../reports/report-turn.ts';

const maxSkewMs = 60_000;

/**
 * Opens the slot that Temporal fired a schedule for, in one transaction: its row, unique by local time, and its run's report,
 * which the workflow that asked then makes. What is not to be opened is said in a sentence:
 *
 * - a slot that has its run, from an earlier firing, a change of the schedule or the reconciler;
 * - a firing of an older revision: the change settled what was due before it.
 *
 * An instant that is no slot was an operator's trigger, and gets a run beside the calendar. A past slot that is not owed was
 * an operator's backfill, and runs if it never did.
 */
export const createOpenSlot =
  ({
    database,
    onOpened,
  }: {
    database: Database;
    /** Told of each slot of the calendar that has its run; `started`: since this call. */
    onOpened: (schedule: ScheduleRow, slot: Slot, started: boolean) => void;
  }) =>
  async (fired: FiredSchedule & { firedFor: string; workflowId: string }): Promise<ReportTurn> => {
    const { turn, opened } = await database.withWorkspace(fired.workspaceId, (transaction) =>
      openSlot(transaction, fired),
    );
    if (opened) onOpened(opened.schedule, opened.slot, opened.started);
    return turn;
  };

const openSlot = async (
  transaction: Transaction,
  {
    reportId,
    revision,
    calendar: firedCalendar,
    workflowId,
    ...fired
  }: Parameters<ReturnType<typeof createOpenSlot>>[0],
): Promise<{ turn: ReportTurn; opened?: { schedule: ScheduleRow; slot: Slot; started: boolean } }> => {
  const firedFor = new Date(fired.firedFor);
  const locked = await lockSchedule(transaction, reportId);
  if (!locked || locked.schedule.status === 'cancelled') return nothing('the schedule was cancelled');
  const { schedule, now } = locked;
  if (firedFor.getTime() - now.getTime() > maxSkewMs) {
    return nothing('the slot is yet to come');
  }
  const calendar = storedCalendar(firedCalendar);
  const slot = slotAt(calendar, firedFor);
  const isOlder = slot !== undefined && revision !== schedule.revision;
  if (isOlder) return nothing('the schedule has changed since, which settled what was due before');
  const { run, workspaceName, started } = await startSlot(transaction, {
    schedule,
    slot: slot ?? extraSlot(calendar, firedFor),
    workflowId,
  });
  return {
    turn: turnOf(run, workspaceName, workflowId),
    ...(slot && { opened: { schedule, slot, started } }),
  };
};

const nothing = (reason: string) => ({ turn: { nothing: `Nothing to do: ${reason}.`, failed: false } });
