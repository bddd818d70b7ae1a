import {
  type Fault,
  reportTypeNames,
  reportTypes,
  type ReportType,
  type ReportTypeDefinition,
  type SplitBy,
} from '@reports/contracts';

/** What a type can be split by. */
export const splitsOf = (type: ReportType): readonly SplitBy[] =>
  (reportTypes[type] as ReportTypeDefinition).splits ?? [];

/** Splitting a type that cannot be split, with those that can. Either may be anything. */
export const findSplitFaults = (type: unknown, splitBy: unknown): Fault[] => {
  if (typeof type !== 'string' || !Object.hasOwn(reportTypes, type) || splitBy === undefined) return [];
  if (splitsOf(type as ReportType).length > 0) return [];
  const others = reportTypeNames.filter((name) => splitsOf(name).length > 0);
  return [
    {
      pointer: '/split_by',
      detail: `is not for ${type}: reports that can be split are ${others.join(', ')}`,
    },
  ];
};
