import { minComparedRecords, type QaPerformanceData } from '@reports/contracts';
import { DateTime } from 'luxon';

type Week = NonNullable<QaPerformanceData['trend']>[number];

/** Monday and Sunday of an ISO week, `2024-W01`. */
const daysOf = (week: string): { from: string; to: string } => {
  const monday = DateTime.fromISO(week, { zone: 'utc' });
  return { from: monday.toFormat('yyyy-MM-dd'), to: monday.plus({ days: 6 }).toFormat('yyyy-MM-dd') };
};

/** Whether all seven days of an ISO week lie in a period. */
export const isFullWeek = (week: string, { from, to }: { from: string; to: string }): boolean => {
  const days = daysOf(week);
  return from <= days.from && days.to <= to;
};

/** Two scores that may be compared, and the days that each is of. */
export interface ScoreComparison {
  before: { from: string; to: string; score: number };
  after: { from: string; to: string; score: number };
  /** Whether both are weeks of the period, or the period and the one before it. */
  of: 'weeks' | 'periods';
}

/**
 * What may be said about how the overall score moved: between the first and the last full week that have at least 20
 * evaluations each; where there are fewer than two such weeks, between the period of the same length before and this one, if both
 * have as many. Undefined where neither can carry a sentence.
 */
export const compareScores = (
  data: Pick<QaPerformanceData, 'trend' | 'previous_period' | 'calls_evaluated' | 'overall_score'>,
  period: { from: string; to: string },
): ScoreComparison | undefined => {
  const weeks = (data.trend ?? []).filter(
    (week) => isFullWeek(week.week, period) && hasEnough(week) && week.overall_score !== null,
  );
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first && last && first !== last) return { before: sideOf(first), after: sideOf(last), of: 'weeks' };
  const { previous_period: previous, overall_score: score } = data;
  if (!previous || previous.overall_score === null || score === null) return undefined;
  if (!hasEnough(previous) || !hasEnough(data)) return undefined;
  return {
    before: { from: previous.from, to: previous.to, score: previous.overall_score },
    after: { from: period.from, to: period.to, score },
    of: 'periods',
  };
};

const hasEnough = ({ calls_evaluated: records }: { calls_evaluated: number }): boolean =>
  records >= minComparedRecords;

const sideOf = ({ week, overall_score: score }: Week) => ({ ...daysOf(week), score: score ?? 0 });
