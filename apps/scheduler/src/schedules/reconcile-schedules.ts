import { setTimeout as wait } from 'node:timers/promises';
import { owedSlots, slotsAfter, storedCalendar } from '@reports/calendar';
import { type Database, type ScheduleRow, settleSchedule } from '@reports/database';
import type { Logger } from '@reports/service';
import { translateTemporalError } from '@reports/temporal';
import { alignSchedule, type AlignDependencies, isInLine } from './align-schedule.ts';
import { livingSchedules, type StoredSchedule } from './stored-schedule.ts';
import { revisionOf, scheduleWorkflow, temporalIdOf } from './temporal-schedule.ts';

const everyMs = 30_000;
/** Temporal has this long to fire for a slot before it is started from here. */
const graceMs = 60_000;

export interface ScheduleReconcilerDependencies extends AlignDependencies {
  /** As role reports_app. */
  database: Database;
  log: Logger;
}

export interface ScheduleReconciler {
  stop: () => Promise<void>;
}

/**
 * Holds the schedules' rows against Temporal, at the start and every 30 seconds: a Temporal Schedule that is missing is
 * made, one without a row is deleted, one that differs is changed, and what an operator paused or resumed is taken over.
 * Then every slot that is owed and that Temporal did not fire for is started.
 */
export const startScheduleReconciler = (dependencies: ScheduleReconcilerDependencies): ScheduleReconciler => {
  const stopping = new AbortController();
  const settled: SettledUntil = new Map();
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await reconcileSchedules(dependencies, settled, new Date());
      } catch (error) {
        dependencies.log.warn({ err: error }, 'schedules could not be reconciled: trying again');
      }
      await wait(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

/** Which revision of a schedule owes nothing before which instant: saves looking at each schedule's slots every time. */
export type SettledUntil = Map<string, { revision: number; next: Date }>;

/** One round. Throws when Temporal or PostgreSQL is away; nothing is settled then, since an operator's pause cannot be seen. */
export const reconcileSchedules = async (
  dependencies: ScheduleReconcilerDependencies,
  settled: SettledUntil,
  now: Date,
): Promise<void> => {
  const living = new Map<string, StoredSchedule>();
  for await (const stored of livingSchedules(dependencies.systemDatabase)) {
    living.set(temporalIdOf(stored.schedule), stored);
  }
  for (const reportId of await outOfLine(dependencies, living, settled, now)) {
    dependencies.log.info({ reportId }, 'a schedule in Temporal is brought in line with its row');
    await alignSchedule(dependencies, reportId);
  }
  for (const { schedule } of living.values()) await settleLate(dependencies, settled, schedule, now);
};

/** The schedules that Temporal lacks, has too many, or has otherwise. */
const outOfLine = async (
  { temporal }: AlignDependencies,
  living: Map<string, StoredSchedule>,
  settled: SettledUntil,
  now: Date,
): Promise<Set<string>> => {
  const wrong = new Set(living.keys());
  try {
    for await (const summary of temporal.client.schedule.list({ pageSize: 500 })) {
      if (summary.action?.workflowType !== scheduleWorkflow) continue;
      const stored = living.get(summary.scheduleId);
      const newHere = !settled.has(summary.scheduleId);
      const right =
        stored && isInLine(stored, summary) && (!newHere || hasOurNextSlot(stored, summary.info, now));
      if (right) wrong.delete(summary.scheduleId);
      else wrong.add(summary.scheduleId);
    }
  } catch (error) {
    throw translateTemporalError(error);
  }
  return wrong;
};

/** Whether Temporal fires next when we say. Looked at once for each schedule in a process: its time zone rules may be new. */
const hasOurNextSlot = (
  { schedule }: StoredSchedule,
  { nextActionTimes }: { nextActionTimes: Date[] },
  now: Date,
): boolean => {
  const from = schedule.activeSince > now ? schedule.activeSince : now;
  const [ours] = slotsAfter(storedCalendar(schedule), from, 1);
  return nextActionTimes.find((time) => time > now)?.getTime() === ours?.scheduledFor.getTime();
};

const settleLate = async (
  { database, log }: ScheduleReconcilerDependencies,
  settled: SettledUntil,
  schedule: ScheduleRow,
  now: Date,
): Promise<void> => {
  if (schedule.status !== 'active') return;
  const { reportId, workspaceId, revision } = schedule;
  const until = new Date(now.getTime() - graceMs);
  const known = settled.get(reportId);
  if (known?.revision === revision && known.next > until) return;

  const { started, missed } = await database.withWorkspace(workspaceId, (transaction) =>
    settleSchedule(transaction, reportId, { now: until, source: '/scheduler', findOwedSlots: owedSlots }),
  );
  if (started.length > 0 || missed > 0) {
    log.warn(
      { reportId, started, missed, revision: revisionOf(schedule) },
      'slots were owed and are settled',
    );
  }
  const [next] = slotsAfter(storedCalendar(schedule), until, 1);
  if (next) settled.set(reportId, { revision, next: next.scheduledFor });
};
