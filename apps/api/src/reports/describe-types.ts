import { type Column, ReportType, reportTypeNames, reportTypes, SplitBy } from '@reports/contracts';
import { type Static, Type } from 'typebox';
import { splitsOf } from './find-split-faults.ts';

/** One report type, for whoever wants to know what to ask for and what comes back. */
export const ReportTypeDescription = Type.Object({
  type: ReportType,
  title: Type.String(),
  description: Type.String(),
  schema_version: Type.Integer({ description: 'Raised when columns or `data` change.' }),
  filters: Type.Array(Type.String()),
  split_by: Type.Optional(
    Type.Array(SplitBy, { description: 'What it can be split by; left out where it cannot.' }),
  ),
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), description: Type.String() }), {
    description: 'Columns of the CSV, in order. `<name>` stands for one column for each value found.',
  }),
  data_schema: Type.Record(Type.String(), Type.Unknown(), {
    description: 'JSON Schema of `data` in the JSON report.',
  }),
});

export const ReportTypeList = Type.Object({ data: Type.Array(ReportTypeDescription) });
export type ReportTypeList = Static<typeof ReportTypeList>;

/** Every report type. */
export const describeTypes = (): ReportTypeList => ({
  data: reportTypeNames.map((type) => {
    const { title, description, schemaVersion, filters, columns, data } = reportTypes[type];
    return {
      type,
      title,
      description,
      schema_version: schemaVersion,
      filters: [...filters],
      ...(splitsOf(type).length > 0 && { split_by: [...splitsOf(type)] }),
      columns: columns.map(({ name, type, description }: Column) => ({ name, type, description })),
      data_schema: data as unknown as Record<string, unknown>,
    };
  }),
});
