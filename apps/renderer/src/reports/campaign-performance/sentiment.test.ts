import { describe, expect, test } from 'vitest';
import { drawSentimentColumns } from './sentiment-columns.ts';
import { sentimentColours, sentimentMix, sharesOf } from './sentiment.ts';

const size = { width: 300, height: 100, labels: 6, widestStep: 60 };
const january = { from: '2024-01-01', to: '2024-01-31' };

describe('sentiment', () => {
  test('shares that were rounded fill the bar all the same', () => {
    const shares = sharesOf({ positive: 0.33, neutral: 0.33, negative: 0.33 });
    expect(Object.values(shares ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });

  test('says how many calls its shares are of, where the dataset does', () => {
    const shares = { positive: 0.5, neutral: 0.25, negative: 0.25 };
    expect(sentimentMix(shares)?.calls).toBe('');
    expect(sentimentMix({ ...shares, calls: 1_204 })?.calls).toBe('1,204 calls');
  });

  test('is absent where no call has one', () => {
    expect(sentimentMix({ positive: null, neutral: null, negative: null })).toBeNull();
  });

  test('a week without calls is a gap between the columns, not a week left out', () => {
    const point = { calls: 10, positive: 0.5, neutral: 0.25, negative: 0.25 };
    const svg = drawSentimentColumns(
      [
        { week: '2024-W01', ...point },
        { week: '2024-W03', ...point },
      ],
      january,
      size,
    );
    const [, columns = ''] = new RegExp(`d="([^"]*)" fill="${sentimentColours.positive}"`).exec(svg) ?? [];
    expect(columns.match(/z/g)).toHaveLength(2);
    expect(svg).toContain('2024-W01: 50%, 25%, 25%; 2024-W03: 50%, 25%, 25%.');
    expect([...svg.matchAll(/>(W\d+)</g)].map(([, week]) => week)).toEqual(['W1', 'W2', 'W3']);
  });
});
