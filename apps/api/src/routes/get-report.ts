import type { Database } from '@reports/database';
import type { App } from '../app-instance.ts';
import { AnyReport } from '../openapi/report-schemas.ts';
import { awaitReport, leavingOf } from '../reports/await-report.ts';
import type { CompletionWaiters } from '../reports/completion-waiters.ts';
import { requireReport } from '../reports/require-report.ts';
import type { SendReport } from '../reports/send-report.ts';
import { ReportParams, WaitQuery } from './parameters.ts';

interface Dependencies {
  database: Database;
  waiters: CompletionWaiters;
  sendReport: SendReport;
}

/** `GET /v1/reports/{id}`: the row, with a fresh signed link, or with its data streamed from storage. */
export const registerGetReport = (app: App, { database, waiters, sendReport }: Dependencies): void => {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/reports/:reportId',
    schema: { params: ReportParams, querystring: WaitQuery },
    config: {
      operation: {
        id: 'getReport',
        tag: 'Reports',
        summary: 'Fetch a report',
        description:
          'A completed report has a fresh `download_url`, good for 24 hours; a `json` one carries its `data` as well, a split one `parts` with a link to each of its files instead. ' +
          'Once its file is no longer kept it has neither. What does not apply is left out, not null.',
        requestHeaders: {
          'If-None-Match': {
            description: 'The `ETag` of an earlier answer: 304 while there is nothing new to say.',
            example: 'W/"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"',
          },
        },
        answers: {
          200: {
            description: 'The report.',
            schema: AnyReport,
            headers: { ETag: 'Of a finished report: what the answer says of it.' },
          },
          304: { description: 'The answer is the one you have.', headers: { ETag: 'The same.' } },
        },
        problems: ['report_not_found', 'file_missing', 'file_damaged', 'storage_unavailable'],
      },
    },
    handler: async (request, reply) => {
      const { wait = 0 } = request.query;
      const { workspaceId } = request.caller;
      const { reportId } = request.params;
      const report =
        wait === 0
          ? await requireReport(database, workspaceId, reportId)
          : await awaitReport(
              { database, waiters },
              { workspaceId, reportId },
              { ms: wait * 1_000, signal: leavingOf(reply) },
            );
      return sendReport(request, reply, report);
    },
  });
};
