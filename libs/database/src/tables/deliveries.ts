import type { DeliveryChannel, DeliveryStatus } from '@reports/contracts';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/** The ledger: one row for each report, channel, recipient and event. */
export const deliveries = pgTable('deliveries', {
  id: text('id').primaryKey(),
  workspaceId: text('workspace_id').notNull(),
  /** Null: a webhook's test. */
  reportId: text('report_id'),
  channel: text('channel').$type<DeliveryChannel>().notNull(),
  /** An address, or a webhook's id. */
  recipient: text('recipient').notNull(),
  event: text('event', { enum: ['report.completed', 'report.failed', 'report.restated', 'test'] }).notNull(),
  status: text('status').$type<DeliveryStatus>().notNull().default('pending'),
  /** Every try, for ever. */
  attempts: integer('attempts').notNull().default(0),
  /** Failed tries since it was last asked for: they decide the next pause. A resend sets it to 0. */
  failures: integer('failures').notNull().default(0),
  lastError: text('last_error'),
  /** Stable over retries: an e-mail's Message-ID, a webhook's webhook-id. */
  messageId: text('message_id').notNull(),
  /** When a pending delivery is tried next. */
  nextAttemptAt: instant('next_attempt_at').defaultNow(),
  /** While a notifier is at it; past it, another may take over. */
  leasedUntil: instant('leased_until'),
  /** The trace of the event that it was entered by (W3C Trace Context); null: nobody traces. */
  traceparent: text('traceparent'),
  createdAt: createdAt(),
  sentAt: instant('sent_at'),
});
