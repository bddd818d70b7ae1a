import { Delivery, ListOf } from '@reports/contracts';
import { type Database, deliveries, reports } from '@reports/database';
import { eq } from 'drizzle-orm';
import type { App } from '../app-instance.ts';
import { listDeliveries } from '../deliveries/list-deliveries.ts';
import { resendDelivery } from '../deliveries/resend-delivery.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { findPageFaults, PageParameters } from '../lists/page.ts';
import { reportNotFound } from '../reports/require-report.ts';
import { DeliveryParams, ReportParams } from './parameters.ts';

/** `GET /v1/reports/{id}/deliveries`, and sending one again. */
export const registerDeliveries = (
  app: App,
  { database, answerOnce }: { database: Database; answerOnce: AnswerOnce },
): void => {
  app.get(
    '/reports/:reportId/deliveries',
    {
      schema: { params: ReportParams, querystring: PageParameters },
      config: {
        findQueryFaults: findPageFaults,
        operation: {
          id: 'listDeliveries',
          tag: 'Deliveries',
          summary: 'List the deliveries of a report',
          description: 'One for each recipient and channel, newest first.',
          answers: { 200: { description: 'A page of deliveries.', schema: ListOf(Delivery) } },
          problems: ['report_not_found'],
        },
      },
    },
    (request) =>
      database.withWorkspace(request.caller.workspaceId, async (transaction) => {
        const { reportId } = request.params;
        const found = await transaction
          .select({ id: reports.id })
          .from(reports)
          .where(eq(reports.id, reportId));
        if (found.length === 0) throw reportNotFound(reportId);
        return listDeliveries(transaction, eq(deliveries.reportId, reportId), request.query);
      }),
  );

  app.post(
    '/reports/:reportId/deliveries/:deliveryId/resend',
    {
      schema: { params: DeliveryParams },
      config: {
        operation: {
          id: 'resendDelivery',
          tag: 'Deliveries',
          summary: 'Send a delivery again',
          description: 'To its recipient alone, whatever became of it before.',
          answers: { 202: { description: 'Accepted: it is tried at once.', schema: Delivery } },
          problems: ['delivery_not_found', 'request_in_progress', 'idempotency_key_reused'],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => ({
        status: 202,
        body: await resendDelivery(transaction, request.params.reportId, request.params.deliveryId),
      })),
  );
};
