import type { Delivery } from '@reports/contracts';
import type { deliveries } from '@reports/database';
import { formatTimestamp } from '@reports/resources';

export type DeliveryRow = typeof deliveries.$inferSelect;

/** A line of the ledger as the API answers it. */
export const deliveryResource = (row: DeliveryRow): Delivery => ({
  delivery_id: row.id,
  ...(row.reportId !== null && { report_id: row.reportId }),
  event: row.event,
  channel: row.channel,
  recipient: row.recipient,
  status: row.status,
  attempts: row.attempts,
  ...(row.lastError !== null && { last_error: row.lastError }),
  ...(row.status === 'pending' &&
    row.nextAttemptAt !== null && { next_attempt_at: formatTimestamp(row.nextAttemptAt) }),
  created_at: formatTimestamp(row.createdAt),
  ...(row.sentAt !== null && { sent_at: formatTimestamp(row.sentAt) }),
});
