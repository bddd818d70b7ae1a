import { settleSchedule, slotsAfter, storedCalendar } from '@reports/slots';
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
  /** Whether a schedule was ever looked at. */
  knows: (reportId: string) => boolean;
  /** The schedules that are known to come due by an instant. */
  dueBy: (instant: Date) => ScheduleKey[];
}

export type ScheduleKey = Pick<ScheduleRow, 'reportId' | 'workspaceId'>;

export const createDueSchedules = ({ database, log }: { database: Database; log: Logger }): DueSchedules => {
  const known = new Map<string, ScheduleKey & { revision: number; next: Date }>();
  return {
    settle: async ({ reportId, workspaceId }, until) => {
      const { schedule, started, missed } = await database.withWorkspace(workspaceId, (transaction) =>
        settleSchedule(transaction, reportId, { now: until, source: '/scheduler' }),
      );
      if (started.length > 0 || missed > 0) {
        log.info({ reportId, started, missed }, 'slots that were owed are settled');
      }
      if (schedule?.status !== 'active') {
        known.delete(reportId);
        return;
      }
      const { revision, activeSince } = schedule;
      const from = activeSince > until ? activeSince : until;
      const [next] = slotsAfter(storedCalendar(schedule), from, 1);
      if (next) known.set(reportId, { reportId, workspaceId, revision, next: next.scheduledFor });
    },
    owesNothing: ({ reportId, revision }, until) => {
      const entry = known.get(reportId);
      return entry?.revision === revision && entry.next > until;
    },
    knows: (reportId) => known.has(reportId),
    dueBy: (instant) => [...known.values()].filter(({ next }) => next <= instant),
  };
};
