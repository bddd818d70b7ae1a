import type { AuditEntry, ListOf } from '@reports/contracts';
import { auditLog, type Transaction } from '@reports/database';
import { formatTimestamp } from '@reports/resources';
import { and, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm';
import { type Static, Type } from 'typebox';
import { countRows } from '../lists/count-rows.ts';
import type { Place } from '../lists/cursor.ts';
import { Moment } from '../lists/moment.ts';
import { listPage, notACursor, pageParameters, readPage } from '../lists/page.ts';

const Text = (description: string) => Type.String({ minLength: 1, maxLength: 300, description });

/** The query of `GET /v1/audit`. */
export const AuditQuery = Type.Object(
  {
    actor: Type.Optional(Text('A key, `link`, `mail`, `webhook` or `operator`.')),
    action: Type.Optional(Text('Such as `downloadFile`.')),
    report_id: Type.Optional(Text('What was done with that report.')),
    resource: Type.Optional(Text('What was done to that webhook, key or delivery.')),
    recipient: Type.Optional(Text('What was mailed to that address.')),
    created_after: Type.Optional({ ...Moment, description: 'What happened later.' }),
    created_before: Type.Optional({ ...Moment, description: 'What happened earlier.' }),
    ...pageParameters,
  },
  { additionalProperties: false },
);
export type AuditQuery = Static<typeof AuditQuery>;

type Row = typeof auditLog.$inferSelect;

const entryOf = (row: Row): AuditEntry => ({
  audit_id: String(row.id),
  at: formatTimestamp(row.createdAt),
  actor: row.actor,
  action: row.action,
  ...(row.reportId !== null && { report_id: row.reportId }),
  ...(row.resource !== null && { resource: row.resource }),
  ...(row.recipient !== null && { recipient: row.recipient }),
  ...(row.address !== null && { address: row.address }),
  ...(row.userAgent !== null && { user_agent: row.userAgent }),
  ...(row.requestId !== null && { request_id: row.requestId }),
});

const chosenBy = (workspaceId: string, query: AuditQuery): SQL | undefined =>
  and(
    eq(auditLog.workspaceId, workspaceId),
    query.actor === undefined ? undefined : eq(auditLog.actor, query.actor),
    query.action === undefined ? undefined : eq(auditLog.action, query.action),
    query.report_id === undefined ? undefined : eq(auditLog.reportId, query.report_id),
    query.resource === undefined ? undefined : eq(auditLog.resource, query.resource),
    query.recipient === undefined ? undefined : sql`lower(${auditLog.recipient}) = lower(${query.recipient})`,
    query.created_after === undefined ? undefined : gt(auditLog.createdAt, instantOf(query.created_after)),
    query.created_before === undefined ? undefined : lt(auditLog.createdAt, instantOf(query.created_before)),
  );

/** From 1970 to 2100, which PostgreSQL and JavaScript write alike. */
const instantOf = (text: string): Date =>
  new Date(Math.max(0, Math.min(Date.parse(text), 4_102_444_800_000)));

const rowsAfter = (
  transaction: Transaction,
  chosen: SQL | undefined,
  { after, limit, offset }: { after: Omit<Place, 'offset'> | undefined; limit: number; offset: number },
): Promise<Row[]> =>
  transaction
    .select()
    .from(auditLog)
    .where(
      and(
        chosen,
        after &&
          sql`(${auditLog.createdAt}, ${auditLog.id}) < (${after.at.toISOString()}, ${after.id}::bigint)`,
      ),
    )
    .orderBy(desc(auditLog.createdAt), desc(auditLog.id))
    .limit(limit)
    .offset(offset);

const placeOf = ({ createdAt, id }: Row) => ({ at: createdAt, id: String(id) });

/** A page of a workspace's audit log, newest first. */
export const listAudit = async (
  transaction: Transaction,
  workspaceId: string,
  query: AuditQuery,
): Promise<ListOf<AuditEntry>> => {
  const page = readPage(query);
  if (page.after && !/^\d{1,18}$/.test(page.after.id)) throw notACursor();
  const chosen = chosenBy(workspaceId, query);
  const rows = await rowsAfter(transaction, chosen, {
    after: page.after,
    limit: page.limit + 1,
    offset: page.after ? 0 : page.offset,
  });
  return listPage(rows, page, {
    count: () => countRows(transaction, auditLog, chosen),
    toItem: entryOf,
    placeOf,
  });
};

const rowsPerRead = 1_000;

/** All that a query chooses, wherever its page starts, newest first: in parts, so that none of it need be held. */
export async function* readAudit(
  read: <Result>(work: (transaction: Transaction) => Promise<Result>) => Promise<Result>,
  workspaceId: string,
  query: AuditQuery,
): AsyncGenerator<AuditEntry[]> {
  const chosen = chosenBy(workspaceId, query);
  let after: Omit<Place, 'offset'> | undefined;
  for (;;) {
    const rows = await read((transaction) =>
      rowsAfter(transaction, chosen, { after, limit: rowsPerRead, offset: 0 }),
    );
    if (rows.length > 0) yield rows.map(entryOf);
    const last = rows.at(-1);
    if (!last || rows.length < rowsPerRead) return;
    after = placeOf(last);
  }
}
