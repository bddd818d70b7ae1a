import { extraSlot, owedSlots, slotAt, storedCalendar } from '@reports/calendar';
import type { FiredSchedule, ScheduleActivities, StartedSlots } from '@reports/contracts';
import {
  type Database,
  type ScheduleRow,
  settleSchedule,
  startSlot,
  type Transaction,
} from '@reports/database';

const source = '/scheduler';

/**
 * Starts what a schedule owes when Temporal fires it, in one transaction:
 *
 * - a slot of the calendar: it and any earlier one that is owed;
 * - an instant that is no slot: an operator triggered the schedule, and gets a run beside the calendar;
 * - a past slot that is not owed: an operator's backfill, which runs it if it never did.
 *
 * A firing of an older revision starts nothing of its own: the change settled what was due before it.
 */
export const createScheduleActivities = ({
  database,
  noticeFiring,
}: {
  database: Database;
  /** Told of each firing before its slot is started. */
  noticeFiring: (firedFor: Date) => void;
}): ScheduleActivities => ({
  startSlots: (fired) => {
    const firedFor = new Date(fired.firedFor);
    noticeFiring(firedFor);
    return database.withWorkspace(fired.workspaceId, async (transaction) => {
      const { schedule, started, missed } = await settleSchedule(transaction, fired.reportId, {
        // Temporal's clock may be a little before ours: what it fires for is due.
        now: new Date(Math.max(Date.now(), firedFor.getTime())),
        source,
        findOwedSlots: owedSlots,
      });
      if (!schedule || schedule.status === 'cancelled') {
        return { started, missed, summary: 'Nothing: the schedule was cancelled.' };
      }
      const asked = await startWhatWasAsked(transaction, { schedule, fired, firedFor });
      return describe([...started, ...asked], missed);
    });
  },
});

const startWhatWasAsked = async (
  transaction: Transaction,
  { schedule, fired, firedFor }: { schedule: ScheduleRow; fired: FiredSchedule; firedFor: Date },
): Promise<string[]> => {
  const calendar = storedCalendar(fired.calendar);
  const slot = slotAt(calendar, firedFor);
  if (slot && fired.revision !== schedule.revision) return [];
  const { runReportId, started } = await startSlot(transaction, {
    schedule,
    slot: slot ?? extraSlot(calendar, firedFor),
    source,
  });
  return started ? [runReportId] : [];
};

const describe = (started: string[], missed: number): StartedSlots => {
  const parts = [
    started.length === 0 ? 'Nothing: every slot due by then has its run.' : `Started ${started.join(', ')}.`,
    ...(missed > 0 ? [`Recorded ${missed} older slots as missed.`] : []),
  ];
  return { started, missed, summary: parts.join(' ') };
};
