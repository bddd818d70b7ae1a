import { minComparedRecords, type QaPerformanceData } from '@reports/contracts';
import { describeWeek } from '../../formatting/dates.ts';
import {
  formatCount,
  formatMaximum,
  formatQuantity,
  formatRate,
  formatScore,
  isFullWeek,
  reportSentences,
  type Sentence,
  words,
} from '@reports/wording';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { figure, type Figure } from '../../page/figures.ts';
import { firstRows } from '../../page/first-rows.ts';
import { severalTeams, type TeamName, teamName } from '../../page/teams.ts';
import type { ReportContext } from '../define.ts';
import { renderTrendChart } from './trend-chart.ts';

interface ScoreRow {
  calls: string;
  score: string;
  scoreBar: Bar;
  passRate: string;
  passRateBar: Bar;
}

const scoreRow = (
  figures: Pick<QaPerformanceData, 'calls_evaluated' | 'overall_score' | 'pass_rate'>,
  overall: QaPerformanceData,
): ScoreRow => ({
  calls: formatCount(figures.calls_evaluated),
  score: formatScore(figures.overall_score),
  scoreBar: barOf(figures.overall_score, 100, { mark: overall.overall_score }),
  passRate: formatRate(figures.pass_rate),
  passRateBar: barOf(figures.pass_rate, 1, {
    mark: overall.pass_rate === null ? null : overall.pass_rate * 100,
    tone: 'soft',
  }),
});

type Parameter = QaPerformanceData['parameter_breakdown'][number];

/** Points won of the points that could be won; null where nothing was scored. */
const ratioOf = ({ avg_score: score, max_score: max }: Parameter): number | null =>
  score === null || max === null || max === 0 ? null : score / max;

interface ParameterRow {
  parameter: string;
  score: string;
  max: string;
  share: string;
  shareBar: Bar;
  passRate: string;
  passRateBar: Bar;
  evaluations: string;
}

const parameterRow = (parameter: Parameter): ParameterRow => {
  const ratio = ratioOf(parameter);
  return {
    parameter: parameter.parameter,
    score: formatScore(parameter.avg_score),
    max: formatMaximum(parameter.max_score),
    share: formatRate(ratio),
    shareBar: barOf(ratio, 1),
    passRate: formatRate(parameter.pass_rate),
    passRateBar: barOf(parameter.pass_rate, 1, { tone: 'soft' }),
    evaluations: formatCount(parameter.evaluations),
  };
};

const maxInChart = 15;

/** The parameters by the share of points won, lowest first, for the chart. */
const weakestFirst = (parameters: readonly Parameter[]): Parameter[] =>
  parameters
    .filter((parameter) => ratioOf(parameter) !== null)
    .toSorted((a, b) => (ratioOf(a) ?? 0) - (ratioOf(b) ?? 0));

interface DistributionRow {
  scores: string;
  evaluations: string;
  share: string;
  bar: Bar;
}

type Distribution = NonNullable<QaPerformanceData['score_distribution']>;

/** From the lowest ten that somebody has: `60 to under 70`, `90 to 100`. */
const distributionRows = (buckets: Distribution): DistributionRow[] => {
  const all = buckets.reduce((sum, { evaluations }) => sum + evaluations, 0);
  const most = Math.max(0, ...buckets.map(({ evaluations }) => evaluations));
  const lowest = buckets.findIndex(({ evaluations }) => evaluations > 0);
  return (lowest < 0 ? [] : buckets.slice(lowest)).map(({ from, to, evaluations }) => ({
    scores: words().qa[to === 100 ? 'toIncluded' : 'toUnder'](formatCount(from), formatCount(to)),
    evaluations: formatCount(evaluations),
    share: formatRate(all === 0 ? null : evaluations / all),
    bar: barOf(evaluations, most),
  }));
};

/** What the PDF lists of each: some 20 pages. */
const maxListed = 500;

export interface QaPerformanceView {
  evaluated: boolean;
  figures: Figure[];
  /** What evaluations say beside their score; empty where none does. */
  marks: Figure[];
  /** What the pass rate is measured by, where the dataset knows it: `80%`. */
  target: string;
  sentences: Sentence[];
  trend: {
    chart: string;
    weeks: (ScoreRow & { name: string; days: string; partial: boolean })[];
    hasParts: boolean;
  } | null;
  /** How many evaluations have which score; absent from datasets made before 1.1.0. */
  distribution: DistributionRow[];
  parameterChart: { rows: ParameterRow[]; cut: boolean; shown: string; all: string } | null;
  parameters: ParameterRow[];
  parametersCut: string;
  campaigns: (ScoreRow & { campaign: Named })[];
  campaignsCut: string;
  /** Empty where all are of one team. */
  teams: (ScoreRow & TeamName)[];
  teamsCut: string;
  agents: (ScoreRow & { agent: Named })[];
  agentsCut: string;
  overallScore: string;
  overallPassRate: string;
  /** Weeks and periods with fewer evaluations are not compared. */
  minRecords: string;
}

const marksOf = ({
  calls_evaluated: all,
  auto_failed: autoFailed,
  auto_fail_rate: autoFailRate = null,
  disputed,
  disputed_share: disputedShare = null,
}: QaPerformanceData): Figure[] => {
  const { qa: say } = words();
  const mark = (label: string, share: number | null, marked: number | undefined): Figure[] =>
    marked === undefined
      ? []
      : [figure(label, formatRate(share), say.markedOf(formatCount(marked), formatCount(all)))];
  return [...mark(say.autoFailed, autoFailRate, autoFailed), ...mark(say.disputed, disputedShare, disputed)];
};

/** What the QA performance report says, in words and lengths. */
export const viewQaPerformance = (
  data: QaPerformanceData,
  { from, to }: ReportContext,
): QaPerformanceView => {
  const { qa: say, page, words: word } = words();
  const ranked = weakestFirst(data.parameter_breakdown);
  const trend = data.trend ?? [];
  const parameters = firstRows(data.parameter_breakdown, maxListed, 'parameters');
  const campaigns = firstRows(data.by_campaign, maxListed, 'campaigns');
  const agents = firstRows(data.by_agent, maxListed, 'agents');
  const teams = firstRows(severalTeams(data.by_team), maxListed, 'teams');
  const previous = data.previous_period;
  /** A figure of the period before, beneath this one's. */
  const before = (value: (period: NonNullable<typeof previous>) => string): string =>
    previous && previous.calls_evaluated > 0 ? page.inThePeriodBefore(value(previous)) : '';
  const target = data.targets?.pass_rate;
  return {
    evaluated: data.calls_evaluated > 0,
    target: target === undefined ? '' : formatRate(target),
    figures: [
      figure(
        word.callsEvaluated,
        formatCount(data.calls_evaluated),
        [
          formatQuantity(data.by_agent.length, 'agent'),
          formatQuantity(data.by_campaign.length, 'campaign'),
        ].join(words().listSeparator),
        before((period) => formatCount(period.calls_evaluated)),
      ),
      ...(data.connected_calls === undefined
        ? []
        : [
            figure(
              word.coverage,
              formatRate(data.coverage ?? null),
              say.evaluatedOf(formatQuantity(data.connected_calls, 'connected call')),
              before((period) => formatRate(period.coverage ?? null)),
            ),
          ]),
      figure(
        word.overallScore,
        formatScore(data.overall_score),
        say.meanOfAll,
        before((period) => formatScore(period.overall_score)),
      ),
      figure(
        word.passRate,
        formatRate(data.pass_rate),
        target === undefined ? say.passed : say.passedTarget(formatRate(target)),
        before((period) => formatRate(period.pass_rate)),
      ),
    ],
    marks: marksOf(data),
    sentences: reportSentences('qa_performance', data, { from, to }),
    trend:
      trend.length > 0
        ? {
            chart: renderTrendChart(trend, { from, to, target }),
            hasParts: trend.some(({ week }) => !isFullWeek(week, { from, to })),
            weeks: trend.map((point) => {
              const { name, days } = describeWeek(point.week, from, to);
              return { name, days, partial: !isFullWeek(point.week, { from, to }), ...scoreRow(point, data) };
            }),
          }
        : null,
    distribution: distributionRows(data.score_distribution ?? []),
    parameterChart:
      ranked.length > 0
        ? {
            rows: ranked.slice(0, maxInChart).map(parameterRow),
            cut: ranked.length > maxInChart,
            shown: formatCount(maxInChart),
            all: formatCount(ranked.length),
          }
        : null,
    parameters: parameters.rows.map(parameterRow),
    parametersCut: parameters.cut,
    campaignsCut: campaigns.cut,
    campaigns: campaigns.rows.map((row) => ({
      campaign: named(row.campaign_id, row.campaign_name),
      ...scoreRow(row, data),
    })),
    teamsCut: teams.cut,
    teams: teams.rows.map((row) => ({ ...teamName(row), ...scoreRow(row, data) })),
    agentsCut: agents.cut,
    agents: agents.rows.map((row) => ({
      agent: named(row.agent_id, row.agent_name),
      ...scoreRow(row, data),
    })),
    overallScore: formatScore(data.overall_score),
    overallPassRate: formatRate(data.pass_rate),
    minRecords: formatCount(minComparedRecords),
  };
};
