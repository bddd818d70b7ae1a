import { type ReportData, severities, type Violation } from '@reports/contracts';
import { makeAgentCoaching } from '../fixtures/agent-coaching.ts';
import { makeCampaignPerformance } from '../fixtures/campaign-performance.ts';
import { makeComplianceAudit, makeViolations } from '../fixtures/compliance-audit.ts';
import { unbrokenName, veryLongName } from '../fixtures/names.ts';
import { makeQaPerformance } from '../fixtures/qa-performance.ts';
import { round } from '../fixtures/random.ts';

/** The fixtures' data with all that today's datasets have. */
const teamed = <Row extends object>(rows: Row[]) =>
  rows.map((row, index) => ({ ...row, team: ['North', 'South', null][index % 3] ?? null }));

export const coaching = (agents: number): ReportData<'agent_coaching'> => {
  const made = makeAgentCoaching(1, agents);
  const [first] = made.agents;
  const teams = ['North', 'South', null].flatMap((team, index) =>
    first
      ? [{ ...first, team, agents: Math.ceil((agents - index) / 3), overall_score: 74.2 + index * 5 }]
      : [],
  );
  return {
    targets: { pass_rate: 0.8, peer_gap: 0.05 },
    agents: teamed(made.agents).map((agent) => ({
      ...agent,
      score_change_margin: agent.score_change === null || agent.calls_evaluated < 20 ? null : 2.6,
      lowest_parameters: agent.lowest_parameters.map((row) => ({
        ...row,
        evaluations: agent.calls_evaluated,
      })),
    })),
    by_team: teams.slice(0, Math.min(3, agents)),
  };
};

export const qa = (size: Parameters<typeof makeQaPerformance>[1]): ReportData<'qa_performance'> => {
  const made = makeQaPerformance(1, size);
  const evaluated = made.calls_evaluated;
  const marked = Math.round(evaluated * 0.03);
  return {
    ...made,
    targets: { pass_rate: 0.8 },
    connected_calls: evaluated * 11,
    coverage: 0.09,
    auto_failed: marked,
    auto_fail_rate: round(marked / evaluated, 2),
    disputed: 2,
    disputed_share: round(2 / evaluated, evaluated > 400 ? 4 : 2),
    previous_period: {
      from: '2023-12-01',
      to: '2023-12-31',
      calls_evaluated: Math.round(evaluated * 0.94),
      overall_score: 81.9,
      pass_rate: 0.74,
      connected_calls: evaluated * 10,
      coverage: 0.094,
    },
    score_distribution: [0, 0, 0, 0, 0, 0.004, 0.05, 0.22, 0.44, 0.286].map((share, index) => ({
      from: index * 10,
      to: index * 10 + 10,
      evaluations: Math.round(evaluated * share),
    })),
    by_team: made.by_agent.slice(0, 3).map((row, index) => ({
      team: ['North', 'South', null][index] ?? null,
      agents: Math.ceil((size.agents - index) / 3),
      calls_evaluated: row.calls_evaluated * 8,
      overall_score: row.overall_score,
      pass_rate: row.pass_rate,
    })),
  };
};

export const audit = (violations: number): ReturnType<typeof makeComplianceAudit> => {
  const [open, waived] = [Math.ceil(violations * 0.3), Math.floor(violations * 0.1)];
  const resolved = violations - open - waived;
  const remediation = { open, resolved, waived, share_remediated: round(resolved / (open + resolved), 2) };
  return { ...makeComplianceAudit(1, violations), ...(violations > 0 && { remediation }) };
};

type Campaigns = ReportData<'campaign_performance'>;

/** With how many of the calls have a sentiment: nine of ten. */
const felt = <Figures extends Campaigns['totals']>(figures: Figures): Figures => ({
  ...figures,
  sentiment: { ...figures.sentiment, calls: Math.floor(figures.total_calls * 0.9) },
  sentiment_trend: figures.sentiment_trend.map((week) => ({
    ...week,
    calls_with_sentiment: Math.floor(week.calls * 0.9),
  })),
});

export const campaignsOf = (size: Parameters<typeof makeCampaignPerformance>[1]): Campaigns => {
  const { totals, campaigns } = makeCampaignPerformance(1, size);
  return { totals: felt(totals), campaigns: campaigns.map(felt) };
};

/** A year of weeks, the checks of a holiday a handful. */
export const weeklyChecks = (weeks: number): NonNullable<ReportData<'compliance_audit'>['trend']> =>
  Array.from({ length: weeks }, (_, index) => {
    const [performed, failed] = index === 51 ? [6, 1] : [200 + ((index * 37) % 90), 12 + ((index * 7) % 19)];
    return {
      week: `2024-W${String(index + 1).padStart(2, '0')}`,
      checks_performed: performed,
      checks_failed: failed,
      critical_violations: index % 9 === 0 ? 2 : 0,
      pass_rate: Math.round(100 * (1 - failed / performed)) / 100,
    };
  });

export const withLongNames = (): ReportData<'qa_performance'> => {
  const made = qa({ agents: 3, campaigns: 2, parameters: 2, weeks: 5 });
  const [long, unbroken] = [veryLongName, unbrokenName];
  return {
    ...made,
    parameter_breakdown: made.parameter_breakdown.map((row, index) => ({
      ...row,
      parameter: index === 0 ? long : unbroken,
    })),
    by_agent: made.by_agent.map((row, index) => ({ ...row, agent_name: index === 0 ? unbroken : long })),
    by_campaign: made.by_campaign.map((row) => ({ ...row, campaign_name: long })),
  };
};

/** The log as a PDF has it: most severe first, those of one severity by time. */
export const violations = (...[seed, count]: Parameters<typeof makeViolations>): Violation[] =>
  makeViolations(seed, count).toSorted(
    (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  );
