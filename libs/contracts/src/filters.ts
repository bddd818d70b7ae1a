import { Type, type Static } from 'typebox';
import type { FilterName } from './report-types/define.ts';

const FilterValue = Type.String({ minLength: 1, maxLength: 200 });

/** One value, or up to 100 of which any may match. */
export const FilterValues = Type.Union([
  FilterValue,
  Type.Array(FilterValue, { minItems: 1, maxItems: 100 }),
]);
export type FilterValues = Static<typeof FilterValues>;

/** Filters as a client sent them: they are answered back in the same shape. */
export type ReportFilters = Partial<Record<FilterName, FilterValues>>;

export const filterNames = [
  'campaign_id',
  'agent_id',
  'language',
  'disposition',
  'parameter',
  'check',
  'severity',
] as const satisfies readonly FilterName[];

/** Every filter of every type; which type has which is checked at the edge, by `reportTypes[type].filters`. */
export const ReportFilters = Type.Object(
  Object.fromEntries(filterNames.map((name) => [name, Type.Optional(FilterValues)])) as Record<
    FilterName,
    ReturnType<typeof Type.Optional<typeof FilterValues>>
  >,
  { additionalProperties: false },
);

/** A filter's values as a list; undefined where it is not set. */
export const filterValues = (filters: ReportFilters, name: FilterName): readonly string[] | undefined => {
  const value = filters[name];
  return typeof value === 'string' ? [value] : value;
};
