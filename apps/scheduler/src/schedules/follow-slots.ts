import type { Metrics } from '../metrics.ts';

/** Slots that are older were asked for by an operator's backfill: nothing that is owed is caught up for longer. */
const maxLateMs = 7 * 24 * 3_600_000;

/** Counts slots by how they got their run, and how late it came. */
export const followSlots = ({ slots, slotLateness }: Pick<Metrics, 'slots' | 'slotLateness'>) => {
  const observe = (scheduledFor: Date): void => {
    const lateMs = Date.now() - scheduledFor.getTime();
    if (lateMs < maxLateMs) slotLateness.observe({}, Math.max(0, lateMs) / 1_000);
  };
  return {
    noteFired: (scheduledFor: Date): void => {
      slots.inc({ outcome: 'fired' });
      observe(scheduledFor);
    },
    noteSettled: (startedFor: readonly Date[], missed: number): void => {
      slots.inc({ outcome: 'caught_up' }, startedFor.length);
      slots.inc({ outcome: 'missed' }, missed);
      startedFor.forEach(observe);
    },
  };
};
