import { describe, expect, test } from 'vitest';
import { describeCompleteness } from './describe-completeness.ts';

const january = { from: '2024-01-01', to: '2024-01-31', timezone: 'Asia/Kolkata' };
/** 1 February in India, still January in UTC. */
const dataAsOf = '2024-01-31T18:30:00Z';

describe('how complete the data is, in words', () => {
  test('complete', () => {
    expect(
      describeCompleteness(
        { data_through: { calls: '2024-01-31' }, days_without_data: [], complete: true },
        { ...january, dataAsOf },
      ),
    ).toBe('Complete: every day has records. Calls through 31 January 2024.');
  });

  test('days without records are named as stretches, each kind says how far it goes', () => {
    expect(
      describeCompleteness(
        {
          data_through: { calls: '2024-01-31', evaluations: null },
          days_without_data: ['2024-01-03', '2024-01-06', '2024-01-07'],
          complete: false,
        },
        { ...january, dataAsOf },
      ),
    ).toBe(
      'Not complete: 3 of 31 days without records (3 Jan, 6–7 Jan). Calls through 31 January 2024, no evaluations.',
    );
  });

  test('many stretches are counted', () => {
    const odd = ['01', '03', '05', '07', '09', '11', '13', '15'].map((day) => `2024-01-${day}`);
    expect(
      describeCompleteness(
        { data_through: { calls: '2024-01-31' }, days_without_data: odd, complete: false },
        { ...january, dataAsOf },
      ),
    ).toContain('(1 Jan, 3 Jan, 5 Jan, 7 Jan, 9 Jan, 11 Jan and 2 more)');
  });

  test('a period that is not over, in its own zone', () => {
    const words = describeCompleteness(
      { data_through: { calls: '2024-01-31' }, days_without_data: [], complete: false },
      { ...january, dataAsOf: '2024-01-31T18:29:59Z' },
    );
    expect(words).toBe('Not complete: the period is not over. Calls through 31 January 2024.');
  });
});
