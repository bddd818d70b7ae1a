import { recordSchemas, recordKinds } from '@reports/contracts';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { generateSampleData } from './generate.ts';

const options = { seed: 7, calls: 5_000, days: 90, until: new Date('2024-04-01T13:00:00Z') };
const data = generateSampleData(options);

describe('the sample data', () => {
  test('is the same for the same seed, and other for another', () => {
    expect(generateSampleData(options)).toEqual(data);
    expect(generateSampleData({ ...options, seed: 8 }).calls).not.toEqual(data.calls);
  });

  test.each(recordKinds)('has %s that the contract accepts', (kind) => {
    const schema = Compile(recordSchemas[kind]);
    expect(data[kind].length).toBeGreaterThan(0);
    expect(data[kind].filter((record) => !schema.Check(record))).toEqual([]);
  });

  test('has exactly the calls asked for, inside the period', () => {
    expect(data.calls).toHaveLength(5_000);
    const moments = [
      ...data.calls.map((call) => call.started_at),
      ...data.evaluations.map((evaluation) => evaluation.evaluated_at),
    ].toSorted();
    expect(moments[0]?.slice(0, 10) ?? '').toBe('2024-01-02');
    expect(moments.at(-1)?.slice(0, 10) ?? '').toBe('2024-03-31');
  });

  test('evaluates about 12 % of the calls, each once, with a score that is the sum of its parameters', () => {
    expect(data.evaluations.length / data.calls.length).toBeCloseTo(0.12, 1);
    expect(new Set(data.evaluations.map(({ call_id }) => call_id)).size).toBe(data.evaluations.length);
    for (const { score, parameters } of data.evaluations) {
      expect(parameters.reduce((sum, parameter) => sum + parameter.score, 0)).toBe(score);
    }
  });

  test('is quiet on Sundays and busy on Mondays', () => {
    const on = (weekday: number): number =>
      data.calls.filter(({ started_at }) => new Date(started_at).getUTCDay() === weekday).length;
    expect(on(1)).toBeGreaterThan(5 * on(0));
  });
});
