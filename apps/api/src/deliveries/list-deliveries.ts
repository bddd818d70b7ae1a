import type { Delivery, ListOf } from '@reports/contracts';
import { deliveries, type Transaction } from '@reports/database';
import { and, desc, type SQL, sql } from 'drizzle-orm';
import { countRows } from '../lists/count-rows.ts';
import { listPage, type PageParameters, readPage } from '../lists/page.ts';
import { deliveryResource } from './delivery-resource.ts';

/** A page of the ledger's lines that a condition chooses, newest first. */
export const listDeliveries = async (
  transaction: Transaction,
  chosen: SQL | undefined,
  query: PageParameters,
): Promise<ListOf<Delivery>> => {
  const page = readPage(query);
  const fromPlace =
    page.after &&
    sql`(${deliveries.createdAt}, ${deliveries.id}) < (${page.after.at.toISOString()}, ${page.after.id})`;
  const rows = await transaction
    .select()
    .from(deliveries)
    .where(and(chosen, fromPlace))
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(page.limit + 1)
    .offset(page.after ? 0 : page.offset);
  return listPage(rows, page, {
    count: () => countRows(transaction, deliveries, chosen),
    toItem: deliveryResource,
    placeOf: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
};
