import { formatDay, formatMonth, formatShortDay, formatShortMonth, formatWeek } from '@reports/wording';
import type { CallSummaryData } from '@reports/contracts';
import { endOfUnit, startOfUnit } from '../../formatting/dates.ts';

type Day = CallSummaryData['by_date'][number];

/** What a period's table and chart go by. */
export type Unit = 'day' | 'week' | 'month';

/** A day, or the days of a week or month that lie in the period, with the figures of their calls. */
export interface Stretch {
  from: string;
  to: string;
  /** In the table: `Mon 22 Jan 2024`, `22–28 Jan 2024`, `January 2024`. */
  name: string;
  /** On the chart's axis: `22 Jan`, `Jan`; with the year beneath at the first of each. */
  label: string;
  /** The period begins or ends inside this week or month. */
  isPart: boolean;
  total_calls: number;
  connected_calls: number;
  /** Not rounded. */
  connection_rate: number | null;
  /** Whole seconds; of weeks and months from the days' own, which are whole too. */
  avg_duration_seconds: number | null;
}

/** Longer periods go by weeks, longer ones still by months: a reader compares a dozen or two, not hundreds. */
const [maxDays, maxDaysInWeeks] = [60, 200];

/** The unit of a period of so many days. */
export const unitOf = (days: number): Unit =>
  days <= maxDays ? 'day' : days <= maxDaysInWeeks ? 'week' : 'month';

const names: Record<Unit, (from: string, to: string) => string> = {
  day: (from) => formatDay(from),
  week: formatWeek,
  month: (from) => formatMonth(from),
};

/** A label, with the year beneath it where it differs from the one before. */
const labelOf = (unit: Unit, date: string, before: string | undefined): string => {
  const [year, yearBefore] = [date.slice(0, 4), before?.slice(0, 4)];
  const label = unit === 'month' ? formatShortMonth(date) : formatShortDay(date);
  return year === yearBefore ? label : `${label}\n${year}`;
};

/** The days of a period by the unit that its length asks for, each day in one stretch. */
export const groupDays = (byDate: readonly Day[]): { unit: Unit; stretches: Stretch[] } => {
  const unit = unitOf(byDate.length);
  const groups = new Map<string, Day[]>();
  for (const day of byDate) {
    const start = startOfUnit(day.date, unit);
    groups.set(start, [...(groups.get(start) ?? []), day]);
  }
  const starts = [...groups.keys()];
  const stretches = [...groups].map(([start, days], index): Stretch => {
    const [from, to] = [days[0]?.date ?? start, days.at(-1)?.date ?? start];
    return {
      from,
      to,
      name: names[unit](from, to),
      label: labelOf(unit, from, starts[index - 1]),
      isPart: from !== start || to !== endOfUnit(start, unit),
      ...sumOf(days),
    };
  });
  return { unit, stretches };
};

const sumOf = (days: readonly Day[]) => {
  const sum = (figure: (day: Day) => number) => days.reduce((total, day) => total + figure(day), 0);
  const [total, connected] = [sum((day) => day.total_calls), sum((day) => day.connected_calls)];
  const seconds = sum((day) => day.connected_calls * (day.avg_duration_seconds ?? 0));
  return {
    total_calls: total,
    connected_calls: connected,
    connection_rate: total === 0 ? null : connected / total,
    avg_duration_seconds: connected === 0 ? null : Math.round(seconds / connected),
  };
};
