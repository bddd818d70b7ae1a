import { isFullWeek } from '@reports/wording';
import { describeWeek, weeksBetween } from '../formatting/dates.ts';

export interface WeekOfTrend<Point> {
  /** Undefined: nothing was recorded, which is a gap and not a week left out. */
  point: Point | undefined;
  /** The period cuts it: not to be compared with full weeks. */
  isCut: boolean;
  /** `W2`. */
  short: string;
  /** Its first day: `8 Jan`. */
  start: string;
}

/** Every week from a trend's first to its last, in order. */
export const weeksOfTrend = <Point extends { week: string }>(
  trend: readonly Point[],
  { from, to }: { from: string; to: string },
): WeekOfTrend<Point>[] => {
  const byWeek = new Map(trend.map((point) => [point.week, point]));
  return weeksBetween(trend[0]?.week ?? '', trend.at(-1)?.week ?? '').map((week) => {
    const { short, start } = describeWeek(week, from, to);
    return { point: byWeek.get(week), isCut: !isFullWeek(week, { from, to }), short, start };
  });
};

/** What stands beneath a week's mark, in two lines. */
export const weekLabel = ({ short, start }: WeekOfTrend<unknown>): string => `${short}\n${start}`;
