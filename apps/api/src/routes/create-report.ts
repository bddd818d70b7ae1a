import { AcceptedReport, CreateReport } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { App } from '../app-instance.ts';
import { type AnswerOnce, type SendAnswer, sendAnswer } from '../idempotency/answer-once.ts';
import { acceptReport, acceptedHeaderDescriptions, acceptedHeaders } from '../reports/accept-report.ts';
import { finishedExample } from '../openapi/report-examples.ts';
import { awaitReport, leavingOf } from '../reports/await-report.ts';
import type { CompletionWaiters } from '../reports/completion-waiters.ts';
import { createReviewReport } from '../reports/review-report.ts';
import type { SendReport } from '../reports/send-report.ts';
import { WaitQuery } from './parameters.ts';

interface Dependencies {
  answerOnce: AnswerOnce;
  database: Database;
  waiters: CompletionWaiters;
  sendReport: SendReport;
  maxPeriodDays: number;
}

/** `POST /v1/reports`: succeeds while PostgreSQL is up, whatever else is down. */
export const registerCreateReport = (
  app: App,
  { answerOnce, database, waiters, sendReport, maxPeriodDays }: Dependencies,
): void => {
  app.post(
    '/reports',
    {
      schema: { body: CreateReport, querystring: WaitQuery },
      config: {
        reviewBody: createReviewReport(maxPeriodDays),
        operation: {
          id: 'createReport',
          tag: 'Reports',
          summary: 'Generate a report',
          description:
            'Answers at once; the report is made meanwhile. Wait for it with `GET /v1/reports/{reportId}?wait=30`, or here with ' +
            '`Prefer: wait=30` or `?wait=30`: 200 with the report once it is finished, 202 when it takes longer. ' +
            'With `schedule` it is also made again every day, week or month, for the period before, and e-mailed.',
          requestHeaders: {
            Prefer: { description: 'Seconds to wait for the report, up to 60.', example: 'wait=30' },
          },
          answers: {
            200: {
              description: 'The finished report, where the request waited for it: with all that `GET` gives.',
              // One type for both answers: generators give a method one.
              content: {
                'application/json': { schema: AcceptedReport, examples: { finished: finishedExample } },
              },
              headers: {
                'Preference-Applied': 'How long it would have waited.',
                ETag: 'What the answer says of it.',
              },
            },
            202: {
              description: 'Accepted: the report is being made.',
              schema: AcceptedReport,
              headers: acceptedHeaderDescriptions,
            },
          },
          problems: [
            'too_many_reports_generating',
            'too_many_schedules',
            'request_in_progress',
            'idempotency_key_reused',
            'file_missing',
            'file_damaged',
            'storage_unavailable',
          ],
        },
      },
    },
    (request, reply) => {
      const { workspaceId } = request.caller;
      const waitSeconds = request.query.wait ?? readPreferredWait(request.headers['prefer']);
      const sendFinished: SendAnswer = async (reply, answer) => {
        const { report_id: reportId } = answer.body as AcceptedReport;
        const report = await awaitReport(
          { database, waiters },
          { workspaceId, reportId },
          { ms: waitSeconds * 1_000, signal: leavingOf(reply) },
        );
        if (report.status === 'generating') return sendAnswer(reply, answer);
        return sendReport(request, reply.header('preference-applied', `wait=${waitSeconds}`), report);
      };
      return answerOnce(
        request,
        reply,
        async (transaction) => {
          const report = await acceptReport(transaction, request.caller, request.body);
          return { status: 202, headers: acceptedHeaders(report), body: report };
        },
        { send: waitSeconds === 0 ? sendAnswer : sendFinished },
      );
    },
  );
};

const maxWaitSeconds = 60;

/** The seconds of `Prefer: wait=30` (RFC 7240), at most 60; 0 where it says nothing that we know. */
const readPreferredWait = (prefer: string | string[] | undefined): number => {
  const [, seconds = 0] = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(String(prefer)) ?? [];
  return Math.min(Number(seconds), maxWaitSeconds);
};
