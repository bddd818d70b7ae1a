import {
  CalendarDate,
  EmailAddress,
  type ListOf,
  ReportFormat,
  ReportStatus,
  type ReportSummary,
  ReportType,
} from '@reports/contracts';
import { type Database, reportDetails } from '@reports/database';
import { reportResource } from '@reports/resources';
import { and, desc, eq, getViewSelectedFields, gte, isNull, lt, lte, type SQL, sql } from 'drizzle-orm';
import { type Static, Type } from 'typebox';
import { countRows } from '../lists/count-rows.ts';
import type { Place } from '../lists/cursor.ts';
import { Moment } from '../lists/moment.ts';
import { listPage, pageParameters, readPage } from '../lists/page.ts';
import { rememberTotals } from '../lists/remember-totals.ts';
import { searchConditions } from './search-reports.ts';

/** The query of `GET /v1/reports`. */
export const ListReportsQuery = Type.Object(
  {
    type: Type.Optional(ReportType),
    status: Type.Optional(ReportStatus),
    format: Type.Optional(ReportFormat),
    from: Type.Optional({ ...CalendarDate, description: 'Reports whose period ends on this day or later.' }),
    to: Type.Optional({
      ...CalendarDate,
      description: 'Reports whose period begins on this day or earlier.',
    }),
    email: Type.Optional({ ...EmailAddress, description: 'Reports that are mailed to this address.' }),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'Text in the id or in a value of a filter, in any case.',
      }),
    ),
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

/** A page of a workspace's reports, newest first. Throws `invalid_request` for a cursor that is not one. */
export type ListReports = (workspaceId: string, query: ListReportsQuery) => Promise<ListOf<ReportSummary>>;

export const createListReports = (database: Database): ListReports => {
  const totals = rememberTotals();
  return (workspaceId, query) => {
    const page = readPage(query);
    return database.withWorkspace(workspaceId, async (transaction) => {
      const chosen = and(
        eq(reportDetails.workspaceId, workspaceId),
        isNull(reportDetails.deletedAt),
        ...conditionsOf(workspaceId, query),
        ...(await searchConditions(transaction, workspaceId, query)),
      );
      const countNow = () => countRows(transaction, reportDetails, chosen);
      const rows = await transaction
        .select(listed)
        .from(reportDetails)
        .where(and(chosen, page.after && isAfter(page.after)))
        .orderBy(desc(reportDetails.createdAt), desc(reportDetails.id))
        .limit(page.limit + 1)
        .offset(page.after ? 0 : page.offset);
      return listPage(rows, page, {
        count: () => totals[page.after ? 'recall' : 'count'](nameOf(workspaceId, query), countNow),
        toItem: (row) => reportResource({ ...row, restated: null, parts: null }),
        placeOf: ({ createdAt, id }) => ({ at: createdAt, id }),
      });
    });
  };
};

/** What an item of the list needs: whether records changed since, and what files it has, is looked up for one report at a time. */
const { restated: _restated, parts: _parts, ...listed } = getViewSelectedFields(reportDetails);

const isAfter = ({ at, id }: Place): SQL =>
  sql`(${reportDetails.createdAt}, ${reportDetails.id}) < (${at.toISOString()}, ${id})`;

/** What a list counts, without where its page starts. */
const nameOf = (
  workspaceId: string,
  { limit: _limit, offset: _offset, cursor: _cursor, ...filters }: ListReportsQuery,
): string => JSON.stringify([workspaceId, filters]);

/** All but those of the search. */
const conditionsOf = (workspaceId: string, query: ListReportsQuery): SQL[] => {
  const conditions: SQL[] = [];
  if (query.type !== undefined) conditions.push(eq(reportDetails.type, query.type));
  if (query.status !== undefined) conditions.push(eq(reportDetails.status, query.status));
  if (query.format !== undefined) conditions.push(eq(reportDetails.format, query.format));
  if (query.from !== undefined) conditions.push(gte(reportDetails.periodTo, query.from));
  if (query.to !== undefined) conditions.push(lte(reportDetails.periodFrom, query.to));
  if (query.scheduled !== undefined) conditions.push(isScheduled(workspaceId, query.scheduled));
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

/** As the view's column `scheduled` says it, in words that indexes answer: a schedule's runs by theirs, reports with a schedule by their ids. */
const isScheduled = (workspaceId: string, scheduled: boolean): SQL => {
  const hasSchedule = sql`${reportDetails.id} = any (array(
    select report_id from schedules where workspace_id = ${workspaceId} and status <> 'cancelled'))`;
  return scheduled
    ? sql`(${reportDetails.sourceReportId} is not null or ${hasSchedule})`
    : sql`(${reportDetails.sourceReportId} is null and not ${hasSchedule})`;
};

const seconds = (instant: string): number => Date.parse(instant) / 1_000;

/** The years that both JavaScript and PostgreSQL write with four digits, and long before and after any report. */
const storable = (epochSeconds: number): Date =>
  new Date(Math.max(0, Math.min(epochSeconds, 4_102_444_800)) * 1_000);
