import { AcceptedReport } from '@reports/contracts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { retryReport } from '../reports/retry-report.ts';
import { ReportParams } from './parameters.ts';

/** `POST /v1/reports/{id}/retry`: a failed report is made again, under its own id. */
export const registerRetryReport = (app: App, { answerOnce }: { answerOnce: AnswerOnce }): void => {
  app.post(
    '/reports/:reportId/retry',
    {
      schema: { params: ReportParams },
      config: {
        operation: {
          id: 'retryReport',
          tag: 'Reports',
          summary: 'Make a failed report again',
          description:
            'The same report, over the records as they are now. Whoever was told that it failed is told again only if it succeeds.',
          answers: {
            202: {
              description: 'Accepted: the report is being made again.',
              schema: AcceptedReport,
              headers: { Location: 'Where the report is.' },
            },
          },
          problems: [
            'too_many_reports_generating',
            'report_not_found',
            'report_not_failed',
            'request_in_progress',
            'idempotency_key_reused',
          ],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const report = await retryReport(transaction, request.caller, request.params.reportId);
        return { status: 202, headers: { location: `/v1/reports/${report.report_id}` }, body: report };
      }),
  );
};
