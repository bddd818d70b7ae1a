import { AcceptedReport } from '@reports/contracts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { acceptedHeaderDescriptions, acceptedHeaders } from '../reports/accept-report.ts';
import { rerunReport } from '../reports/rerun-report.ts';
import { ReportParams } from './parameters.ts';

/** `POST /v1/reports/{id}/rerun`: the same request over today's records, as a report of its own. */
export const registerRerunReport = (app: App, { answerOnce }: { answerOnce: AnswerOnce }): void => {
  app.post(
    '/reports/:reportId/rerun',
    {
      schema: { params: ReportParams },
      config: {
        operation: {
          id: 'rerunReport',
          tag: 'Reports',
          summary: "Make a report again over today's records",
          description:
            'A new report of the same type, period, filters and format, over the records as they are now. Its `compared_to` and its PDF show how the headline figures differ from those of the first, which stays as it is. The first report must be completed.',
          answers: {
            202: {
              description: 'Accepted: the new report is being made.',
              schema: AcceptedReport,
              headers: acceptedHeaderDescriptions,
            },
          },
          problems: [
            'too_many_reports_generating',
            'report_not_found',
            'report_not_completed',
            'request_in_progress',
            'idempotency_key_reused',
          ],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const report = await rerunReport(transaction, request.caller, request.params.reportId);
        return { status: 202, headers: acceptedHeaders(report), body: report };
      }),
  );
};
