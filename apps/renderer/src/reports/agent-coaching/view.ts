import { type AgentCoachingData, type CoachedAgent, minComparedRecords } from '@reports/contracts';
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
import { figure, type Figure } from '../../page/figures.ts';
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

/** Under this many evaluations chance may decide. */
const isFew = (evaluations: number): boolean => evaluations > 0 && evaluations < minComparedRecords;

const changeInWords = (agent: Changed): string => {
  if (agent.score_change === null) return 'Nothing in the period before to compare with';
  const { arrow, text } = changeOf(agent);
  return `${arrow === '' ? '' : `${arrow} `}${text} against the period before${arrow === '' ? ': no clear change' : ''}`;
};

interface OverviewRow {
  agent: Named;
  score: string;
  scoreBar: Bar;
  change: Change;
  passRate: string;
  evaluated: string;
  isFew: boolean;
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
  isFew: isFew(agent.calls_evaluated),
  calls: formatCount(agent.total_calls),
  focus: agent.focus_areas.length === 0 ? '–' : formatCount(agent.focus_areas.length),
});

interface CardParameter {
  parameter: string;
  score: string;
  max: string;
  bar: Bar;
  passRate: string;
  /** `of 12 evaluations`, where these are so few that chance may decide. */
  few: string;
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
      few:
        row.evaluations !== undefined && isFew(row.evaluations)
          ? `of ${formatQuantity(row.evaluations, 'evaluation')}`
          : '',
      focus: area === undefined ? null : { peers: formatScore(peers), reason: area.reason },
    };
  });

interface Card {
  agent: Named;
  score: string;
  changeInWords: string;
  isFew: boolean;
  facts: { label: string; value: string }[];
  parameters: CardParameter[];
  allWell: boolean;
}

const cardOf = (agent: CoachedAgent): Card => ({
  agent: named(agent.agent_id, agent.agent_name),
  score: formatScore(agent.overall_score),
  changeInWords: changeInWords(agent),
  isFew: isFew(agent.calls_evaluated),
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
  /** The report is about one agent: there is nobody to compare with, and nothing to list. */
  alone: Named | null;
  /** Whom an agent is compared with. */
  peers: 'all agents of this report' | 'the other agents';
  /** Some parameter has a mark for them. */
  hasPeers: boolean;
  /** What makes a focus area, where the dataset knows it. */
  rule: string;
  hasFew: boolean;
  minRecords: string;
  figures: Figure[];
  sharedAreas: SharedArea[];
  overview: OverviewRow[];
  overviewCut: string;
  cards: Card[];
  cardsCut: string;
}

/** What makes a focus area, by the targets that the dataset was made with; empty where it knows none. */
const ruleOf = (targets: AgentCoachingData['targets'], alone: boolean): string => {
  if (!targets) return '';
  const gap = Number((targets.peer_gap * 100).toFixed(2));
  const peers = `, or whose share of points is ${gap} or more percentage points under the other agents’`;
  return `A focus area is one of them whose pass rate is under the target, ${formatRate(targets.pass_rate)}${alone ? '' : peers}.`;
};

const figuresOfAll = (agents: readonly CoachedAgent[], evaluated: number): Figure[] => {
  const toCoach = agents.filter((agent) => agent.focus_areas.length > 0).length;
  const directions = agents.map(directionOf);
  const moved = (sign: number) => formatCount(directions.filter((direction) => direction === sign).length);
  return [
    figure('Agents', formatCount(agents.length), `${formatCount(evaluated)} with evaluated calls`),
    figure('To coach', formatCount(toCoach), 'Agents with at least one focus area'),
    figure('Improved', moved(1), 'By more than chance, over the period before'),
    figure('Declined', moved(-1), 'By more than chance, under the period before'),
  ];
};

const figuresOfOne = (agent: CoachedAgent): Figure[] => {
  return [
    figure(
      'Score',
      formatScore(agent.overall_score),
      'Mean of the evaluations, out of 100',
      changeInWords(agent),
    ),
    figure('Pass rate', formatRate(agent.pass_rate), 'Evaluations that passed'),
    figure(
      'Evaluated',
      formatCount(agent.calls_evaluated),
      isFew(agent.calls_evaluated) ? 'So few that chance may decide' : 'Calls',
    ),
    figure(
      'Calls',
      formatCount(agent.total_calls),
      `${formatCount(agent.connected_calls)} connected, ${formatDuration(agent.avg_duration_seconds)} on average`,
    ),
  ];
};

/** What the coaching report says, in words and lengths. Agents without an evaluation are in the overview alone. */
export const viewAgentCoaching = ({ agents, targets }: AgentCoachingData): AgentCoachingView => {
  const [first] = agents;
  const one = agents.length === 1 ? first : undefined;
  const evaluated = agents.filter((agent) => agent.calls_evaluated > 0);
  const listed = firstRows(agents, maxOverview, 'agents');
  const coached = firstRows(evaluated, maxCards, 'agents with evaluated calls');
  const cards = coached.rows.map(cardOf);
  return {
    any: agents.length > 0,
    alone: one === undefined ? null : named(one.agent_id, one.agent_name),
    peers: targets ? 'the other agents' : 'all agents of this report',
    hasPeers: cards.some(({ parameters }) => parameters.some(({ bar }) => bar.mark !== null)),
    rule: ruleOf(targets, one !== undefined),
    hasFew: agents.some((agent) => isFew(agent.calls_evaluated)),
    minRecords: formatCount(minComparedRecords),
    figures: one === undefined ? figuresOfAll(agents, evaluated.length) : figuresOfOne(one),
    sharedAreas: one === undefined ? sharedAreas(agents) : [],
    overview: one === undefined ? listed.rows.map(overviewRow) : [],
    overviewCut: listed.cut,
    cards,
    cardsCut: coached.cut,
  };
};
