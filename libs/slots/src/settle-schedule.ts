import {
  type ScheduleRow,
  schedules,
  scheduleSlots,
  type Transaction,
  transactionMs,
} from '@reports/database';
import { and, eq, inArray, max, sql } from 'drizzle-orm';
import { owedSlots } from './owed-slots.ts';
import type { Slot } from './slots.ts';
import { slotRow, startSlot } from './start-slot.ts';

export interface Settlement {
  /** As it is, locked until the transaction ends; undefined when the report never had a schedule. */
  schedule: ScheduleRow | undefined;
  /** The reports of the runs that were started, oldest slot first. */
  started: string[];
  /** The times of their slots. */
  startedFor: Date[];
  /** How many slots were recorded as missed. */
  missed: number;
}

/** A schedule's row, locked, and when the transaction began: whoever starts its slots or changes it waits for the others. */
export const lockSchedule = async (
  transaction: Transaction,
  reportId: string,
): Promise<{ schedule: ScheduleRow; now: Date } | undefined> => {
  const [row] = await transaction
    .select({ schedule: schedules, ms: transactionMs })
    .from(schedules)
    .where(eq(schedules.reportId, reportId))
    .for('update');
  return row && { schedule: row.schedule, now: new Date(row.ms) };
};

/**
 * Settles a schedule up to an instant: every slot that it owes by then gets its one run, oldest first, or, when it is
 * older than the catch-up window, a row that says it was missed.
 *
 * Everything that starts slots does it through here, and whatever changes, pauses or cancels a schedule settles it first,
 * in the same transaction: so a change never takes back or repeats a slot that was due before it.
 */
export const settleSchedule = async (
  transaction: Transaction,
  reportId: string,
  {
    source,
    now: given,
  }: {
    /** The service that settles, `/scheduler` for one. */
    source: string;
    /** Up to which instant; absent: now, by PostgreSQL's clock. */
    now?: Date;
  },
): Promise<Settlement> => {
  const locked = await lockSchedule(transaction, reportId);
  if (locked?.schedule.status !== 'active') {
    return { schedule: locked?.schedule, started: [], startedFor: [], missed: 0 };
  }
  const { schedule } = locked;

  const now = given ?? locked.now;
  const { due, missed } = owedSlots(schedule, {
    settledUntil: await newestSlot(transaction, reportId),
    now,
  });
  const missing = await withoutRow(transaction, reportId, missed);
  if (missing.length > 0) {
    await transaction
      .insert(scheduleSlots)
      .values(missing.map((slot) => ({ ...slotRow(schedule, slot), status: 'missed' as const })));
  }
  const started: string[] = [];
  const startedFor: Date[] = [];
  for (const slot of await withoutRow(transaction, reportId, due)) {
    const { run } = await startSlot(transaction, { schedule, slot, source });
    started.push(run.id);
    startedFor.push(slot.scheduledFor);
  }
  return { schedule, started, startedFor, missed: missing.length };
};

/** The instant of the newest slot of the calendar that has a row. Runs beside the calendar, whose names have seconds, do not count. */
const newestSlot = async (transaction: Transaction, reportId: string): Promise<Date | null> => {
  const [row] = await transaction
    .select({ newest: max(scheduleSlots.scheduledFor) })
    .from(scheduleSlots)
    .where(and(eq(scheduleSlots.reportId, reportId), sql`length(${scheduleSlots.localTime}) = 16`));
  return row?.newest ?? null;
};

const withoutRow = async (transaction: Transaction, reportId: string, slots: Slot[]): Promise<Slot[]> => {
  const known = await localTimesWithRow(transaction, reportId, slots);
  return slots.filter(({ localTime }) => !known.has(localTime));
};

/** The local times of those slots that have a row: they ran, or were recorded as missed. */
export const localTimesWithRow = async (
  transaction: Transaction,
  reportId: string,
  slots: readonly Pick<Slot, 'localTime'>[],
): Promise<Set<string>> => {
  if (slots.length === 0) return new Set();
  const names = slots.map(({ localTime }) => localTime);
  const rows = await transaction
    .select({ localTime: scheduleSlots.localTime })
    .from(scheduleSlots)
    .where(and(eq(scheduleSlots.reportId, reportId), inArray(scheduleSlots.localTime, names)));
  return new Set(rows.map(({ localTime }) => localTime));
};
