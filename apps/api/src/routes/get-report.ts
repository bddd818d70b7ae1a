import type { Database, ReportDetails } from '@reports/database';
import { reportResource } from '@reports/resources';
import type { Storage } from '@reports/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { App } from '../app-instance.ts';
import type { Config } from '../config.ts';
import { AnyReport } from '../openapi/report-schemas.ts';
import { awaitReport } from '../reports/await-report.ts';
import type { CompletionWaiters } from '../reports/completion-waiters.ts';
import { createLinkReport } from '../reports/link-report.ts';
import { isFileKept } from '../reports/open-file.ts';
import { requireReport } from '../reports/require-report.ts';
import { streamReport } from '../reports/stream-report.ts';
import { ReportParams } from './parameters.ts';

const GetReportQuery = Type.Object(
  {
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 60,
        default: 0,
        description: 'Seconds to hold the request until the report has left `generating`.',
      }),
    ),
  },
  { additionalProperties: false },
);

interface Dependencies {
  database: Database;
  storage: Storage;
  waiters: CompletionWaiters;
  config: Pick<Config, 'publicUrl' | 'signingKey'>;
}

/** `GET /v1/reports/{id}`: the row, with a fresh signed link, or with its data streamed from storage. */
export const registerGetReport = (app: App, { database, storage, waiters, config }: Dependencies): void => {
  const linkReport = createLinkReport({ publicUrl: config.publicUrl, signingKey: config.signingKey });
  app.route({
    method: ['GET', 'HEAD'],
    url: '/reports/:reportId',
    schema: { params: ReportParams, querystring: GetReportQuery },
    config: {
      operation: {
        id: 'getReport',
        tag: 'Reports',
        summary: 'Fetch a report',
        description:
          'A completed `json` report carries its `data`; a `csv` or `pdf` one a fresh `download_url`, good for 24 hours. ' +
          'Once its file is no longer kept it has neither. What does not apply is left out, not null.',
        answers: { 200: { description: 'The report.', schema: AnyReport } },
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
      reply.header('cache-control', 'no-store');
      if (!isFileKept(report)) return reportResource(report);
      if (report.format !== 'json') return reportResource(report, linkReport(report));
      return sendWithData(request, reply, storage, report);
    },
  });
};

/** Aborts when the client closes the connection before its answer. */
const leavingOf = ({ raw }: FastifyReply): AbortSignal => {
  const leaving = new AbortController();
  raw.once('close', () => leaving.abort());
  return leaving.signal;
};

const sendWithData = async (
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  report: ReportDetails,
): Promise<FastifyReply> => {
  const { bytes, open } = streamReport(storage, report);
  const body = request.method === 'HEAD' ? undefined : await open();
  return reply.type('application/json; charset=utf-8').header('content-length', bytes).send(body);
};
