import type { EvaluationRecord, ReportFilters } from '@reports/contracts';
import { addDays, daysBetween, weekDaysOf, weekOf } from './calendar.ts';
import {
  agentName,
  allows,
  type Answer,
  byText,
  campaignName,
  groupBy,
  type Question,
  type Records,
  select,
  sorted,
  teamOf,
} from './oracle.ts';
import { compare, count, decimal, figure, rateFigure, over, type Rational, sum } from './rational.ts';

export type Evaluation = EvaluationRecord & { day: string };
export type Line = EvaluationRecord['parameters'][number] & {
  position: number;
  agent_id: string;
  campaign_id: string;
};

export const scoresOf = (evaluations: readonly EvaluationRecord[]) => {
  const total = count(evaluations.length);
  const mean = over(sum(evaluations.map(({ score }) => decimal(score))), total);
  const passRate = over(count(evaluations.filter(({ passed }) => passed).length), total);
  return {
    mean,
    figures: {
      calls_evaluated: evaluations.length,
      overall_score: figure(mean, 1).json,
      pass_rate: rateFigure(passRate).json,
    },
  };
};

/** Lowest first, null last. */
export const byRational = (a: Rational | null, b: Rational | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : compare(a, b);

const byScore = (groups: Map<string, Evaluation[]>) =>
  sorted(
    [...groups].map(([id, group]) => ({ id, ...scoresOf(group) })),
    (a, b) => byRational(a.mean, b.mean),
    (a, b) => byText(a.id, b.id),
  );

/** Groups by the team of their agents, lowest score first, those of no team last among equals: team, its items, its agents. */
export const byTeam = <Item extends { agent_id: string }>(
  records: Records,
  items: readonly Item[],
  meanOf: (items: readonly Item[]) => Rational | null,
) =>
  sorted(
    [...groupBy(items, ({ agent_id }) => JSON.stringify(teamOf(records, agent_id) ?? null))].map(
      ([key, group]) => ({
        team: JSON.parse(key) as string | null,
        agents: new Set(group.map(({ agent_id }) => agent_id)).size,
        group,
      }),
    ),
    (a, b) => byRational(meanOf(a.group), meanOf(b.group)),
    (a, b) => Number(a.team === null) - Number(b.team === null) || byText(a.team ?? '', b.team ?? ''),
  );

export const linesOf = (evaluations: readonly Evaluation[], filters: ReportFilters): Line[] =>
  evaluations
    .flatMap(({ parameters, agent_id, campaign_id }) =>
      parameters.map((line, index) => ({ ...line, position: index + 1, agent_id, campaign_id })),
    )
    .filter(({ parameter }) => allows(filters, 'parameter', parameter));

export const parameterFigures = (lines: readonly Line[]) => {
  const total = count(lines.length);
  const score = sum(lines.map((line) => decimal(line.score)));
  const most = sum(lines.map((line) => decimal(line.max_score)));
  const passed = lines.filter((line) => line.passed).length;
  const mean = over(score, total);
  return {
    evaluations: lines.length,
    passed,
    mean,
    ratio: over(score, most),
    passRate: over(count(passed), total),
    avg: figure(mean, 1),
    max: figure(over(most, total), 1),
    pass: rateFigure(over(count(passed), total)),
  };
};

/** The last place at which a form has it, then by name. */
export const inFormOrder = (lines: readonly Line[]) => {
  const places = new Map<string, number>();
  for (const { parameter, position } of lines) {
    places.set(parameter, Math.max(position, places.get(parameter) ?? 0));
  }
  return (a: string, b: string) => (places.get(a) ?? 0) - (places.get(b) ?? 0) || byText(a, b);
};

/** Connected calls, and the share of them that so many are. */
export const coverageOf = (records: Records, question: Question, covered: number) => {
  const connected = select(records, 'calls', question).filter((call) => call.connected).length;
  const share = covered <= connected ? rateFigure(over(count(covered), count(connected))).json : null;
  return { connected_calls: connected, coverage: share };
};

/** How many have a mark, and their share; nothing where none says either way. */
const marksOf = (
  evaluations: readonly EvaluationRecord[],
  mark: 'auto_failed' | 'disputed',
  share: 'auto_fail_rate' | 'disputed_share',
) => {
  if (evaluations.every((evaluation) => evaluation[mark] === undefined)) return {};
  const marked = evaluations.filter((evaluation) => evaluation[mark]).length;
  return { [mark]: marked, [share]: rateFigure(over(count(marked), count(evaluations.length))).json };
};

export const qaPerformance = (records: Records, question: Question): Answer => {
  const evaluations = select(records, 'evaluations', question);
  const lines = linesOf(evaluations, question.filters);
  const order = inFormOrder(lines);
  const length = daysBetween(question.from, question.to) + 1;
  const before = { from: addDays(question.from, -length), to: addDays(question.from, -1) };
  const earlier = select(records, 'evaluations', { ...question, ...before });
  const rows = groupBy(lines, (line) => JSON.stringify([line.campaign_id, line.agent_id, line.parameter]));
  return {
    data: {
      ...scoresOf(evaluations).figures,
      ...coverageOf(records, question, evaluations.length),
      ...marksOf(evaluations, 'auto_failed', 'auto_fail_rate'),
      ...marksOf(evaluations, 'disputed', 'disputed_share'),
      targets: { pass_rate: 0.8 },
      previous_period: {
        ...before,
        ...scoresOf(earlier).figures,
        ...coverageOf(records, { ...question, ...before }, earlier.length),
      },
      score_distribution: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90].map((from) => ({
        from,
        to: from + 10,
        evaluations: evaluations.filter(
          ({ score }) => score >= from && (score < from + 10 || (from === 90 && score === 100)),
        ).length,
      })),
      ...(weekOf(question.from) === weekOf(question.to)
        ? {}
        : {
            trend: sorted(
              groupBy(evaluations, ({ day }) => weekOf(day)),
              ([a], [b]) => byText(a, b),
            ).map(([week, group]) => ({
              week,
              ...weekDaysOf(group[0]?.day ?? '', question),
              ...scoresOf(group).figures,
            })),
          }),
      parameter_breakdown: sorted(
        groupBy(lines, ({ parameter }) => parameter),
        ([a], [b]) => order(a, b),
      ).map(([parameter, group]) => {
        const { avg, max, pass, evaluations: scored } = parameterFigures(group);
        return {
          parameter,
          avg_score: avg.json,
          max_score: max.json,
          pass_rate: pass.json,
          evaluations: scored,
        };
      }),
      by_agent: byScore(groupBy(evaluations, ({ agent_id }) => agent_id)).map(({ id, figures }) => ({
        agent_id: id,
        agent_name: agentName(records, id),
        ...figures,
      })),
      by_team: byTeam(records, evaluations, (group) => scoresOf(group).mean).map(
        ({ team, agents, group }) => ({
          team,
          agents,
          ...scoresOf(group).figures,
        }),
      ),
      by_campaign: byScore(groupBy(evaluations, ({ campaign_id }) => campaign_id)).map(({ id, figures }) => ({
        campaign_id: id,
        campaign_name: campaignName(records, id),
        ...figures,
      })),
    },
    rows: [
      [
        ...['campaign_id', 'campaign_name', 'agent_id', 'agent_name', 'parameter'],
        ...['evaluations', 'avg_score', 'max_score', 'pass_rate'],
      ],
      ...sorted(
        [...rows.values()].map((group) => ({ group, line: group[0] as Line })),
        (a, b) => byText(a.line.campaign_id, b.line.campaign_id),
        (a, b) => byText(a.line.agent_id, b.line.agent_id),
        (a, b) => order(a.line.parameter, b.line.parameter),
      ).map(({ group, line: { campaign_id, agent_id, parameter } }) => {
        const { evaluations: scored, avg, max, pass } = parameterFigures(group);
        return [
          ...[
            campaign_id,
            campaignName(records, campaign_id),
            agent_id,
            agentName(records, agent_id),
            parameter,
          ],
          ...[scored, avg, max, pass],
        ];
      }),
    ],
  };
};
