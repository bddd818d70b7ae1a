import { Type, type Static } from 'typebox';
import { Timestamp } from './primitives.ts';
import type { ReportData, ReportType } from './report-types/index.ts';

export const HeadlineUnit = Type.Enum(['count', 'score', 'rate', 'seconds']);
export type HeadlineUnit = Static<typeof HeadlineUnit>;

const Figure = Type.Union([Type.Number(), Type.Null()]);

/** One headline figure in two reports of the same request. */
export const ComparedFigure = Type.Object({
  figure: Type.String({ description: 'Its name in the data.' }),
  unit: HeadlineUnit,
  before: Figure,
  after: Figure,
  change: Type.Union([Type.Number(), Type.Null()], {
    description: '`after` − `before`; null where either is null.',
  }),
});
export type ComparedFigure = Static<typeof ComparedFigure>;

/** The headline figures of a report beside those of an earlier one of the same request. */
export const Comparison = Type.Object({
  report_id: Type.String({ description: 'The earlier report.' }),
  data_as_of: Type.Optional(Timestamp),
  figures: Type.Optional(
    Type.Array(ComparedFigure, {
      description:
        'Left out while the report is being made, and where the figures of the earlier one are gone.',
    }),
  ),
});
export type Comparison = Static<typeof Comparison>;

export interface HeadlineFigure {
  figure: string;
  unit: HeadlineUnit;
  value: number | null;
}

type Summaries = { [Type in ReportType]: Omit<ReportData<Type>, 'violations'> };

const figure = (name: string, unit: HeadlineUnit, value: number | null): HeadlineFigure => ({
  figure: name,
  unit,
  value,
});

/** The figures at the top of each type's page. */
const headlines: { [Type in ReportType]: (data: Summaries[Type]) => HeadlineFigure[] } = {
  call_summary: (data) => [
    figure('total_calls', 'count', data.total_calls),
    figure('connected_calls', 'count', data.connected_calls),
    figure('connection_rate', 'rate', data.connection_rate),
    figure('avg_duration_seconds', 'seconds', data.avg_duration_seconds),
  ],
  qa_performance: (data) => [
    figure('calls_evaluated', 'count', data.calls_evaluated),
    figure('overall_score', 'score', data.overall_score),
    figure('pass_rate', 'rate', data.pass_rate),
  ],
  compliance_audit: (data) => [
    figure('checks_performed', 'count', data.checks_performed),
    figure('checks_failed', 'count', data.checks_failed),
    figure('pass_rate', 'rate', data.pass_rate),
    figure(
      'critical_violations',
      'count',
      data.severity_breakdown.find(({ severity }) => severity === 'critical')?.violations ?? 0,
    ),
  ],
  agent_coaching: ({ agents }) => [
    figure('agents', 'count', agents.length),
    figure('agents_to_coach', 'count', agents.filter(({ focus_areas: areas }) => areas.length > 0).length),
    figure(
      'calls_evaluated',
      'count',
      agents.reduce((sum, agent) => sum + agent.calls_evaluated, 0),
    ),
    figure(
      'total_calls',
      'count',
      agents.reduce((sum, agent) => sum + agent.total_calls, 0),
    ),
  ],
  campaign_performance: ({ totals }) => [
    figure('contacts_attempted', 'count', totals.contacts_attempted),
    figure('contacts_reached', 'count', totals.contacts_reached),
    figure('reach_rate', 'rate', totals.reach_rate),
    figure('total_calls', 'count', totals.total_calls),
    figure('connection_rate', 'rate', totals.connection_rate),
  ],
};

/** The headline figures of a type's `data`, with or without its streamed list. It must have been checked. */
export const headlineFiguresOf = (type: ReportType, data: unknown): HeadlineFigure[] =>
  (headlines[type] as (data: unknown) => HeadlineFigure[])(data);

/** Four decimals are more than any figure has: what a subtraction adds is cut off. */
const scale = 10_000;

/** Two reports' headline figures, side by side. */
export const compareHeadlines = (type: ReportType, before: unknown, after: unknown): ComparedFigure[] => {
  const earlier = new Map(headlineFiguresOf(type, before).map(({ figure: name, value }) => [name, value]));
  return headlineFiguresOf(type, after).map(({ figure: name, unit, value }) => {
    const was = earlier.get(name) ?? null;
    const change = was === null || value === null ? null : Math.round((value - was) * scale) / scale;
    return { figure: name, unit, before: was, after: value, change };
  });
};
