import { reportTypeNames, reportTypes, ReportType, type Column } from '@reports/contracts';
import { Type } from 'typebox';
import type { App } from '../app-instance.ts';

const ReportTypeDescription = Type.Object({
  type: ReportType,
  title: Type.String(),
  description: Type.String(),
  schema_version: Type.Integer({ description: 'Raised when columns or `data` change.' }),
  filters: Type.Array(Type.String()),
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), description: Type.String() }), {
    description: 'Columns of the CSV, in order. `<name>` stands for one column for each value found.',
  }),
  data_schema: Type.Unknown({ description: 'JSON Schema of `data` in the JSON report.' }),
});

const descriptions = {
  data: reportTypeNames.map((type) => {
    const { title, description, schemaVersion, filters, columns, data } = reportTypes[type];
    return {
      type,
      title,
      description,
      schema_version: schemaVersion,
      filters: [...filters],
      columns: columns.map(({ name, type, description }: Column) => ({ name, type, description })),
      data_schema: data,
    };
  }),
};

/** `GET /v1/report-types`. */
export const registerReportTypes = (app: App): void => {
  app.get(
    '/report-types',
    {
      config: {
        operation: {
          id: 'listReportTypes',
          tag: 'Reports',
          summary: 'Describe the report types',
          description: 'The filters, CSV columns and JSON Schema of each type.',
          answers: {
            200: {
              description: 'Every report type.',
              schema: Type.Object({ data: Type.Array(ReportTypeDescription) }),
            },
          },
        },
      },
    },
    () => descriptions,
  );
};
