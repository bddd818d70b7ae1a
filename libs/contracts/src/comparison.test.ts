import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareHeadlines, headlineFiguresOf } from './comparison.ts';

const calls = (total_calls: number, connected_calls: number, connection_rate: number | null) => ({
  total_calls,
  connected_calls,
  connection_rate,
  avg_duration_seconds: connected_calls === 0 ? null : 120,
});

describe('the headline figures of two reports', () => {
  test('stand side by side, with what changed', () => {
    expect(compareHeadlines('call_summary', calls(1_000, 580, 0.58), calls(1_003, 583, 0.581))).toEqual([
      { figure: 'total_calls', unit: 'count', before: 1_000, after: 1_003, change: 3 },
      { figure: 'connected_calls', unit: 'count', before: 580, after: 583, change: 3 },
      { figure: 'connection_rate', unit: 'rate', before: 0.58, after: 0.581, change: 0.001 },
      { figure: 'avg_duration_seconds', unit: 'seconds', before: 120, after: 120, change: 0 },
    ]);
  });

  test('one that was not, or is not, has no change', () => {
    const changes = compareHeadlines('call_summary', calls(0, 0, null), calls(1, 1, 1));
    expect(changes.map(({ change }) => change)).toEqual([1, 1, null, null]);
    expect(
      compareHeadlines('call_summary', calls(1, 1, 1), calls(0, 0, null)).map(({ after }) => after),
    ).toEqual([0, 0, null, null]);
  });

  test('critical violations and agents to coach are counted', () => {
    const audit = (critical: number) => ({
      checks_performed: 10,
      checks_failed: 3,
      pass_rate: 0.7,
      severity_breakdown: [{ severity: 'critical', violations: critical }],
    });
    expect(compareHeadlines('compliance_audit', audit(1), audit(3)).at(-1)).toEqual({
      figure: 'critical_violations',
      unit: 'count',
      before: 1,
      after: 3,
      change: 2,
    });
    const agents = [
      { total_calls: 3, calls_evaluated: 2, focus_areas: [{}] },
      { total_calls: 4, calls_evaluated: 0, focus_areas: [] },
    ];
    expect(headlineFiguresOf('agent_coaching', { agents }).map(({ value }) => value)).toEqual([2, 1, 2, 7]);
  });

  test('a figure that an earlier release did not have is no change', () => {
    const scores = { calls_evaluated: 1, overall_score: 80.1 };
    const [, , passRate] = compareHeadlines('qa_performance', scores, { ...scores, pass_rate: 0.5 });
    expect(passRate).toMatchObject({ before: null, after: 0.5, change: null });
  });

  test('before and change are what is after, to the last decimal, and the other way round is the opposite', () => {
    const rate = fc.option(fc.integer({ min: 0, max: 10_000 }).map((parts) => parts / 10_000));
    const score = fc.option(fc.integer({ min: 0, max: 1_000 }).map((tenths) => tenths / 10));
    const report = fc.record({ calls_evaluated: fc.nat(1_000_000), overall_score: score, pass_rate: rate });
    fc.assert(
      fc.property(report, report, (one, other) => {
        const forth = compareHeadlines('qa_performance', one, other);
        const back = compareHeadlines('qa_performance', other, one);
        for (const [index, { before, after, change }] of forth.entries()) {
          expect([before, after]).toEqual([back[index]?.after, back[index]?.before]);
          expect(change === null).toBe(before === null || after === null);
          if (change === null) continue;
          expect(change).toBe(0 - (back[index]?.change ?? NaN));
          expect(Math.round((Number(before) + change) * 10_000)).toBe(Math.round(Number(after) * 10_000));
        }
      }),
    );
  });
});
