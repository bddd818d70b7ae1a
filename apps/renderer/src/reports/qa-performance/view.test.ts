import { sayInText } from '@reports/wording';
import { describe, expect, test } from 'vitest';
import {
  emptyQaPerformance,
  januaryExample,
  makeQaPerformance,
} from '../../../test/fixtures/qa-performance.ts';
import { viewQaPerformance } from './view.ts';

const january = { from: '2024-01-01', to: '2024-01-31', timezone: 'UTC' };

describe('the QA performance report', () => {
  const view = viewQaPerformance(januaryExample, january);

  test('leads with the headline figures', () => {
    expect(view.figures.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Calls evaluated: 842',
      'Overall score: 85.2',
      'Pass rate: 78%',
    ]);
    expect(view.figures[0]?.context).toBe('2 agents, 1 campaign');
  });

  test('tells of auto-fails and disputes where evaluations say so', () => {
    expect(view.marks).toEqual([]);
    const marked = viewQaPerformance(
      { ...januaryExample, auto_failed: 27, auto_fail_rate: 0.03, disputed: 0, disputed_share: 0 },
      january,
    );
    expect(marked.marks.map(({ label, value, context }) => [label, value, context])).toEqual([
      ['Auto-failed', '3%', '27 of 842 evaluations'],
      ['Disputed', '0%', '0 of 842 evaluations'],
    ]);
  });

  test('says how the score went from the first week to the last', () => {
    expect(sayInText(view.sentences)).toBe(
      'The overall score went from 82.1 (1–7 Jan) to 87.3 (22–28 Jan). Agents win most of the points for DND Handling (98%) and fewest for Product Pitch Accuracy (81%).',
    );
  });

  test('marks the weeks that the period cuts, and does not compare them', () => {
    const cut = viewQaPerformance(januaryExample, { ...january, from: '2024-01-03' });
    expect(cut.trend?.weeks.map(({ days, partial }) => [days, partial])).toEqual([
      ['3–7 Jan', true],
      ['8–14 Jan', false],
      ['15–21 Jan', false],
      ['22–28 Jan', false],
    ]);
    expect(sayInText(cut.sentences)).toMatch(/\(8–14 Jan\) to [\d.]+ \(22–28 Jan\)/);
  });

  test('has the figures of the period before beside its own', () => {
    const previous_period = {
      from: '2023-12-01',
      to: '2023-12-31',
      calls_evaluated: 1_800,
      overall_score: 84,
      pass_rate: 0.996,
    };
    const { figures, sentences } = viewQaPerformance(
      { ...januaryExample, trend: [], previous_period },
      january,
    );
    expect(figures.map(({ context }) => context)).toEqual([
      '2 agents, 1 campaign',
      'Mean of all evaluations, out of 100',
      'Evaluations that passed',
    ]);
    expect(figures.map(({ before }) => before)).toEqual([
      '1,800 in the period before',
      '84.0 in the period before',
      '99.6% in the period before',
    ]);
    expect(sayInText(sentences)).toContain('went from 84.0 (1–31 Dec 2023) to 85.2 (1–31 Jan 2024).');
  });

  test('says what share of the calls was evaluated, and the target, where the dataset knows them', () => {
    expect(view.figures.map(({ label }) => label)).not.toContain('Coverage');
    expect(view.target).toBe('');
    const known = viewQaPerformance(
      { ...januaryExample, connected_calls: 12_000, coverage: 0.07, targets: { pass_rate: 0.85 } },
      january,
    );
    expect(known.figures[1]).toMatchObject({
      label: 'Coverage',
      value: '7%',
      context: 'Evaluated, of 12,000 connected calls',
    });
    expect(known.figures[3]?.context).toBe('Evaluations that passed; the target is 85%');
    expect(known.trend?.chart).toContain('2024-W01: 82.1, 71%, 201 calls; 2024-W02: 84.8');
  });

  test('shows how many evaluations have which score, from the lowest that there is', () => {
    const counts = [0, 0, 0, 0, 0, 0, 10, 0, 90, 100];
    const score_distribution = counts.map((evaluations, index) => ({
      from: index * 10,
      to: index * 10 + 10,
      evaluations,
    }));
    const { distribution } = viewQaPerformance({ ...januaryExample, score_distribution }, january);
    expect(distribution.map(({ scores, evaluations, share }) => [scores, evaluations, share])).toEqual([
      ['60 to under 70', '10', '5%'],
      ['70 to under 80', '0', '0%'],
      ['80 to under 90', '90', '45%'],
      ['90 to 100', '100', '50%'],
    ]);
    expect(view.distribution).toEqual([]);
  });

  test('ranks parameters for the chart by points won, and keeps the order of the form in the table', () => {
    expect(view.parameterChart?.rows.map(({ parameter, share }) => [parameter, share])).toEqual([
      ['Product Pitch Accuracy', '81%'],
      ['Greeting Compliance', '94%'],
      ['DND Handling', '98%'],
    ]);
    expect(view.parameters.map(({ parameter }) => parameter)).toEqual([
      'Greeting Compliance',
      'Product Pitch Accuracy',
      'DND Handling',
    ]);
  });

  test('compares every bar with the whole report', () => {
    expect(view.campaigns[0]).toMatchObject({
      scoreBar: { fill: 85.2, mark: 85.2 },
      passRateBar: { fill: 78, mark: 78 },
    });
  });

  test('shows an identifier beside a name, and once where there is no name', () => {
    const unnamed = { ...januaryExample, by_agent: [{ ...januaryExample.by_agent[0], agent_name: 'agt_7' }] };
    expect(view.agents[0]?.agent).toEqual({ name: 'अमित शर्मा', id: 'agt_7' });
    expect(viewQaPerformance(unnamed as typeof januaryExample, january).agents[0]?.agent).toEqual({
      name: 'agt_7',
      id: null,
    });
  });

  test('has teams where there are several to tell apart', () => {
    const team = { calls_evaluated: 400, overall_score: 84.1, pass_rate: 0.74, agents: 1 };
    const teams = (...names: (string | null)[]) =>
      viewQaPerformance(
        { ...januaryExample, by_team: names.map((name) => ({ ...team, team: name })) },
        january,
      ).teams;
    expect(teams('North')).toEqual([]);
    expect(teams('North', null)).toMatchObject([
      { team: 'North', members: '1 agent', score: '84.1' },
      { team: 'Without a team', passRate: '74%' },
    ]);
  });

  test('leaves out the trend of a single week', () => {
    const { trend: _, ...week } = januaryExample;
    expect(viewQaPerformance(week, january)).toMatchObject({ trend: null });
  });

  test('cuts the chart, not the table, of a long form', () => {
    const long = viewQaPerformance(
      makeQaPerformance(1, { agents: 1, campaigns: 1, parameters: 40, weeks: 1 }),
      january,
    );
    expect(long.parameterChart).toMatchObject({ cut: true, shown: '15', all: '40' });
    expect(long.parameterChart?.rows).toHaveLength(15);
    expect(long.parameters).toHaveLength(40);
  });

  test('has dashes where nothing was evaluated', () => {
    const empty = viewQaPerformance(emptyQaPerformance, january);
    expect(empty.evaluated).toBe(false);
    expect(empty.figures.map(({ value }) => value)).toEqual(['0', '–', '–']);
  });
});
