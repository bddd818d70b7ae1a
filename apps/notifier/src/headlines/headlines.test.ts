import { coachedAgent } from '@reports/wording/testing';
import { expect, test } from 'vitest';
import { qaSummary } from '../../test/support/qa-summary.ts';
import { headlineOf } from './index.ts';

const byWeek = (a: { week: string }, b: { week: string }) => (a.week < b.week ? -1 : 1);
const january = { from: '2024-01-01', to: '2024-01-31' };

const values = (type: Parameters<typeof headlineOf>[0], data: unknown, period = january) => {
  const headline = headlineOf(type, data, period);
  return {
    ...Object.fromEntries((headline?.figures ?? []).map(({ label, value }) => [label, value])),
    remark: headline?.remark,
  };
};

const qa = {
  ...qaSummary,
  parameter_breakdown: [
    { parameter: 'Greeting', avg_score: 9.4, max_score: 10, pass_rate: 0.94, evaluations: 842 },
    { parameter: 'Product pitch', avg_score: 16.1, max_score: 20, pass_rate: 0.72, evaluations: 842 },
    { parameter: 'Never scored', avg_score: null, max_score: null, pass_rate: null, evaluations: 0 },
  ],
};

test('qa_performance: the scores, how they moved, and the weakest parameter', () => {
  expect(values('qa_performance', qa)).toEqual({
    'Overall score': '85.2',
    'Pass rate': '78%',
    'Calls evaluated': '842',
    'Last full week against the first': '+5.2',
    remark:
      'The overall score went from 82.1 (1–7 Jan) to 87.3 (22–28 Jan). Agents win most of the points for Greeting (94%) and fewest for Product pitch (81%).',
  });
  const { trend: _trend, ...oneWeek } = qa;
  expect(Object.keys(values('qa_performance', oneWeek))).toHaveLength(4);
});

test('qa_performance: weeks that the period cuts are not compared, and one week alone is with the period before', () => {
  const partial = { from: '2024-01-03', to: '2024-01-31' };
  expect(Object.keys(values('qa_performance', qa, partial))).toHaveLength(4);
  const second = { week: '2024-W02', overall_score: 85.7, pass_rate: 0.8, calls_evaluated: 20 };
  expect(
    values('qa_performance', { ...qa, trend: [...qa.trend, second].toSorted(byWeek) }, partial),
  ).toMatchObject({
    'Last full week against the first': '+1.6',
  });
  const previous_period = { ...partial, calls_evaluated: 700, overall_score: 86.2, pass_rate: 0.8 };
  expect(values('qa_performance', { ...qa, trend: qa.trend.slice(0, 1), previous_period })).toMatchObject({
    'Against the period before': '−1.0',
  });
});

test('qa_performance of nothing has dashes, and nothing to remark', () => {
  const nothing = { calls_evaluated: 0, overall_score: null, pass_rate: null };
  expect(
    values('qa_performance', { ...nothing, parameter_breakdown: [], by_agent: [], by_campaign: [] }),
  ).toEqual({ 'Overall score': '–', 'Pass rate': '–', 'Calls evaluated': '0', remark: '' });
});

const calls = {
  total_calls: 12_482,
  connected_calls: 7_989,
  connection_rate: 0.64,
  avg_duration_seconds: 205,
};

test('call_summary: the four figures and the most frequent disposition', () => {
  const dispositions = [{ disposition: 'interested', calls: 4_244, share: 0.34 }];
  expect(values('call_summary', { ...calls, dispositions, by_campaign: [], by_date: [] })).toEqual({
    'Total calls': '12,482',
    'Connected calls': '7,989',
    'Connection rate': '64%',
    'Average duration': '3 min 25 s',
    remark: 'Most frequent disposition: interested, 34% of calls.',
  });
});

test('compliance_audit: what failed, without the log, which is not in the summary', () => {
  const severities = { critical: 2, high: 7, medium: 0, low: 31 };
  const audit = {
    checks_performed: 900,
    checks_passed: 860,
    checks_failed: 40,
    pass_rate: 0.96,
    severity_breakdown: Object.entries(severities).map(([severity, violations]) => ({
      severity,
      violations,
    })),
    check_results: [{ check: 'Consent', performed: 300, passed: 299, failed: 1, pass_rate: 1 }],
  };
  expect(values('compliance_audit', audit)).toEqual({
    'Checks performed': '900',
    'Pass rate': '96%',
    'Checks failed': '40',
    'Critical violations': '2',
    remark: 'The check that failed most is Consent: 1 of 300.',
  });
});

test('agent_coaching: who needs attention, and in what', () => {
  const agents = [coachedAgent('a', 'Empathy', 'Closing'), coachedAgent('b', 'Empathy'), coachedAgent('c')];
  expect(values('agent_coaching', { agents })).toEqual({
    Agents: '3',
    'Agents with focus areas': '2',
    'Calls evaluated': '15',
    remark: 'Most common focus area: Empathy, for 2 agents.',
  });
});

test('campaign_performance: reach over all campaigns, and the largest of them', () => {
  const figures = {
    contacts_attempted: 1_000,
    contacts_reached: 640,
    reach_rate: 0.64,
    ...calls,
    dispositions: [],
    sentiment: { positive: 0.41, neutral: 0.4, negative: 0.19 },
    sentiment_trend: [],
  };
  const campaigns = ['حملة الشتاء', 'Spring'].map((name, index) => ({
    campaign_id: name,
    campaign_name: name,
    ...figures,
    total_calls: figures.total_calls - index,
  }));
  expect(values('campaign_performance', { totals: figures, campaigns })).toEqual({
    'Contacts reached': '640',
    'Reach rate': '64%',
    'Total calls': '12,482',
    'Positive sentiment': '41%',
    remark: 'Most calls: \u2068حملة الشتاء\u2069, 12,482 calls, 64% of contacts reached.',
  });
});

test('data of another type is refused', () => {
  expect(() => headlineOf('call_summary', qa, january)).toThrow(/not one of call_summary/);
});
