import type { App } from '../app-instance.ts';
import { describeTypes, ReportTypeList } from '../reports/describe-types.ts';

/** `GET /v1/report-types`. */
export const registerReportTypes = (app: App): void => {
  const descriptions = describeTypes();
  app.get(
    '/report-types',
    {
      config: {
        operation: {
          id: 'listReportTypes',
          tag: 'Reports',
          summary: 'Describe the report types',
          description: 'The filters, CSV columns and JSON Schema of each type.',
          answers: { 200: { description: 'Every report type.', schema: ReportTypeList } },
        },
      },
    },
    () => descriptions,
  );
};
