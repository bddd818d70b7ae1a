import { type AgentCoachingData, type CoachedAgent, minComparedRecords } from '@reports/contracts';
import {
  formatChange,
  formatCount,
  formatMaximum,
  formatNumber,
  formatQuantity,
  formatRate,
  formatScore,
  reportSentences,
  type Sentence,
  words,
} from '@reports/wording';
import { formatDuration } from '../../formatting/duration.ts';
import { barOf, named, type Bar, type Named } from '../../page/bars.ts';
import { figure, type Figure } from '../../page/figures.ts';
import { firstRows } from '../../page/first-rows.ts';
import type { ReportContext } from '../define.ts';
import { sayReason } from './say-reason.ts';
import { severalTeams } from '../../page/teams.ts';
import { type SharedArea, sharedAreas } from './shared-areas.ts';
import { isFew, type TeamRow, teamRow } from './team-rows.ts';

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

const changeInWords = (agent: Changed): string => {
  const { coaching: say } = words();
  if (agent.score_change === null) return say.nothingBefore;
  const { arrow, text } = changeOf(agent);
  return arrow === '' ? say.noClearChange(text) : say.changed(`${arrow} ${text}`);
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
          ? words().coaching.ofEvaluations(formatQuantity(row.evaluations, 'evaluation'))
          : '',
      focus: area === undefined ? null : { peers: formatScore(peers), reason: sayReason(area.reason) },
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
    { label: words().words.passRate, value: formatRate(agent.pass_rate) },
    { label: words().words.evaluated, value: formatCount(agent.calls_evaluated) },
    { label: words().words.calls, value: formatCount(agent.total_calls) },
    { label: words().words.connected, value: formatCount(agent.connected_calls) },
    { label: words().words.averageDuration, value: formatDuration(agent.avg_duration_seconds) },
  ],
  parameters: cardParameters(agent),
  allWell: agent.focus_areas.length === 0,
});

/** Agents in the overview, and agents with a card of their own: some 20 to 60 pages together. The lowest scores come first. */
const maxOverview = 500;
const maxCards = 100;

export interface AgentCoachingView {
  any: boolean;
  /** The report is about one agent: there is nobody to compare with, and nothing to list. */
  alone: Named | null;
  /** Whom an agent is compared with: the average of all agents of the report, or of the others. */
  averageOfPeers: string;
  /** Some parameter has a mark for them. */
  hasPeers: boolean;
  /** What makes a focus area, where the dataset knows it. */
  rule: string;
  hasFew: boolean;
  minRecords: string;
  figures: Figure[];
  sentences: Sentence[];
  sharedAreas: SharedArea[];
  /** Empty where all are of one team. */
  teams: TeamRow[];
  teamsCut: string;
  fewInTeams: boolean;
  overview: OverviewRow[];
  overviewCut: string;
  cards: Card[];
  cardsCut: string;
}

/** What makes a focus area, by the targets that the dataset was made with; empty where it knows none. */
const ruleOf = (targets: AgentCoachingData['targets'], alone: boolean): string => {
  if (!targets) return '';
  const { coaching: say } = words();
  const target = formatRate(targets.pass_rate);
  return alone ? say.ruleAlone(target) : say.ruleWithPeers(target, formatNumber(targets.peer_gap * 100));
};

const figuresOfAll = (agents: readonly CoachedAgent[], evaluated: number): Figure[] => {
  const { coaching: say } = words();
  const toCoach = agents.filter((agent) => agent.focus_areas.length > 0).length;
  const directions = agents.map(directionOf);
  const moved = (sign: number) => formatCount(directions.filter((direction) => direction === sign).length);
  return [
    figure(say.agents, formatCount(agents.length), say.withEvaluated(formatCount(evaluated))),
    figure(say.toCoach, formatCount(toCoach), say.toCoachIs),
    figure(say.improved, moved(1), say.improvedIs),
    figure(say.declined, moved(-1), say.declinedIs),
  ];
};

const figuresOfOne = (agent: CoachedAgent): Figure[] => {
  const { coaching: say, words: word } = words();
  return [
    figure(word.score, formatScore(agent.overall_score), say.meanOf, changeInWords(agent)),
    figure(word.passRate, formatRate(agent.pass_rate), say.passed),
    figure(
      word.evaluated,
      formatCount(agent.calls_evaluated),
      isFew(agent.calls_evaluated) ? say.soFew : word.calls,
    ),
    figure(
      word.calls,
      formatCount(agent.total_calls),
      say.connectedAndDuration(
        formatCount(agent.connected_calls),
        formatDuration(agent.avg_duration_seconds),
      ),
    ),
  ];
};

/** What the coaching report says, in words and lengths. Agents without an evaluation are in the overview alone. */
export const viewAgentCoaching = (
  data: AgentCoachingData,
  context: Pick<ReportContext, 'from' | 'to' | 'isPart'>,
): AgentCoachingView => {
  const { agents, targets, by_team: byTeam } = data;
  const [first] = agents;
  const one = agents.length === 1 ? first : undefined;
  const evaluated = agents.filter((agent) => agent.calls_evaluated > 0);
  const listed = firstRows(agents, maxOverview, 'agents');
  const coached = firstRows(evaluated, maxCards, 'agents with evaluated calls');
  const cards = coached.rows.map(cardOf);
  const teams = firstRows(severalTeams(byTeam), maxOverview, 'teams');
  return {
    any: agents.length > 0,
    alone: one === undefined ? null : named(one.agent_id, one.agent_name),
    averageOfPeers: targets ? words().coaching.averageOfOthers : words().coaching.averageOfAll,
    hasPeers: cards.some(({ parameters }) => parameters.some(({ bar }) => bar.mark !== null)),
    rule: ruleOf(targets, one !== undefined && !context.isPart),
    hasFew: agents.some((agent) => isFew(agent.calls_evaluated)),
    minRecords: formatCount(minComparedRecords),
    figures: one === undefined ? figuresOfAll(agents, evaluated.length) : figuresOfOne(one),
    sentences: reportSentences('agent_coaching', data, context),
    sharedAreas: one === undefined ? sharedAreas(data) : [],
    teams: teams.rows.map(teamRow),
    teamsCut: teams.cut,
    fewInTeams: teams.rows.some(({ calls_evaluated: evaluated }) => isFew(evaluated)),
    overview: one === undefined ? listed.rows.map(overviewRow) : [],
    overviewCut: listed.cut,
    cards,
    cardsCut: coached.cut,
  };
};
