import { DateTime } from 'luxon';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareScores, isFullWeek } from './compare-scores.ts';

const week = (name: string, overall_score: number | null, calls_evaluated: number) => ({
  week: name,
  overall_score,
  pass_rate: 0.8,
  calls_evaluated,
});
const autumn = { from: '2026-10-25', to: '2026-11-23' };
const partial = [
  week('2026-W43', 86.8, 33),
  week('2026-W44', 84, 210),
  week('2026-W45', 84.9, 190),
  week('2026-W47', 85.7, 205),
  week('2026-W48', 85.5, 103),
];

describe('what may be said of how a score moved', () => {
  test('full weeks are compared, never the partial ones at the ends', () => {
    const moved = compareScores({ calls_evaluated: 741, overall_score: 85, trend: partial }, autumn);
    expect(moved).toEqual({
      before: { from: '2026-10-26', to: '2026-11-01', score: 84 },
      after: { from: '2026-11-16', to: '2026-11-22', score: 85.7 },
      of: 'weeks',
    });
  });

  test('a full week of fewer than twenty evaluations is not compared', () => {
    const trend = [week('2026-W44', 60, 19), week('2026-W45', 84.9, 20), week('2026-W47', 85.7, 205)];
    expect(compareScores({ calls_evaluated: 244, overall_score: 85, trend }, autumn)?.before.from).toBe(
      '2026-11-02',
    );
  });

  test('with fewer than two such weeks the period before is compared, where both have enough', () => {
    const previous_period = {
      from: '2026-11-15',
      to: '2026-11-21',
      overall_score: 80,
      pass_rate: 0.7,
      calls_evaluated: 20,
    };
    const week48 = { from: '2026-11-22', to: '2026-11-28' };
    const data = { calls_evaluated: 20, overall_score: 85, previous_period };
    expect(compareScores(data, week48)).toEqual({
      before: { from: '2026-11-15', to: '2026-11-21', score: 80 },
      after: { ...week48, score: 85 },
      of: 'periods',
    });
    expect(compareScores({ ...data, calls_evaluated: 19 }, week48)).toBeUndefined();
    expect(
      compareScores({ ...data, previous_period: { ...previous_period, calls_evaluated: 19 } }, week48),
    ).toBeUndefined();
  });

  test('a dataset that knows no period before says nothing', () => {
    expect(compareScores({ calls_evaluated: 500, overall_score: 85 }, autumn)).toBeUndefined();
  });
});

test('a week is full when its Monday and its Sunday lie in the period', () => {
  const day = fc.integer({ min: 0, max: 9_000 }).map((days) => DateTime.utc(2010, 1, 1).plus({ days }));
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 60 }), day, (from, length, other) => {
      const period = {
        from: from.toFormat('yyyy-MM-dd'),
        to: from.plus({ days: length }).toFormat('yyyy-MM-dd'),
      };
      const [monday, sunday] = [
        other.startOf('week').toFormat('yyyy-MM-dd'),
        other.endOf('week').toFormat('yyyy-MM-dd'),
      ];
      expect(isFullWeek(other.toFormat("kkkk-'W'WW"), period)).toBe(
        period.from <= monday && sunday <= period.to,
      );
    }),
  );
});
