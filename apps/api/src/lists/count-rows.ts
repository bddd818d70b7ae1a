import type { Transaction } from '@reports/database';
import { count, type SQL, sql } from 'drizzle-orm';
import type { PgTable, PgView } from 'drizzle-orm/pg-core';

/** How many items a list has. */
export interface Total {
  total: number;
  /** More than are counted: about as many. */
  isEstimate: boolean;
}

/** Totals are exact up to here: to count on would cost the more the longer a list is, on each first page. */
export const maxCounted = 10_000;

/**
 * Counts the rows that a condition chooses, those of the workspace where there is none. Past {@link maxCounted} it gives the planner's
 * estimate instead, which comes from samples and may be minutes old.
 */
export const countRows = async (
  transaction: Transaction,
  source: PgTable | PgView,
  chosen?: SQL,
): Promise<Total> => {
  const rows = () =>
    transaction
      .select({ row: sql`1`.as('row') })
      .from(source as PgTable)
      .where(chosen);
  const [counted] = await transaction.select({ total: count() }).from(
    rows()
      .limit(maxCounted + 1)
      .as('counted'),
  );
  const total = counted?.total ?? 0;
  if (total <= maxCounted) return { total, isEstimate: false };
  const [explained] = await transaction.execute<{ 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] }>(
    sql`explain (format json) ${rows().getSQL()}`,
  );
  const estimate = explained?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  return { total: Math.max(total, Math.round(estimate)), isEstimate: true };
};
