import { Type, type Static, type TSchema } from 'typebox';
import { ExternalId } from './primitives.ts';
import { Severity } from './records/compliance-check.ts';
import { EvaluationKind } from './records/evaluation.ts';
import type { FilterName } from './report-types/define.ts';

const oneOrMore = <Value extends TSchema>(value: Value) =>
  Type.Union([value, Type.Array(value, { minItems: 1, maxItems: 100 })]);

/** One value, or up to 100 of which any may match. */
export const FilterValues = oneOrMore(ExternalId);
export type FilterValues = Static<typeof FilterValues>;

/** The same of the four severities. */
export const SeverityValues = oneOrMore(Severity);

/** The same of the kinds of evaluations. */
export const EvaluationKindValues = oneOrMore(EvaluationKind);

export const filterNames = [
  'campaign_id',
  'agent_id',
  'team',
  'language',
  'disposition',
  'parameter',
  'check',
  'severity',
  'evaluation_kind',
] as const satisfies readonly FilterName[];

const filtersOf = <Values extends TSchema, Severities extends TSchema, Kinds extends TSchema>(
  values: Values,
  severities: Severities,
  evaluationKinds: Kinds,
) =>
  Type.Object(
    {
      campaign_id: Type.Optional(values),
      agent_id: Type.Optional(values),
      team: Type.Optional(values),
      language: Type.Optional(values),
      disposition: Type.Optional(values),
      parameter: Type.Optional(values),
      check: Type.Optional(values),
      severity: Type.Optional(severities),
      evaluation_kind: Type.Optional(evaluationKinds),
    } satisfies Record<FilterName, TSchema>,
    { additionalProperties: false },
  );

/**
 * Every filter of every type, with values that a record may have; which type has which is checked at the edge, by
 * `reportTypes[type].filters`.
 */
export const ReportFilters = Type.Unsafe<Partial<Record<FilterName, FilterValues>>>(
  filtersOf(FilterValues, SeverityValues, EvaluationKindValues),
);

/** Filters as rows and messages have them: 1.0.0 took any text, and what it took is still made. */
export const KeptFilters = filtersOf(
  oneOrMore(Type.String({ minLength: 1, maxLength: 200 })),
  oneOrMore(Type.String({ minLength: 1, maxLength: 200 })),
  oneOrMore(Type.String({ minLength: 1, maxLength: 200 })),
);

/** Filters as a client sent them: they are answered back in the same shape. */
export type ReportFilters = Static<typeof ReportFilters>;

/** A filter's values as a list; undefined where it is not set. */
export const filterValues = (filters: ReportFilters, name: FilterName): readonly string[] | undefined => {
  const value = filters[name];
  return typeof value === 'string' ? [value] : value;
};
