import { Type, type Static } from 'typebox';
import { CalendarDate, Count, Coverage, IsoWeek, Rate, Score, weekDays } from '../primitives.ts';
import { Targets } from '../targets.ts';
import { defineReportType, sharedFilters, team } from './define.ts';

const scores = {
  calls_evaluated: Count,
  overall_score: Score,
  pass_rate: Rate,
};

/** Absent from datasets made before 1.1.0. */
const coverage = {
  connected_calls: Type.Optional(Type.Integer({ minimum: 0, description: 'Connected calls of the period.' })),
  coverage: Type.Optional(Coverage),
};

/** Left out where no evaluation of the period says it, each pair by itself. */
const marks = {
  auto_failed: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Evaluations that one answer failed, whatever their score.' }),
  ),
  auto_fail_rate: Type.Optional(Rate),
  disputed: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Evaluations that their agent disputes.' }),
  ),
  disputed_share: Type.Optional(Rate),
};

export const QaPerformanceData = Type.Object({
  ...scores,
  ...coverage,
  ...marks,
  /** Absent from datasets made before 1.1.0. */
  targets: Type.Optional(Type.Pick(Targets, ['pass_rate'])),
  /** Absent from datasets made before 1.0.0. */
  previous_period: Type.Optional(
    Type.Object(
      { from: CalendarDate, to: CalendarDate, ...scores, ...coverage },
      { description: 'The same figures of the period of the same length before.' },
    ),
  ),
  trend: Type.Optional(
    Type.Array(
      Type.Object({
        week: IsoWeek,
        ...weekDays,
        overall_score: Score,
        pass_rate: Rate,
        calls_evaluated: Count,
      }),
      {
        description: 'The weeks that have evaluations. Left out when the period lies in one ISO week.',
      },
    ),
  ),
  /** Absent from datasets made before 1.1.0. */
  score_distribution: Type.Optional(
    Type.Array(
      Type.Object({
        from: Type.Integer({ description: 'The lowest score, included.' }),
        to: Type.Integer({ description: 'The highest score: included at 100 alone.' }),
        evaluations: Count,
      }),
      { description: 'Evaluations by their score, ten points at a time, lowest first: all ten.' },
    ),
  ),
  parameter_breakdown: Type.Array(
    Type.Object({
      parameter: Type.String(),
      avg_score: Score,
      max_score: Score,
      pass_rate: Rate,
      evaluations: Count,
    }),
    { description: "In the form's order." },
  ),
  by_agent: Type.Array(Type.Object({ agent_id: Type.String(), agent_name: Type.String(), ...scores }), {
    description: 'Lowest score first.',
  }),
  /** Absent from datasets made before 1.1.0. */
  by_team: Type.Optional(
    Type.Array(Type.Object({ ...team, ...scores }), {
      description: 'The agents by their team, lowest score first.',
    }),
  ),
  by_campaign: Type.Array(
    Type.Object({ campaign_id: Type.String(), campaign_name: Type.String(), ...scores }),
    { description: 'Lowest score first.' },
  ),
});
export type QaPerformanceData = Static<typeof QaPerformanceData>;

export const qaPerformance = defineReportType({
  title: 'QA performance',
  description: 'QA scores by agent, parameter and campaign, with pass rates and the trend from week to week.',
  schemaVersion: 1,
  filters: [...sharedFilters, 'parameter', 'evaluation_kind'],
  kinds: ['evaluations'],
  columns: [
    { name: 'campaign_id', type: 'text', description: 'Campaign.' },
    { name: 'campaign_name', type: 'text', description: 'Its name, else its id.' },
    { name: 'agent_id', type: 'text', description: 'Agent.' },
    { name: 'agent_name', type: 'text', description: 'Their name, else their id.' },
    { name: 'parameter', type: 'text', description: 'A parameter of the evaluation form.' },
    { name: 'evaluations', type: 'integer', description: 'Evaluations that score the parameter.' },
    { name: 'avg_score', type: 'decimal', description: 'Mean score of the parameter.' },
    { name: 'max_score', type: 'decimal', description: 'Mean of its highest possible score.' },
    { name: 'pass_rate', type: 'decimal', description: 'Passed ÷ evaluations.' },
  ],
  data: QaPerformanceData,
});
