import { ReportSummary } from '@reports/contracts';
import type { Database } from '@reports/database';
import type { Logger } from '@reports/service';
import type { Storage } from '@reports/storage';
import { Type } from 'typebox';
import { changeRows } from '../audit/note-change.ts';
import type { App } from '../app-instance.ts';
import type { AnswerOnce } from '../idempotency/answer-once.ts';
import { cancelReport } from '../reports/cancel-report.ts';
import { deleteReport, removeObjects } from '../reports/delete-report.ts';
import { ReportParams } from './parameters.ts';

const DeleteQuery = Type.Object(
  {
    runs: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'true: its schedule and the runs that it made go as well.',
      }),
    ),
  },
  { additionalProperties: false },
);

interface Dependencies {
  answerOnce: AnswerOnce;
  database: Database;
  storage: Storage;
  log: Logger;
}

/** `POST /v1/reports/{id}/cancel`: a report that is being made is not wanted. `DELETE /v1/reports/{id}`: nor what was made. */
export const registerEndReport = (app: App, { answerOnce, database, storage, log }: Dependencies): void => {
  app.post(
    '/reports/:reportId/cancel',
    {
      schema: { params: ReportParams },
      config: {
        operation: {
          id: 'cancelReport',
          tag: 'Reports',
          summary: 'Cancel a report that is being made',
          description:
            'It is failed from here on, by the code `cancelled`, and nobody is told of it. A second time gives the same answer; a schedule goes on.',
          answers: { 202: { description: 'Cancelled: the report as it is now.', schema: ReportSummary } },
          problems: ['report_not_found', 'report_finished', 'request_in_progress', 'idempotency_key_reused'],
        },
      },
    },
    (request, reply) =>
      answerOnce(request, reply, async (transaction) => ({
        status: 202,
        body: await cancelReport(transaction, {
          workspaceId: request.caller.workspaceId,
          reportId: request.params.reportId,
        }),
      })),
  );

  app.delete(
    '/reports/:reportId',
    {
      schema: { params: ReportParams, querystring: DeleteQuery },
      config: {
        operation: {
          id: 'deleteReport',
          tag: 'Reports',
          summary: 'Delete a report',
          description:
            'With its file, its figures and its deliveries; one that is being made is cancelled. Its schedule and the runs that it made stay unless `runs` is true.',
          answers: { 204: { description: 'Deleted.' } },
          problems: ['report_not_found'],
        },
      },
    },
    async (request, reply) => {
      const {
        params: { reportId },
        query: { runs = false },
      } = request;
      const keys = await changeRows(database, request, (transaction) =>
        deleteReport(transaction, reportId, { runs }),
      );
      await removeObjects(storage, keys, log);
      return reply.code(204).send();
    },
  );
};
