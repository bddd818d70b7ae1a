import { AuditEntry, ListOf } from '@reports/contracts';
import type { Database } from '@reports/database';
import { Type } from 'typebox';
import type { App } from '../app-instance.ts';
import { auditCsv } from '../audit/audit-csv.ts';
import { AuditQuery, listAudit, readAudit } from '../audit/list-audit.ts';
import { findPageFaults } from '../lists/page.ts';

const entry = {
  audit_id: 'aud_7Hq2Lm9Zx',
  at: '2024-02-01T06:00:04Z',
  actor: 'key_4Rv8sT1wX',
  action: 'downloadFile',
  report_id: 'rpt_8Kx2mPq4L',
  address: '203.0.113.7',
  user_agent: 'curl/8.5.0',
  request_id: 'req_2bFz6Qe1Yp',
};
const page = { data: [entry], total: 1, limit: 50, offset: 0, next_cursor: null };
const download =
  'at,actor,action,report_id,resource,recipient,address,user_agent,request_id,audit_id\r\n' +
  '2024-02-01T06:00:04Z,key_4Rv8sT1wX,downloadFile,rpt_8Kx2mPq4L,,,203.0.113.7,curl/8.5.0,req_2bFz6Qe1Yp,aud_7Hq2Lm9Zx\r\n';

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
                'application/json': { schema: ListOf(AuditEntry), examples: { page } },
                'text/csv': { schema: Type.String(), examples: { download } },
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
