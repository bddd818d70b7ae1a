import { extraSlot, settleSchedule, slotAt, startSlot, storedCalendar } from '@reports/slots';
import type { FiredSchedule, ScheduleActivities, StartedSlots } from '@reports/contracts';
import { type Database, databaseNow, type ScheduleRow, type Transaction } from '@reports/database';

const source = '/scheduler';
const maxSkewMs = 60_000;

/**
 * For the workflow `runSchedule` of 0.1. Starts what a schedule owes when Temporal fires it, in one transaction:
 *
 * - a slot of the calendar: it and any earlier one that is owed;
 * - an instant that is no slot: an operator triggered the schedule, and gets a run beside the calendar;
 * - a past slot that is not owed: an operator's backfill, which runs it if it never did.
 *
 * A firing of an older revision starts nothing of its own: the change settled what was due before it.
 */
export const createStartSlots =
  ({ database }: { database: Database }): ScheduleActivities['startSlots'] =>
  (fired) => {
    const firedFor = new Date(fired.firedFor);
    return database.withWorkspace(fired.workspaceId, async (transaction) => {
      const now = dueNow(firedFor, await databaseNow(transaction));
      const { schedule, started, missed } = await settleSchedule(transaction, fired.reportId, {
        now,
        source,
      });
      if (!schedule || schedule.status === 'cancelled') {
        return { started, missed, summary: 'Nothing: the schedule was cancelled.' };
      }
      if (firedFor > now) return { started, missed, summary: 'Nothing: the slot is yet to come.' };
      const asked = await startWhatWasAsked(transaction, { schedule, fired, firedFor });
      return describe([...started, ...asked], missed);
    });
  };

/** Temporal's clock may be a little ahead of ours: what it fires for is due. But a backfill may reach into what is yet to come. */
const dueNow = (firedFor: Date, now: Date): Date => {
  const aheadMs = firedFor.getTime() - now.getTime();
  return aheadMs > 0 && aheadMs < maxSkewMs ? firedFor : now;
};

const startWhatWasAsked = async (
  transaction: Transaction,
  { schedule, fired, firedFor }: { schedule: ScheduleRow; fired: FiredSchedule; firedFor: Date },
): Promise<string[]> => {
  const calendar = storedCalendar(fired.calendar);
  const slot = slotAt(calendar, firedFor);
  if (slot && fired.revision !== schedule.revision) return [];
  const { run, started } = await startSlot(transaction, {
    schedule,
    slot: slot ?? extraSlot(calendar, firedFor),
    source,
  });
  return started ? [run.id] : [];
};

const describe = (started: string[], missed: number): StartedSlots => {
  const parts = [
    started.length === 0 ? 'Nothing: every slot due by then has its run.' : `Started ${started.join(', ')}.`,
    ...(missed > 0 ? [`Recorded ${missed} older slots as missed.`] : []),
  ];
  return { started, missed, summary: parts.join(' ') };
};
