import { describe, expect, test } from 'vitest';
import { datasetOf } from '../../test/fixtures/dataset.ts';
import { januaryExample } from '../../test/fixtures/qa-performance.ts';
import { composeReport } from '../compose-report.ts';
import { createFontLibrary } from '../fonts/font-library.ts';
import { viewComparison } from './comparison.ts';

const comparison = {
  report_id: 'rpt_first',
  data_as_of: '2024-01-31T18:45:00Z',
  figures: [
    { figure: 'calls_evaluated', unit: 'count', before: 1_840, after: 1_842, change: 2 },
    { figure: 'overall_score', unit: 'score', before: 85.4, after: 85.2, change: -0.2 },
    { figure: 'pass_rate', unit: 'rate', before: 0.996, after: 1, change: 0.004 },
    { figure: 'avg_duration_seconds', unit: 'seconds', before: 250, after: 245, change: -5 },
    { figure: 'checks_failed', unit: 'count', before: 3, after: 3, change: 0 },
    { figure: 'reach_rate', unit: 'rate', before: null, after: 0.5, change: null },
  ],
} as const;

describe('a report made again', () => {
  test('says each figure then and now, in words and units', () => {
    const view = viewComparison({ ...comparison, figures: [...comparison.figures] }, 'Asia/Kolkata');
    expect(view).toMatchObject({ reportId: 'rpt_first', asOf: '1 February 2024, 00:15', outcome: '' });
    expect(view?.figures.map((figure) => Object.values(figure).join(' | '))).toEqual([
      'Calls evaluated | 1,840 | 1,842 | +2',
      'Overall score | 85.4 | 85.2 | −0.2',
      'Pass rate | 99.6% | 100% | +0.4 points',
      'Average duration | 4:10 | 4:05 | −5 s',
      'Violations | 3 | 3 | None',
      'Reach rate | – | 50% | –',
    ]);
  });

  test('says so when no figure changed, and when the earlier ones are gone', () => {
    const figures = [...comparison.figures].filter(({ change }) => change === 0);
    expect(viewComparison({ ...comparison, figures }, 'UTC')?.outcome).toBe('No headline figure changed.');
    expect(viewComparison({ report_id: 'rpt_first' }, 'UTC')).toEqual({
      reportId: 'rpt_first',
      asOf: '',
      figures: [],
      outcome: 'Its figures are no longer kept, so the two cannot be compared.',
    });
    expect(viewComparison(undefined, 'UTC')).toBeUndefined();
  });

  test('has a block of its own on the page, which other reports have not', () => {
    const dataset = datasetOf('qa_performance', januaryExample);
    const fonts = createFontLibrary();
    expect(composeReport(dataset, [], fonts).html).not.toContain('Made again');
    const { html } = composeReport(
      { ...dataset, comparison: { ...comparison, figures: [...comparison.figures] } },
      [],
      fonts,
    );
    expect(html).toContain('<h2>Made again</h2>');
    expect(html.replaceAll(/<.?bdi>/g, '')).toContain('over the records as of 1 February 2024, 00:15');
    expect(html).toContain('<td class="n">99.6%</td><td class="n">100%</td>');
    expect(composeReport({ ...dataset, comparison: { report_id: 'rpt_first' } }, [], fonts).html).toContain(
      'no longer kept',
    );
  });
});
