import { type ListOf, ReportStatus, type ReportSummary, ReportType } from '@reports/contracts';
import { type Database, reportDetails } from '@reports/database';
import { and, count, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import { type Static, Type } from 'typebox';
import { listPage, pageParameters, readPage } from '../lists/page.ts';
import { reportResource } from './report-resource.ts';

const Moment = Type.String({ format: 'date-time', examples: ['2024-01-31T18:00:00Z'] });

/** The query of `GET /v1/reports`. */
export const ListReportsQuery = Type.Object(
  {
    type: Type.Optional(ReportType),
    status: Type.Optional(ReportStatus),
    scheduled: Type.Optional(
      Type.Boolean({ description: 'true: with a schedule, or made by one. false: one-time reports.' }),
    ),
    created_after: Type.Optional({ ...Moment, description: 'Reports whose `created_at` is later.' }),
    created_before: Type.Optional({ ...Moment, description: 'Reports whose `created_at` is earlier.' }),
    source_report_id: Type.Optional(
      Type.String({ maxLength: 60, description: 'The runs that the schedule of that report made.' }),
    ),
    ...pageParameters,
  },
  { additionalProperties: false },
);
export type ListReportsQuery = Static<typeof ListReportsQuery>;

/** A page of the workspace's reports, newest first. */
export const listReports = (
  database: Database,
  workspaceId: string,
  query: ListReportsQuery,
): Promise<ListOf<ReportSummary>> => {
  const page = readPage(query);
  const chosen = [eq(reportDetails.workspaceId, workspaceId), ...conditionsOf(query)];
  const fromPlace = page.after
    ? [
        sql`(${reportDetails.createdAt}, ${reportDetails.id}) < (${page.after.at.toISOString()}, ${page.after.id})`,
      ]
    : [];
  return database.withWorkspace(workspaceId, async (transaction) => {
    const [counted] = await transaction
      .select({ total: count() })
      .from(reportDetails)
      .where(and(...chosen));
    const rows = await transaction
      .select()
      .from(reportDetails)
      .where(and(...chosen, ...fromPlace))
      .orderBy(desc(reportDetails.createdAt), desc(reportDetails.id))
      .limit(page.limit + 1)
      .offset(page.after ? 0 : page.offset);
    return listPage(rows, page, {
      total: counted?.total ?? 0,
      toItem: (row) => reportResource(row),
      placeOf: ({ createdAt, id }) => ({ at: createdAt, id }),
    });
  });
};

const conditionsOf = (query: ListReportsQuery): SQL[] => {
  const conditions: SQL[] = [];
  if (query.type !== undefined) conditions.push(eq(reportDetails.type, query.type));
  if (query.status !== undefined) conditions.push(eq(reportDetails.status, query.status));
  if (query.scheduled !== undefined) conditions.push(eq(reportDetails.scheduled, query.scheduled));
  if (query.source_report_id !== undefined) {
    conditions.push(eq(reportDetails.sourceReportId, query.source_report_id));
  }
  // `created_at` is answered in whole seconds, so it is compared in whole seconds.
  if (query.created_after !== undefined) {
    conditions.push(gte(reportDetails.createdAt, storable(Math.floor(seconds(query.created_after)) + 1)));
  }
  if (query.created_before !== undefined) {
    conditions.push(lt(reportDetails.createdAt, storable(Math.ceil(seconds(query.created_before)))));
  }
  return conditions;
};

const seconds = (instant: string): number => Date.parse(instant) / 1_000;

/** The years that both JavaScript and PostgreSQL write with four digits, and long before and after any report. */
const storable = (epochSeconds: number): Date =>
  new Date(Math.max(0, Math.min(epochSeconds, 4_102_444_800)) * 1_000);
