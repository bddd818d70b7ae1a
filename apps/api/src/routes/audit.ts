import { AuditEntry, ListOf } from '@reports/contracts';
import type { Database } from '@reports/database';
import { Type } from 'typebox';
import type { App } from '../app-instance.ts';
import { auditCsv } from '../audit/audit-csv.ts';
import { AuditQuery, listAudit, readAudit } from '../audit/list-audit.ts';
import { findPageFaults } from '../lists/page.ts';

/** `GET /v1/audit`: who did what, a page at a time, or all of it as CSV. */
export const registerAudit = (app: App, { database }: { database: Database }): void => {
  app.get(
    '/audit',
    {
      schema: { querystring: AuditQuery },
      config: {
        scope: 'admin',
        findQueryFaults: findPageFaults,
        operation: {
          id: 'listAudit',
          tag: 'Audit',
          summary: 'See who did what',
          description:
            'Who asked for, downloaded, was sent, changed or revoked what, newest first. Changes are there with the change; downloads within a second. ' +
            'With `Accept: text/csv` all that the filters choose, without pages. Entries are kept for a year unless the operator says otherwise.',
          requestHeaders: {
            Accept: { description: '`text/csv` for all of it as CSV.', example: 'text/csv' },
          },
          answers: {
            200: {
              description: 'A page of entries, or all of them as CSV.',
              content: {
                'application/json': { schema: ListOf(AuditEntry) },
                'text/csv': { schema: Type.String() },
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { workspaceId } = request.caller;
      const read = <Result>(work: Parameters<typeof database.withWorkspace<Result>>[1]) =>
        database.withWorkspace(workspaceId, work);
      if (!wantsCsv(request.headers.accept)) {
        return read((transaction) => listAudit(transaction, workspaceId, request.query));
      }
      return reply
        .headers({
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="audit.csv"',
          'cache-control': 'no-store',
        })
        .send(auditCsv(readAudit(read, workspaceId, request.query)));
    },
  );
};

/** Whether CSV is named before JSON: whoever names neither, or anything, gets JSON. */
const wantsCsv = (accept = ''): boolean => {
  const named = accept.split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase());
  const csv = named.indexOf('text/csv');
  const json = named.indexOf('application/json');
  return csv !== -1 && (json === -1 || csv < json);
};
