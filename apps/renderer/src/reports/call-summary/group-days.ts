import type { CallSummaryData } from '@reports/contracts';
import { formatShortDay, isoWeekOf } from '../../formatting/dates.ts';

export interface VolumePoint {
  label: string;
  total: number;
  connected: number;
}

export interface Volume {
  unit: 'day' | 'week';
  points: VolumePoint[];
}

/** More columns than this are thinner than a reader can tell apart. */
const maxDays = 92;

/** Days as they are, or summed by ISO week where they are many; a week is named by its first day in the period. */
export const groupDays = (byDate: CallSummaryData['by_date']): Volume => {
  const days = byDate.map(({ date, total_calls: total, connected_calls: connected }) => ({
    date,
    label: formatShortDay(date),
    total,
    connected,
  }));
  if (days.length <= maxDays) return { unit: 'day', points: days };
  const weeks = new Map<string, VolumePoint>();
  for (const { date, label, total, connected } of days) {
    const week = weeks.get(isoWeekOf(date)) ?? { label, total: 0, connected: 0 };
    weeks.set(isoWeekOf(date), {
      label: week.label,
      total: week.total + total,
      connected: week.connected + connected,
    });
  }
  return { unit: 'week', points: [...weeks.values()] };
};
