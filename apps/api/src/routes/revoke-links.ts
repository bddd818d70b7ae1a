import { RevokedLinks } from '@reports/contracts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { revokeLinks } from '../reports/revoke-links.ts';
import { ReportParams } from './parameters.ts';

/** `POST /v1/reports/{id}/links/revoke`: whoever was given a link to the report's file shall not have it after all. */
export const registerRevokeLinks = (app: App, { answerOnce }: { answerOnce: AnswerOnce }): void => {
  app.post(
    '/reports/:reportId/links/revoke',
    {
      schema: { params: ReportParams },
      config: {
        operation: {
          id: 'revokeLinks',
          tag: 'Reports',
          summary: "Revoke a report's links",
          description:
            'Signed links to its file that were made until now, those in e-mails and webhooks too, answer 403 `link_revoked`. ' +
            '`GET /v1/reports/{reportId}` gives a fresh one. Files that were attached to e-mails are not touched.',
          answers: { 200: { description: 'Revoked.', schema: RevokedLinks } },
          problems: ['report_not_found', 'request_in_progress', 'idempotency_key_reused'],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => ({
        status: 200,
        body: await revokeLinks(transaction, request.params.reportId),
      })),
  );
};
