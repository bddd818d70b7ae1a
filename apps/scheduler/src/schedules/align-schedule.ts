import { type Database, type ScheduleRow, schedules } from '@reports/database';
import { slotsAfter, storedCalendar } from '@reports/slots';
import type { TemporalClient } from '@reports/temporal';
import {
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
} from '@temporalio/client';
import { and, eq, sql } from 'drizzle-orm';
import { readSchedule, type StoredSchedule } from './stored-schedule.ts';
import {
  describeSchedule,
  minSlotsAhead,
  revisionKey,
  revisionOf,
  scheduleWorkflow,
  temporalIdOf,
  temporalSchedule,
} from './temporal-schedule.ts';

export interface AlignDependencies {
  /** As role reports_system. */
  systemDatabase: Database;
  temporal: TemporalClient;
}

/**
 * Brings the Temporal Schedule of a report in line with its row: makes, changes or deletes it. What an operator did in
 * Temporal's UI, pausing or resuming, is taken into the row first.
 *
 * It always works from the row as it is and looks again when it has written, so that of several at the same time, or of
 * events out of order, the newest revision is what remains. Throws what {@link TemporalClient.call} and `translateDatabaseError` give.
 */
export const alignSchedule = async (dependencies: AlignDependencies, reportId: string): Promise<void> => {
  const { systemDatabase, temporal } = dependencies;
  const handle = temporal.client.schedule.getHandle(reportId);
  const align = async (): Promise<void> => {
    for (;;) {
      const stored = await readSchedule(systemDatabase, reportId);
      if (!stored || stored.schedule.status === 'cancelled') {
        await remove(handle);
        return;
      }
      await write(dependencies, handle, stored);
      const after = await readSchedule(systemDatabase, reportId);
      if (after && revisionOf(after.schedule) === revisionOf(stored.schedule)) return;
    }
  };
  await systemDatabase.call(() => temporal.call(align));
};

const remove = async (handle: ScheduleHandle): Promise<void> => {
  try {
    await handle.delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
};

const write = async (
  { systemDatabase, temporal }: AlignDependencies,
  handle: ScheduleHandle,
  stored: StoredSchedule,
): Promise<void> => {
  const now = new Date();
  const wanted = temporalSchedule(stored, now, temporal);
  try {
    await temporal.client.schedule.create(wanted);
    return;
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  const present = await handle.describe();
  if (await adoptOperatorChange(systemDatabase, stored, present)) return;
  if (isInLine(stored, present) && firesWhenWeSay(stored, present.info, now)) return;
  await handle.update(() => ({ ...wanted, state: { ...wanted.state, ...reasonOf(stored, present) } }));
};

/** Why an operator paused a schedule is kept beside what it is. */
const reasonOf = (stored: StoredSchedule, { state }: TemporalState): { note?: string } => {
  const description = describeSchedule(stored);
  if (stored.schedule.status !== 'paused' || !state.paused || !state.note) return {};
  return { note: state.note.startsWith(description) ? state.note : `${description} · paused: ${state.note}` };
};

/** What a Temporal Schedule was last brought in line with, and how it is now. */
interface TemporalState {
  typedSearchAttributes?: ScheduleDescription['typedSearchAttributes'];
  state: { paused: boolean; note?: string };
  info: { nextActionTimes: Date[] };
  action?: { workflowType?: string };
}

/** Whether nothing needs to be written. */
export const isInLine = (
  stored: StoredSchedule,
  { typedSearchAttributes, state, info, action }: TemporalState,
): boolean =>
  action?.workflowType === scheduleWorkflow &&
  typedSearchAttributes?.get(revisionKey) === revisionOf(stored.schedule) &&
  state.paused === (stored.schedule.status === 'paused') &&
  info.nextActionTimes.length >= minSlotsAhead;

/**
 * Whether Temporal fires next when the row says: an operator may have edited when it does, and time zone rules may be new. `next` is for
 * who knows it already.
 */
export const firesWhenWeSay = (
  { schedule }: StoredSchedule,
  { nextActionTimes }: { nextActionTimes: Date[] },
  now: Date,
  next = nextSlot(schedule, now),
): boolean => nextActionTimes.find((time) => time > now)?.getTime() === next?.getTime();

const nextSlot = (schedule: ScheduleRow, now: Date): Date | undefined => {
  const from = schedule.activeSince > now ? schedule.activeSince : now;
  return slotsAfter(storedCalendar(schedule), from, 1)[0]?.scheduledFor;
};

/**
 * A schedule in Temporal that is paused although it was written as active, or the other way round, was changed by an
 * operator. If the row has not changed since, it follows the operator; else the client's newer wish stands.
 */
const adoptOperatorChange = async (
  systemDatabase: Database,
  { schedule }: StoredSchedule,
  { typedSearchAttributes, state }: TemporalState,
): Promise<boolean> => {
  const written = typedSearchAttributes?.get(revisionKey);
  const now = state.paused ? 'paused' : 'active';
  if (written !== revisionOf(schedule) || schedule.status === now) return false;
  await systemDatabase.orm
    .update(schedules)
    .set({
      status: now,
      revision: sql`${schedules.revision} + 1`,
      updatedAt: sql`now()`,
      // Slots of the pause are not owed.
      ...(now === 'active' && { activeSince: sql`greatest(active_since, now())` }),
    })
    .where(
      and(
        eq(schedules.reportId, temporalIdOf(schedule)),
        eq(schedules.workspaceId, schedule.workspaceId),
        eq(schedules.revision, schedule.revision),
      ),
    );
  return true;
};
