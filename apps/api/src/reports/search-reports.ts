import { reportDetails, reports, type Transaction } from '@reports/database';
import { and, type AnyColumn, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { maxCounted } from '../lists/count-rows.ts';

/** What no index serves under row-level security: an address, or a text. */
interface Search {
  /** Holds for the reports that are sought, and for no other: a condition on a row of `report_details`, and the same on one of `reports`. */
  matches: SQL;
  matchesRow: SQL;
  /** Asks the index, by one of the owner's functions: the ids of all of them, and maybe of some others. Absent: it cannot help. */
  candidates?: SQL;
}

/** What a list is searched for, besides what its columns say. */
export interface Sought {
  email?: string;
  q?: string;
}

const searchesOf = ({ email, q }: Sought): Search[] => [
  ...(email === undefined ? [] : [searchAddress(email)]),
  ...(q === undefined ? [] : [searchText(q)]),
];

/** One-time reports by their own address, schedules and their runs by the schedule's. */
const searchAddress = (address: string): Search => {
  const matchesRow = sql`lower(${address}) in (
    select lower(recipient) from unnest(${reports.notifyEmails} || coalesce(
      (select emails from schedules where report_id = coalesce(${reports.sourceReportId}, ${reports.id})), '{}')) as recipient)`;
  return {
    matches: sql`exists (select from ${reports} where ${reports.id} = ${reportDetails.id} and ${matchesRow})`,
    matchesRow,
    candidates: sql`reports_mailed_to(${address})`,
  };
};

const searchText = (text: string): Search => ({
  matches: holdsText(reportDetails, text),
  matchesRow: holdsText(reports, text),
  // The index has pairs and triples of characters.
  ...(!/^.$/su.test(text) && { candidates: sql`reports_with_text(${text})` }),
});

const holdsText = ({ id, filters }: Record<'id' | 'filters', AnyColumn>, text: string): SQL => {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql`(${id} ilike ${pattern} or exists (
    select from jsonb_path_query(${filters}, 'strict $.**') as held
    where jsonb_typeof(held) = 'string' and held #>> '{}' ilike ${pattern}))`;
};

/** So many of the newest reports are looked at first. Where a tenth of them match, a page and its total are soon found by looking further. */
const sampleSize = 500;
const manyInSample = sampleSize / 10;

/**
 * Conditions for what is sought. Where few of a long list match, the ids that the index gives are one of them; where many match, the index would
 * name them all before the first is read.
 */
export const searchConditions = async (
  transaction: Transaction,
  workspaceId: string,
  sought: Sought,
): Promise<SQL[]> => {
  const conditions: SQL[] = [];
  for (const { matches, matchesRow, candidates } of searchesOf(sought)) {
    conditions.push(matches);
    if (!candidates || !(await isRare(transaction, workspaceId, matchesRow))) continue;
    const found = await transaction.execute<{ id: string }>(
      sql`select id from ${candidates} as id limit ${maxCounted + 1}`,
    );
    // One parameter: statements are kept by their text.
    const ids = sql.param(found.map(({ id }) => id));
    if (found.length <= maxCounted) conditions.push(sql`${reportDetails.id} = any (${ids}::text[])`);
  }
  return conditions;
};

/** Whether the list is long, and few of its newest reports match. */
const isRare = async (transaction: Transaction, workspaceId: string, matchesRow: SQL): Promise<boolean> => {
  const newest = transaction
    .select({ matches: sql<boolean>`${matchesRow}`.as('matches') })
    .from(reports)
    .where(and(eq(reports.workspaceId, workspaceId), isNull(reports.deletedAt)))
    .orderBy(desc(reports.createdAt), desc(reports.id))
    .limit(sampleSize)
    .as('newest');
  const [sample] = await transaction
    .select({
      size: sql<number>`count(*)::int`,
      matched: sql<number>`count(*) filter (where ${newest.matches})::int`,
    })
    .from(newest);
  return sample?.size === sampleSize && sample.matched < manyInSample;
};
