import { AcceptedReport, RenderAgain } from '@reports/contracts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { acceptedHeaderDescriptions, acceptedHeaders } from '../reports/accept-report.ts';
import { renderAgain } from '../reports/render-again.ts';
import { ReportParams } from './parameters.ts';

/** `POST /v1/reports/{id}/render`: the same frozen figures in another format, as a report of its own. */
export const registerRenderReport = (app: App, { answerOnce }: { answerOnce: AnswerOnce }): void => {
  app.post(
    '/reports/:reportId/render',
    {
      schema: { params: ReportParams, body: RenderAgain },
      config: {
        operation: {
          id: 'renderReport',
          tag: 'Reports',
          summary: 'Render a report in another format',
          description:
            'A new report with the same figures, even where records have changed since, in one file unless `split_by` says otherwise. The first report must be completed.',
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
            'dataset_expired',
            'request_in_progress',
            'idempotency_key_reused',
          ],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const report = await renderAgain(transaction, request.caller, request.params.reportId, request.body);
        return { status: 202, headers: acceptedHeaders(report), body: report };
      }),
  );
};
