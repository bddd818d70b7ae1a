import { type DatasetSummary, type ReportType } from '@reports/contracts';
import type { PartOf } from '../../src/files/rendering.ts';
import { makeCallSummary } from '../fixtures/call-summary.ts';
import { datasetOf } from '../fixtures/dataset.ts';
import { emptyQaPerformance } from '../fixtures/qa-performance.ts';
import { audit, campaignsOf, coaching, qa, violations, weeklyChecks, withLongNames } from './sample-data.ts';

/** A report to look at. */
export interface Sample {
  name: string;
  summary: DatasetSummary;
  listed?: unknown[];
  part?: PartOf;
}

const year = { from: '2024-01-01', to: '2024-12-31' };

const noCalls = makeCallSummary(1, { from: '2024-01-01', days: 0, campaigns: 0, dispositions: 0 });

/** Each type as it is most days: those that reference pictures are of. */
export const usualSamples: readonly Sample[] = [
  {
    name: 'qa-performance',
    summary: datasetOf('qa_performance', qa({ agents: 25, campaigns: 4, parameters: 8, weeks: 5 })),
  },
  {
    name: 'call-summary',
    summary: datasetOf(
      'call_summary',
      makeCallSummary(1, { from: '2024-01-01', days: 31, campaigns: 4, dispositions: 7 }),
    ),
  },
  {
    name: 'compliance-audit',
    summary: datasetOf('compliance_audit', audit(60), {}, 60),
    listed: violations(1, 60),
  },
  { name: 'agent-coaching', summary: datasetOf('agent_coaching', coaching(25)) },
  {
    name: 'campaign-performance',
    summary: datasetOf(
      'campaign_performance',
      campaignsOf({ campaigns: 4, weeks: 5, dispositions: 9, calls: 9000 }),
    ),
  },
];

const named = (name: string, sample: Omit<Sample, 'name'>): Sample => ({ name, ...sample });

const emptyOf: Record<ReportType, Sample> = {
  qa_performance: named('qa-performance-empty', { summary: datasetOf('qa_performance', emptyQaPerformance) }),
  call_summary: named('call-summary-empty', { summary: datasetOf('call_summary', noCalls) }),
  compliance_audit: named('compliance-audit-empty', {
    summary: datasetOf('compliance_audit', audit(0)),
  }),
  agent_coaching: named('agent-coaching-empty', { summary: datasetOf('agent_coaching', { agents: [] }) }),
  campaign_performance: named('campaign-performance-empty', {
    summary: datasetOf(
      'campaign_performance',
      campaignsOf({ campaigns: 0, weeks: 0, dispositions: 0, calls: 0 }),
    ),
  }),
};

const onLetter = ({ name, summary, ...rest }: Sample): Sample => ({
  ...rest,
  name: `${name}-letter-branded`,
  summary: { ...summary, branding: { paper: 'letter', accent_colour: '#7a1fa2' } },
});

const one = coaching(1);

/** Everything that is worth a look before a release: nothing, one, and too much of each. */
const allSamples: readonly Sample[] = [
  ...usualSamples,
  ...Object.values(emptyOf),
  ...usualSamples.map(onLetter),
  named('qa-performance-one', {
    summary: datasetOf('qa_performance', qa({ agents: 1, campaigns: 1, parameters: 1, weeks: 1 })),
  }),
  named('qa-performance-500-agents-year', {
    summary: datasetOf('qa_performance', qa({ agents: 500, campaigns: 30, parameters: 40, weeks: 52 }), year),
  }),
  named('call-summary-one-day', {
    summary: datasetOf(
      'call_summary',
      makeCallSummary(1, { from: '2024-01-01', days: 1, campaigns: 1, dispositions: 1 }),
      { to: '2024-01-01' },
    ),
  }),
  named('call-summary-60-dispositions', {
    summary: datasetOf(
      'call_summary',
      makeCallSummary(1, { from: '2024-01-01', days: 31, campaigns: 12, dispositions: 60 }),
    ),
  }),
  named('call-summary-year', {
    summary: datasetOf(
      'call_summary',
      makeCallSummary(1, { from: '2024-01-01', days: 366, campaigns: 4, dispositions: 7 }),
      year,
    ),
  }),
  named('compliance-audit-one', {
    summary: datasetOf('compliance_audit', audit(1), {}, 1),
    listed: violations(1, 1),
  }),
  named('compliance-audit-1000', {
    summary: datasetOf('compliance_audit', audit(1_000), {}, 1_000),
    listed: violations(1, 1_000),
  }),
  named('agent-coaching-one', { summary: datasetOf('agent_coaching', one) }),
  named('agent-coaching-500', { summary: datasetOf('agent_coaching', coaching(500)) }),
  named('agent-coaching-part', {
    summary: datasetOf('agent_coaching', { ...one, by_team: [] }),
    part: { by: 'agent', key: one.agents[0]?.agent_id ?? '', name: one.agents[0]?.agent_name ?? '', of: 25 },
  }),
  named('agent-coaching-team-part', {
    summary: datasetOf('agent_coaching', { ...coaching(6), by_team: [] }),
    part: { by: 'team', key: 'North', name: 'North', of: 3 },
  }),
  named('compliance-audit-year', {
    summary: datasetOf('compliance_audit', { ...audit(900), trend: weeklyChecks(52) }, year, 900),
    listed: violations(1, 900),
  }),
  named('qa-performance-long-names', { summary: datasetOf('qa_performance', withLongNames()) }),
  named('campaign-performance-one', {
    summary: datasetOf(
      'campaign_performance',
      campaignsOf({ campaigns: 1, weeks: 1, dispositions: 1, calls: 2 }),
    ),
  }),
  named('campaign-performance-60-dispositions-year', {
    summary: datasetOf(
      'campaign_performance',
      campaignsOf({ campaigns: 12, weeks: 52, dispositions: 60, calls: 90_000 }),
      year,
    ),
  }),
];

/** A report made again, with all that most have not: another one beside it, filters, a logo, the period before, days without data. */
const madeAgain: Sample = {
  name: 'qa-performance-made-again',
  summary: {
    ...datasetOf(
      'qa_performance',
      {
        ...qa({ agents: 3, campaigns: 2, parameters: 3, weeks: 5 }),
        connected_calls: 9_310,
        coverage: 0.095,
        previous_period: {
          from: '2023-12-01',
          to: '2023-12-31',
          calls_evaluated: 790,
          overall_score: 81.9,
          pass_rate: 0.74,
          connected_calls: 9_002,
          coverage: 0.088,
        },
        score_distribution: [0, 0, 0, 0, 0, 3, 41, 190, 411, 243].map((evaluations, index) => ({
          from: index * 10,
          to: index * 10 + 10,
          evaluations,
        })),
      },
      { filters: { campaign_id: ['cmp_4000', 'cmp_4001'], team: ['North', 'South'] } },
    ),
    branding: {
      logo: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    },
    completeness: {
      data_through: { evaluations: '2024-01-29' },
      days_without_data: ['2024-01-30', '2024-01-31'],
      complete: false,
    },
    comparison: {
      report_id: 'rpt_2Jn5pK8qRs4V',
      data_as_of: '2024-01-31T18:00:12Z',
      figures: [
        { figure: 'calls_evaluated', unit: 'count', before: 880, after: 888, change: 8 },
        { figure: 'overall_score', unit: 'score', before: null, after: 83.4, change: null },
      ],
    },
  },
};

/** What `npm run pictures` draws and `npm run test:pdf-ua` validates. */
export const everySample = (): Sample[] => [
  ...allSamples,
  madeAgain,
  {
    ...madeAgain,
    name: 'qa-performance-made-again-ar',
    summary: { ...madeAgain.summary, branding: { ...madeAgain.summary.branding, language: 'ar' } },
  },
  ...inEveryLanguage,
];

/** Each type as it is most days, in the languages beside English. */
const inEveryLanguage: readonly Sample[] = (['de', 'es', 'fr', 'hi', 'ar'] as const).flatMap((language) =>
  usualSamples.map(({ name, summary, ...rest }) => ({
    ...rest,
    name: `${name}-${language}`,
    summary: { ...summary, branding: { language } },
  })),
);
