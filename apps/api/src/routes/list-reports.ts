import { ListOf, ReportSummary } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { App } from '../app-instance.ts';
import { findPageFaults } from '../lists/page.ts';
import { createListReports, ListReportsQuery } from '../reports/list-reports.ts';

/** `GET /v1/reports`. */
export const registerListReports = (app: App, { database }: { database: Database }): void => {
  const listReports = createListReports(database);
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
          description:
            'Newest first, without `data` and `download_url`. On the pages of a cursor `total` may be five seconds old; past 10,000 it is an estimate.',
          answers: { 200: { description: 'A page of reports.', schema: ListOf(ReportSummary) } },
        },
      },
    },
    (request) => listReports(request.caller.workspaceId, request.query),
  );
};
