import { settleSchedule, type Slot, slotsAfter, storedCalendar } from '@reports/slots';
import { type Database, type ScheduleRow } from '@reports/database';
import type { Logger } from '@reports/service';

/**
 * When each schedule comes due next, as far as this process knows: saves looking at every schedule's slots all the time. It
 * may be behind the rows, never wrong about what it settles: that is decided under the row's lock.
 */
export interface DueSchedules {
  /** Settles a schedule up to an instant and remembers what comes next. */
  settle: (schedule: ScheduleKey, until: Date) => Promise<void>;
  /** Whether a revision of a schedule is known to owe nothing by an instant. */
  owesNothing: (schedule: ScheduleRow, until: Date) => boolean;
  /** When a revision of a schedule next comes due after an instant; undefined: not known here. */
  nextAfter: (schedule: ScheduleRow, instant: Date) => Date | undefined;
  /** Notes that a slot has its run: if it was the next one, the one after it is. */
  noteOpened: (schedule: ScheduleRow, slot: Slot) => void;
}

export type ScheduleKey = Pick<ScheduleRow, 'reportId' | 'workspaceId'>;

export const createDueSchedules = ({
  database,
  log,
  onSettled = () => undefined,
}: {
  database: Database;
  log: Logger;
  /** Told of slots that were owed: the times of those that now have their run, and how many were recorded as missed. */
  onSettled?: (startedFor: Date[], missed: number) => void;
}): DueSchedules => {
  const known = new Map<string, { revision: number; next: Date }>();
  return {
    settle: async ({ reportId, workspaceId }, until) => {
      const { schedule, started, startedFor, missed } = await database.withWorkspace(
        workspaceId,
        (transaction) => settleSchedule(transaction, reportId, { now: until, source: '/scheduler' }),
      );
      if (started.length > 0 || missed > 0) {
        onSettled(startedFor, missed);
        log.info(
          { report_id: reportId, workspace_id: workspaceId, started, missed },
          'slots that were owed are settled',
        );
      }
      if (schedule?.status !== 'active') {
        known.delete(reportId);
        return;
      }
      const { revision, activeSince } = schedule;
      const from = activeSince > until ? activeSince : until;
      const [next] = slotsAfter(storedCalendar(schedule), from, 1);
      if (next) known.set(reportId, { revision, next: next.scheduledFor });
    },
    owesNothing: ({ reportId, revision }, until) => {
      const entry = known.get(reportId);
      return entry?.revision === revision && entry.next > until;
    },
    nextAfter: ({ reportId, revision }, instant) => {
      const entry = known.get(reportId);
      return entry?.revision === revision && entry.next > instant ? entry.next : undefined;
    },
    noteOpened: (schedule, { scheduledFor }) => {
      const entry = known.get(schedule.reportId);
      if (entry?.revision !== schedule.revision || entry.next.getTime() !== scheduledFor.getTime()) return;
      const [next] = slotsAfter(storedCalendar(schedule), scheduledFor, 1);
      if (next) entry.next = next.scheduledFor;
    },
  };
};
