import type { EvaluationRecord, ReportFilters } from '@reports/contracts';
import { addDays, daysBetween, weekOf } from './calendar.ts';
import { callFigures } from './calls.ts';
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
} from './oracle.ts';
import { compare, count, decimal, figure, minus, over, type Rational, rounded, sum } from './rational.ts';

type Evaluation = EvaluationRecord & { day: string };
type Line = EvaluationRecord['parameters'][number] & {
  position: number;
  agent_id: string;
  campaign_id: string;
};

const scoresOf = (evaluations: readonly EvaluationRecord[]) => {
  const total = count(evaluations.length);
  const mean = over(sum(evaluations.map(({ score }) => decimal(score))), total);
  const passRate = over(count(evaluations.filter(({ passed }) => passed).length), total);
  return {
    mean,
    figures: {
      calls_evaluated: evaluations.length,
      overall_score: figure(mean, 1).json,
      pass_rate: figure(passRate, 2).json,
    },
  };
};

/** Lowest first, null last. */
const byRational = (a: Rational | null, b: Rational | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : compare(a, b);

const byScore = (groups: Map<string, Evaluation[]>) =>
  sorted(
    [...groups].map(([id, group]) => ({ id, ...scoresOf(group) })),
    (a, b) => byRational(a.mean, b.mean),
    (a, b) => byText(a.id, b.id),
  );

const linesOf = (evaluations: readonly Evaluation[], filters: ReportFilters): Line[] =>
  evaluations
    .flatMap(({ parameters, agent_id, campaign_id }) =>
      parameters.map((line, index) => ({ ...line, position: index + 1, agent_id, campaign_id })),
    )
    .filter(({ parameter }) => allows(filters, 'parameter', parameter));

const parameterFigures = (lines: readonly Line[]) => {
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
    pass: figure(over(count(passed), total), 2),
  };
};

/** The last place at which a form has it, then by name. */
const inFormOrder = (lines: readonly Line[]) => {
  const places = new Map<string, number>();
  for (const { parameter, position } of lines) {
    places.set(parameter, Math.max(position, places.get(parameter) ?? 0));
  }
  return (a: string, b: string) => (places.get(a) ?? 0) - (places.get(b) ?? 0) || byText(a, b);
};

export const qaPerformance = (records: Records, question: Question): Answer => {
  const evaluations = select(records.evaluations, 'evaluated_at', question);
  const lines = linesOf(evaluations, question.filters);
  const order = inFormOrder(lines);
  const rows = groupBy(lines, (line) => JSON.stringify([line.campaign_id, line.agent_id, line.parameter]));
  return {
    data: {
      ...scoresOf(evaluations).figures,
      ...(weekOf(question.from) === weekOf(question.to)
        ? {}
        : {
            trend: sorted(
              groupBy(evaluations, ({ day }) => weekOf(day)),
              ([a], [b]) => byText(a, b),
            ).map(([week, group]) => ({ week, ...scoresOf(group).figures })),
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

/** The parameters of one agent, lowest ratio first, against those of all agents. */
const coach = (lines: readonly Line[], peers: ReadonlyMap<string, ReturnType<typeof parameterFigures>>) => {
  const ranked = sorted(
    [...groupBy(lines, ({ parameter }) => parameter)].map(([parameter, group]) => ({
      parameter,
      own: parameterFigures(group),
      peer: peers.get(parameter) as ReturnType<typeof parameterFigures>,
    })),
    (a, b) => byRational(a.own.ratio, b.own.ratio),
    (a, b) => byText(a.parameter, b.parameter),
  );
  return ranked.map((entry, index) => {
    const [ratio, peerRatio] = [entry.own.ratio as Rational, entry.peer.ratio as Rational];
    const fails = compare(entry.own.passRate as Rational, decimal(0.8)) < 0;
    const trails = compare(minus(peerRatio, ratio), decimal(0.05)) >= 0;
    const percent = (value: Rational) => rounded({ n: value.n * 100n, d: value.d }, 1);
    const reasons = [
      ...(fails ? [`Passed ${entry.own.passed} of ${entry.own.evaluations} evaluations, under 80 %`] : []),
      ...(trails ? [`Scores ${percent(ratio)} % of the maximum, all agents ${percent(peerRatio)} %`] : []),
    ];
    return {
      ...entry,
      isLowest: index < 3,
      isFocus: index < 3 && reasons.length > 0,
      reason: reasons.join('; '),
      gap: figure(minus(entry.peer.mean as Rational, entry.own.mean as Rational), 1),
    };
  });
};

export const agentCoaching = (records: Records, question: Question): Answer => {
  const length = daysBetween(question.from, question.to) + 1;
  const before = { ...question, from: addDays(question.from, -length), to: addDays(question.from, -1) };
  const byAgent = <Item extends { agent_id: string }>(items: readonly Item[]) =>
    groupBy(items, ({ agent_id }) => agent_id);
  const calls = byAgent(select(records.calls, 'started_at', question));
  const evaluations = byAgent(select(records.evaluations, 'evaluated_at', question));
  const earlier = byAgent(select(records.evaluations, 'evaluated_at', before));
  const lines = linesOf([...evaluations.values()].flat(), question.filters);
  const peers = new Map(
    [...groupBy(lines, ({ parameter }) => parameter)].map(([name, group]) => [name, parameterFigures(group)]),
  );
  const agents = sorted(
    [...new Set([...calls.keys(), ...evaluations.keys()])].map((id) => ({
      id,
      name: agentName(records, id),
      calls: callFigures(calls.get(id) ?? []),
      scores: scoresOf(evaluations.get(id) ?? []),
      earlier: scoresOf(earlier.get(id) ?? []).mean,
      parameters: coach(
        lines.filter(({ agent_id }) => agent_id === id),
        peers,
      ),
    })),
    (a, b) => byRational(a.scores.mean, b.scores.mean),
    (a, b) => byText(a.id, b.id),
  );
  const order = inFormOrder(lines);
  const figuresOf = ({ parameter, own }: ReturnType<typeof coach>[number]) => ({
    parameter,
    avg_score: own.avg.json,
    max_score: own.max.json,
    pass_rate: own.pass.json,
  });
  return {
    data: {
      agents: agents.map(({ id, name, calls: ofAgent, scores, earlier: previous, parameters }) => ({
        agent_id: id,
        agent_name: name,
        total_calls: ofAgent.total,
        connected_calls: ofAgent.connected,
        avg_duration_seconds: ofAgent.duration.json,
        ...scores.figures,
        score_change: scores.mean && previous ? figure(minus(scores.mean, previous), 1).json : null,
        lowest_parameters: parameters.filter(({ isLowest }) => isLowest).map(figuresOf),
        focus_areas: parameters
          .filter(({ isFocus }) => isFocus)
          .map((entry) => ({
            ...figuresOf(entry),
            peer_avg_score: entry.peer.avg.json,
            gap: entry.gap.json,
            reason: entry.reason,
          })),
      })),
    },
    rows: [
      [
        ...['agent_id', 'agent_name', 'parameter', 'evaluations', 'avg_score', 'max_score', 'pass_rate'],
        ...['peer_avg_score', 'gap', 'focus_area'],
      ],
      ...agents.flatMap(({ id, name, parameters }) =>
        sorted(parameters, (a, b) => order(a.parameter, b.parameter)).map(
          ({ parameter, own, peer, gap, isFocus }) => [
            ...[id, name, parameter, own.evaluations, own.avg, own.max, own.pass],
            ...[peer.avg, gap, String(isFocus)],
          ],
        ),
      ),
    ],
  };
};
