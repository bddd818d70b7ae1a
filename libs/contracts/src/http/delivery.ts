import { Type, type Static } from 'typebox';
import { Count, Timestamp } from '../primitives.ts';

export const DeliveryStatus = Type.Enum(['pending', 'sent', 'failed']);
export type DeliveryStatus = Static<typeof DeliveryStatus>;

export const DeliveryChannel = Type.Enum(['email', 'webhook']);
export type DeliveryChannel = Static<typeof DeliveryChannel>;

/** One line of the ledger: one report to one recipient over one channel. */
export const Delivery = Type.Object({
  delivery_id: Type.String(),
  report_id: Type.Optional(Type.String({ description: 'Left out: a test of a webhook.' })),
  event: Type.Optional(
    Type.String({ description: '`report.completed`, `report.failed`, `report.restated` or `test`.' }),
  ),
  channel: DeliveryChannel,
  recipient: Type.String(),
  status: DeliveryStatus,
  attempts: Count,
  last_error: Type.Optional(Type.String()),
  next_attempt_at: Type.Optional(Timestamp),
  created_at: Timestamp,
  sent_at: Type.Optional(Timestamp),
});
export type Delivery = Static<typeof Delivery>;
