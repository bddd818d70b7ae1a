import {
  minComparedRecords,
  type QaPerformanceData,
  type ReportData,
  type ReportType,
} from '@reports/contracts';
import { compareScores } from './compare-scores.ts';
import { formatDaysIn, formatLongDay, formatWeek } from './dates.ts';
import { formatCount, formatQuantity, formatRate, formatScore } from './figures.ts';
import { isolate } from './isolate.ts';
import { words } from './language.ts';

/** A value that is to stand out in its sentence. */
export interface Strong {
  strong: string;
}

/** A sentence of the catalogue and its values in order: said as HTML on a page, as text in a mail. */
export interface Sentence {
  say: (...values: string[]) => string;
  values: readonly (string | Strong)[];
}

const sentence = (say: Sentence['say'], ...values: Sentence['values']): Sentence => ({ say, values });
const strong = (text: string): Strong => ({ strong: text });

/** A streamed list is not in a dataset's summary, which is all that a mail reads. */
type SentencesOf<Name extends ReportType> = (
  data: Omit<ReportData<Name>, 'violations'>,
  period: { from: string; to: string },
) => (Sentence | undefined)[];

/** The one with the most, undefined where several have as many: what is called the most is so alone. */
const mostOf = <Row>(rows: readonly Row[], countOf: (row: Row) => number): Row | undefined => {
  const [first, second] = rows.toSorted((one, other) => countOf(other) - countOf(one));
  return first && second && countOf(second) === countOf(first) ? undefined : first;
};

const callSummary: SentencesOf<'call_summary'> = ({ dispositions, by_date: days }) => {
  const say = words().sentences;
  const most = mostOf(dispositions, ({ calls }) => calls);
  const busiest = mostOf(days, ({ total_calls: calls }) => calls);
  return [
    most && sentence(say.mostFrequent, strong(most.disposition), formatRate(most.share)),
    busiest && days.length > 1 && busiest.total_calls > 0
      ? sentence(say.busiest, formatLongDay(busiest.date), formatQuantity(busiest.total_calls, 'call'))
      : undefined,
  ];
};

/** Of parameters with enough evaluations, that whose share of points is lowest and that whose is highest. */
const extremesOf = (parameters: QaPerformanceData['parameter_breakdown']) => {
  const ranked = parameters
    .flatMap(({ parameter, avg_score: score, max_score: max, evaluations }) =>
      score === null || !max || evaluations < minComparedRecords ? [] : [{ parameter, share: score / max }],
    )
    .toSorted((one, other) => one.share - other.share);
  const [fewest, most] = [ranked[0], ranked.at(-1)];
  return fewest && most && fewest.share < most.share ? { fewest, most } : undefined;
};

const qaPerformance: SentencesOf<'qa_performance'> = (data, period) => {
  const say = words().sentences;
  const moved = compareScores(data, period);
  const extremes = extremesOf(data.parameter_breakdown);
  const formatSide = (from: string, to: string) =>
    moved?.of === 'weeks' ? formatDaysIn(period, from, to) : formatWeek(from, to);
  const sides = moved ? [moved.before, moved.after] : [];
  const ends = extremes ? [extremes.most, extremes.fewest] : [];
  return [
    moved &&
      sentence(
        say.scoreWent,
        ...sides.flatMap((side) => [strong(formatScore(side.score)), formatSide(side.from, side.to)]),
      ),
    extremes &&
      sentence(say.extremes, ...ends.flatMap((end) => [strong(end.parameter), formatRate(end.share)])),
  ];
};

const complianceAudit: SentencesOf<'compliance_audit'> = (data) => {
  if (data.checks_performed === 0) return [];
  const say = words().sentences;
  if (data.check_results.every(({ failed }) => failed === 0)) return [sentence(() => say.allPassed)];
  const worst = mostOf(data.check_results, ({ failed }) => failed);
  const hasCritical = data.severity_breakdown.some(
    (row) => row.severity === 'critical' && row.violations > 0,
  );
  return [
    worst &&
      sentence(say.failedMost, strong(worst.check), formatCount(worst.failed), formatCount(worst.performed)),
    hasCritical ? undefined : sentence(() => say.noneCritical),
  ];
};

/** How many agents have each parameter as a focus area, most first: what to train a team in rather than a person. */
export const countFocusAreas = ({
  agents,
}: Pick<ReportData<'agent_coaching'>, 'agents'>): { parameter: string; agents: number }[] => {
  const areas = agents.flatMap(({ focus_areas: own }) => own);
  return [...Map.groupBy(areas, ({ parameter }) => parameter)]
    .map(([parameter, shared]) => ({ parameter, agents: shared.length }))
    .toSorted((one, other) => other.agents - one.agents || (one.parameter < other.parameter ? -1 : 1));
};

const agentCoaching: SentencesOf<'agent_coaching'> = (data) => {
  const common = mostOf(countFocusAreas(data), ({ agents: count }) => count);
  if (!common || data.agents.length < 2) return [];
  const agents = formatQuantity(common.agents, 'agent');
  return [sentence(words().sentences.commonArea, strong(common.parameter), agents)];
};

const campaignPerformance: SentencesOf<'campaign_performance'> = ({ campaigns }) => {
  const largest = mostOf(campaigns, ({ total_calls: calls }) => calls);
  if (!largest || campaigns.length < 2) return [];
  const figures = [formatQuantity(largest.total_calls, 'call'), formatRate(largest.reach_rate)];
  return [sentence(words().sentences.mostCalls, strong(largest.campaign_name), ...figures)];
};

const sentencesOf: { [Name in ReportType]: SentencesOf<Name> } = {
  call_summary: callSummary,
  qa_performance: qaPerformance,
  compliance_audit: complianceAudit,
  agent_coaching: agentCoaching,
  campaign_performance: campaignPerformance,
};

/**
 * What a report says first, on its page and in its mail: three sentences at most, in the language in force; none where nothing can be
 * said. `data` has labels in place of codes.
 */
export const reportSentences = <Name extends ReportType>(
  type: Name,
  data: Omit<ReportData<Name>, 'violations'>,
  period: { from: string; to: string },
): Sentence[] => (sentencesOf[type] as SentencesOf<Name>)(data, period).filter((each) => each !== undefined);

/** Sentences as text, one after the other. */
export const sayInText = (sentences: readonly Sentence[]): string =>
  sentences
    .map(({ say, values }) =>
      say(...values.map((value) => (typeof value === 'string' ? value : isolate(value.strong)))),
    )
    .join(' ');
