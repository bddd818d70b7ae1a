import type { AgentCoachingData, CoachedAgent } from '@reports/contracts';
import {
  formatChange,
  formatCount,
  formatMaximum,
  formatQuantity,
  formatRate,
  formatScore,
} from '@reports/wording';
import { formatDuration } from '../../formatting/duration.ts';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { firstRows } from '../../page/first-rows.ts';

/** A change in words for the eye: an arrow, since colour alone would not do; none where the change may be chance. */
interface Change {
  text: string;
  arrow: '↑' | '↓' | '';
}

type Changed = Pick<CoachedAgent, 'score_change' | 'score_change_margin'>;

/** 1 where an agent's score rose by more than chance would have it, -1 where it fell so, else 0. */
const directionOf = ({ score_change: change, score_change_margin: margin }: Changed): number =>
  change === null || typeof margin !== 'number' || Math.abs(change) < margin ? 0 : Math.sign(change);

const changeOf = (agent: Changed): Change => {
  const direction = directionOf(agent);
  return {
    text: formatChange(agent.score_change),
    arrow: direction === 0 ? '' : direction > 0 ? '↑' : '↓',
  };
};

interface OverviewRow {
  agent: Named;
  score: string;
  scoreBar: Bar;
  change: Change;
  passRate: string;
  evaluated: string;
  calls: string;
  focus: string;
}

const overviewRow = (agent: CoachedAgent): OverviewRow => ({
  agent: named(agent.agent_id, agent.agent_name),
  score: formatScore(agent.overall_score),
  scoreBar: barOf(agent.overall_score, 100),
  change: changeOf(agent),
  passRate: formatRate(agent.pass_rate),
  evaluated: formatCount(agent.calls_evaluated),
  calls: formatCount(agent.total_calls),
  focus: agent.focus_areas.length === 0 ? '–' : formatCount(agent.focus_areas.length),
});

interface CardParameter {
  parameter: string;
  score: string;
  max: string;
  bar: Bar;
  passRate: string;
  focus: { peers: string; reason: string } | null;
}

/** The lowest parameters, each with what makes it a focus area, where it is one. */
const cardParameters = ({ lowest_parameters: lowest, focus_areas: focus }: CoachedAgent): CardParameter[] =>
  lowest.map((row) => {
    const area = focus.find(({ parameter }) => parameter === row.parameter);
    const peers = area?.peer_avg_score ?? null;
    return {
      parameter: row.parameter,
      score: formatScore(row.avg_score),
      max: formatMaximum(row.max_score),
      bar: barOf(row.avg_score, row.max_score, {
        tone: area === undefined ? '' : 'alert',
        mark:
          peers === null || row.max_score === null || row.max_score === 0
            ? null
            : (peers / row.max_score) * 100,
      }),
      passRate: formatRate(row.pass_rate),
      focus: area === undefined ? null : { peers: formatScore(peers), reason: area.reason },
    };
  });

interface Card {
  agent: Named;
  score: string;
  change: Change;
  facts: { label: string; value: string }[];
  parameters: CardParameter[];
  allWell: boolean;
}

const cardOf = (agent: CoachedAgent): Card => ({
  agent: named(agent.agent_id, agent.agent_name),
  score: formatScore(agent.overall_score),
  change: changeOf(agent),
  facts: [
    { label: 'Pass rate', value: formatRate(agent.pass_rate) },
    { label: 'Evaluated', value: formatCount(agent.calls_evaluated) },
    { label: 'Calls', value: formatCount(agent.total_calls) },
    { label: 'Connected', value: formatCount(agent.connected_calls) },
    { label: 'Average duration', value: formatDuration(agent.avg_duration_seconds) },
  ],
  parameters: cardParameters(agent),
  allWell: agent.focus_areas.length === 0,
});

const maxSharedAreas = 10;

interface SharedArea {
  parameter: string;
  agents: string;
  bar: Bar;
}

/** Parameters by how many agents have them as a focus area: what to train a team in rather than a person. */
const sharedAreas = (agents: readonly CoachedAgent[]): SharedArea[] => {
  const counts = new Map<string, number>();
  for (const { parameter } of agents.flatMap((agent) => agent.focus_areas)) {
    counts.set(parameter, (counts.get(parameter) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, agentsOfA], [b, agentsOfB]) => agentsOfB - agentsOfA || (a < b ? -1 : 1))
    .slice(0, maxSharedAreas)
    .map(([parameter, count]) => ({
      parameter,
      agents: formatQuantity(count, 'agent'),
      bar: barOf(count, agents.length),
    }));
};

/** Agents in the overview, and agents with a card of their own: some 20 to 60 pages together. The lowest scores come first. */
const maxOverview = 500;
const maxCards = 100;

export interface AgentCoachingView {
  any: boolean;
  figures: { label: string; value: string; context: string }[];
  sharedAreas: SharedArea[];
  overview: OverviewRow[];
  overviewCut: string;
  cards: Card[];
  cardsCut: string;
}

/** What the coaching report says, in words and lengths. Agents without an evaluation are in the overview alone. */
export const viewAgentCoaching = ({ agents }: AgentCoachingData): AgentCoachingView => {
  const evaluated = agents.filter((agent) => agent.calls_evaluated > 0);
  const toCoach = agents.filter((agent) => agent.focus_areas.length > 0);
  const directions = agents.map(directionOf);
  const listed = firstRows(agents, maxOverview, 'agents');
  const coached = firstRows(evaluated, maxCards, 'agents with evaluated calls');
  return {
    any: agents.length > 0,
    figures: [
      {
        label: 'Agents',
        value: formatCount(agents.length),
        context: `${formatCount(evaluated.length)} with evaluated calls`,
      },
      {
        label: 'To coach',
        value: formatCount(toCoach.length),
        context: 'Agents with at least one focus area',
      },
      {
        label: 'Improved',
        value: formatCount(directions.filter((direction) => direction > 0).length),
        context: 'By more than chance, over the period before',
      },
      {
        label: 'Declined',
        value: formatCount(directions.filter((direction) => direction < 0).length),
        context: 'By more than chance, under the period before',
      },
    ],
    sharedAreas: sharedAreas(agents),
    overview: listed.rows.map(overviewRow),
    overviewCut: listed.cut,
    cards: coached.rows.map(cardOf),
    cardsCut: coached.cut,
  };
};
