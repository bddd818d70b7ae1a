import { addDays, daysBetween } from './calendar.ts';
import { callFigures } from './calls.ts';
import {
  agentName,
  type Answer,
  byText,
  groupBy,
  type Question,
  type Records,
  select,
  sorted,
  teamOf,
} from './oracle.ts';
import {
  byRational,
  byTeam,
  inFormOrder,
  type Line,
  linesOf,
  parameterFigures,
  scoresOf,
} from './quality.ts';
import { compare, decimal, figure, minus, type Rational, rounded } from './rational.ts';

/** The parameters of one agent, lowest ratio first, against those of the others. */
const coach = (all: readonly Line[], id: string) => {
  const lines = all.filter(({ agent_id }) => agent_id === id);
  const others = all.filter(({ agent_id }) => agent_id !== id);
  const ranked = sorted(
    [...groupBy(lines, ({ parameter }) => parameter)].map(([parameter, group]) => ({
      parameter,
      own: parameterFigures(group),
      peer: parameterFigures(others.filter((line) => line.parameter === parameter)),
    })),
    (a, b) => byRational(a.own.ratio, b.own.ratio),
    (a, b) => byText(a.parameter, b.parameter),
  );
  return ranked.map((entry, index) => {
    const [ratio, peerRatio] = [entry.own.ratio as Rational, entry.peer.ratio];
    const fails = compare(entry.own.passRate as Rational, decimal(0.8)) < 0;
    const trails = peerRatio !== null && compare(minus(peerRatio, ratio), decimal(0.05)) >= 0;
    const percent = (value: Rational) => rounded({ n: value.n * 100n, d: value.d }, 1);
    const reasons = [
      ...(fails ? [`Passed ${entry.own.passed} of ${entry.own.evaluations} evaluations, under 80 %`] : []),
      ...(trails
        ? [`Scores ${percent(ratio)} % of the maximum, the other agents ${percent(peerRatio)} %`]
        : []),
    ];
    return {
      ...entry,
      isLowest: index < 3,
      isFocus: index < 3 && reasons.length > 0,
      reason: reasons.join('; '),
      gap: figure(entry.peer.mean && minus(entry.peer.mean, entry.own.mean as Rational), 1),
    };
  });
};

/** Twice the standard error of the difference of two means, from the variance of all scores of the report. */
const marginOf = (
  all: readonly number[],
  { length: now }: readonly unknown[],
  { length: before }: readonly unknown[],
): number | null => {
  if (Math.min(now, before) < 20) return null;
  const mean = all.reduce((total, score) => total + score, 0) / all.length;
  const variance = all.reduce((total, score) => total + (score - mean) ** 2, 0) / (all.length - 1);
  return Math.round(20 * Math.sqrt(variance * (1 / now + 1 / before))) / 10;
};

export const agentCoaching = (records: Records, question: Question): Answer => {
  const length = daysBetween(question.from, question.to) + 1;
  const before = { ...question, from: addDays(question.from, -length), to: addDays(question.from, -1) };
  const byAgent = <Item extends { agent_id: string }>(items: readonly Item[]) =>
    groupBy(items, ({ agent_id }) => agent_id);
  const calls = byAgent(select(records, 'calls', question));
  const evaluations = byAgent(select(records, 'evaluations', question));
  const earlier = byAgent(select(records, 'evaluations', before));
  const lines = linesOf([...evaluations.values()].flat(), question.filters);
  const scores = [...evaluations.values()].flat().map(({ score }) => score);
  const agents = sorted(
    [...new Set([...calls.keys(), ...evaluations.keys()])].map((id) => ({
      id,
      name: agentName(records, id),
      calls: callFigures(calls.get(id) ?? []),
      scores: scoresOf(evaluations.get(id) ?? []),
      earlier: scoresOf(earlier.get(id) ?? []).mean,
      margin: marginOf(scores, evaluations.get(id) ?? [], earlier.get(id) ?? []),
      parameters: coach(lines, id),
    })),
    (a, b) => byRational(a.scores.mean, b.scores.mean),
    (a, b) => byText(a.id, b.id),
  );
  const teams = byTeam(
    records,
    [...new Set([...calls.keys(), ...evaluations.keys()])].map((agent_id) => ({ agent_id })),
    (group) => scoresOf(group.flatMap(({ agent_id }) => evaluations.get(agent_id) ?? [])).mean,
  );
  const order = inFormOrder(lines);
  const figuresOf = ({ parameter, own }: ReturnType<typeof coach>[number]) => ({
    parameter,
    avg_score: own.avg.json,
    max_score: own.max.json,
    pass_rate: own.pass.json,
    evaluations: own.evaluations,
  });
  return {
    data: {
      targets: { pass_rate: 0.8, peer_gap: 0.05 },
      agents: agents.map(({ id, name, calls: ofAgent, scores, earlier: previous, margin, parameters }) => ({
        agent_id: id,
        agent_name: name,
        team: teamOf(records, id) ?? null,
        total_calls: ofAgent.total,
        connected_calls: ofAgent.connected,
        avg_duration_seconds: ofAgent.duration.json,
        ...scores.figures,
        score_change: scores.mean && previous ? figure(minus(scores.mean, previous), 1).json : null,
        score_change_margin: margin,
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
      by_team: teams.map(({ team, agents: ofTeam, group }) => {
        const { total, connected, duration } = callFigures(
          group.flatMap(({ agent_id }) => calls.get(agent_id) ?? []),
        );
        return {
          team,
          agents: ofTeam,
          total_calls: total,
          connected_calls: connected,
          avg_duration_seconds: duration.json,
          ...scoresOf(group.flatMap(({ agent_id }) => evaluations.get(agent_id) ?? [])).figures,
        };
      }),
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
