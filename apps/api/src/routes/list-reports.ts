import { ListOf, ReportSummary } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { App } from '../app-instance.ts';
import { findPageFaults } from '../lists/page.ts';
import { listReports, ListReportsQuery } from '../reports/list-reports.ts';

/** `GET /v1/reports`. */
export const registerListReports = (app: App, { database }: { database: Database }): void => {
  app.get(
    '/reports',
    {
      schema: { querystring: ListReportsQuery },
      config: {
        findQueryFaults: findPageFaults,
        operation: {
          id: 'listReports',
          tag: 'Reports',
          summary: 'List reports',
          description: 'Newest first, without `data` and `download_url`.',
          answers: { 200: { description: 'A page of reports.', schema: ListOf(ReportSummary) } },
        },
      },
    },
    (request) => listReports(database, request.caller.workspaceId, request.query),
  );
};
