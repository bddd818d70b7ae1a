import type { Delivery } from '@reports/contracts';
import { deliveries, inWorkspace, leaveWork, type Transaction } from '@reports/database';
import { and, eq, sql } from 'drizzle-orm';
import { ProblemError } from '../problems/problem-error.ts';
import { deliveryResource } from './delivery-resource.ts';

/** Has a delivery tried again at once, with all its patience. Throws `delivery_not_found`. */
export const resendDelivery = async (
  transaction: Transaction,
  reportId: string,
  deliveryId: string,
): Promise<Delivery> => {
  const [row] = await transaction
    .update(deliveries)
    .set({ status: 'pending', nextAttemptAt: sql`now()`, failures: 0 })
    .where(and(eq(deliveries.id, deliveryId), eq(deliveries.reportId, reportId), inWorkspace(deliveries)))
    .returning();
  if (row) {
    leaveWork(transaction, 'deliveries');
    return deliveryResource(row);
  }
  throw new ProblemError({
    code: 'delivery_not_found',
    message: `Report ${reportId} has no delivery ${deliveryId}.`,
  });
};
