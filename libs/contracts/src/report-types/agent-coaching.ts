import { Type, type Static } from 'typebox';
import { AverageDuration, Count, Rate, Score } from '../primitives.ts';
import { Targets } from '../targets.ts';
import { defineReportType, sharedFilters, team } from './define.ts';

const parameterFigures = {
  parameter: Type.String(),
  avg_score: Score,
  max_score: Score,
  pass_rate: Rate,
  /** Absent from datasets made before 1.1.0. */
  evaluations: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Evaluations of the agent that score the parameter.' }),
  ),
};

const performance = {
  total_calls: Count,
  connected_calls: Count,
  avg_duration_seconds: AverageDuration,
  calls_evaluated: Count,
  overall_score: Score,
  pass_rate: Rate,
};

export const CoachedAgent = Type.Object({
  agent_id: Type.String(),
  agent_name: Type.String(),
  /** Absent from datasets made before 1.1.0. */
  team: Type.Optional(team.team),
  ...performance,
  score_change: Type.Union([Type.Number(), Type.Null()], {
    description: 'Against the period of the same length before; null where either has no evaluation.',
  }),
  /** Absent from datasets made before 1.0.0. */
  score_change_margin: Type.Optional(
    Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description:
        'A smaller score_change may be chance: twice the standard error of the difference. Null where either period has fewer than 20 evaluations.',
    }),
  ),
  lowest_parameters: Type.Array(Type.Object(parameterFigures), {
    maxItems: 3,
    description: 'Lowest avg_score ÷ max_score first.',
  }),
  focus_areas: Type.Array(
    Type.Object({
      ...parameterFigures,
      peer_avg_score: Type.Union(Score.anyOf, {
        description: 'The mean score of the other agents of this report; null where there is none.',
      }),
      gap: Type.Union([Type.Number(), Type.Null()], {
        description: 'peer_avg_score − avg_score, one decimal; null where there are no other agents.',
      }),
      reason: Type.String(),
    }),
    {
      description:
        "Those of lowest_parameters whose pass_rate is under targets.pass_rate, or whose score ratio is targets.peer_gap or more under the other agents' in this report.",
    },
  ),
});
export type CoachedAgent = Static<typeof CoachedAgent>;

export const AgentCoachingData = Type.Object({
  /** Absent from datasets made before 1.1.0, whose peers are all agents, the agent among them. */
  targets: Type.Optional(Targets),
  agents: Type.Array(CoachedAgent, { description: 'Lowest score first.' }),
  /** Absent from datasets made before 1.1.0. */
  by_team: Type.Optional(
    Type.Array(Type.Object({ ...team, ...performance }), {
      description: 'The agents by their team, lowest score first.',
    }),
  ),
});
export type AgentCoachingData = Static<typeof AgentCoachingData>;

export const agentCoaching = defineReportType({
  title: 'Agent coaching',
  description: 'For each agent: performance, the lowest QA parameters and the areas to focus coaching on.',
  schemaVersion: 1,
  filters: [...sharedFilters, 'parameter', 'evaluation_kind'],
  splits: ['agent', 'team'],
  kinds: ['calls', 'evaluations'],
  columns: [
    { name: 'agent_id', type: 'text', description: 'Agent.' },
    { name: 'agent_name', type: 'text', description: 'Their name, else their id.' },
    { name: 'parameter', type: 'text', description: 'A parameter of the evaluation form.' },
    { name: 'evaluations', type: 'integer', description: 'Evaluations that score the parameter.' },
    { name: 'avg_score', type: 'decimal', description: 'Mean score of the parameter.' },
    { name: 'max_score', type: 'decimal', description: 'Mean of its highest possible score.' },
    { name: 'pass_rate', type: 'decimal', description: 'Passed ÷ evaluations.' },
    { name: 'peer_avg_score', type: 'decimal', description: 'The mean over the other agents of the report.' },
    { name: 'gap', type: 'decimal', description: 'peer_avg_score − avg_score.' },
    { name: 'focus_area', type: 'text', description: '`true` or `false`.' },
  ],
  data: AgentCoachingData,
});
