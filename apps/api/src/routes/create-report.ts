import { AcceptedReport, CreateReport } from '@reports/contracts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { acceptReport } from '../reports/accept-report.ts';
import { createReviewReport } from '../reports/review-report.ts';

/** `POST /v1/reports`: succeeds while PostgreSQL is up, whatever else is down. */
export const registerCreateReport = (
  app: App,
  { answerOnce, maxPeriodDays }: { answerOnce: AnswerOnce; maxPeriodDays: number },
): void => {
  app.post(
    '/reports',
    {
      schema: { body: CreateReport },
      config: {
        reviewBody: createReviewReport(maxPeriodDays),
        operation: {
          id: 'createReport',
          tag: 'Reports',
          summary: 'Generate a report',
          description:
            'Answers at once; the report is made meanwhile. Wait for it with `GET /v1/reports/{reportId}?wait=30`. ' +
            'With `schedule` it is also made again every day, week or month, for the period before, and e-mailed.',
          answers: {
            202: {
              description: 'Accepted: the report is being made.',
              schema: AcceptedReport,
              headers: { Location: 'Where the report is.' },
            },
          },
          problems: ['request_in_progress', 'idempotency_key_reused'],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => {
        const report = await acceptReport(transaction, request.caller, request.body);
        return { status: 202, headers: { location: `/v1/reports/${report.report_id}` }, body: report };
      }),
  );
};
