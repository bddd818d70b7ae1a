import type { Webhook, WebhookEvent } from '@reports/contracts';
import type { webhooks } from '@reports/database';
import { formatTimestamp } from '@reports/resources';

export type WebhookRow = typeof webhooks.$inferSelect;

/** A webhook as the API answers it, without its secrets. */
export const webhookResource = ({ id, url, events, disabledAt, createdAt }: WebhookRow): Webhook => ({
  webhook_id: id,
  url,
  events: events as WebhookEvent[],
  ...(disabledAt !== null && { disabled_at: formatTimestamp(disabledAt) }),
  created_at: formatTimestamp(createdAt),
});
