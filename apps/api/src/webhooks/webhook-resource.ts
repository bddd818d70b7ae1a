import type { Webhook, WebhookEvent } from '@reports/contracts';
import type { webhooks } from '@reports/database';
import { formatTimestamp } from '@reports/resources';

/** The api's role of the database can write secrets, and not read them. */
export type WebhookRow = Omit<typeof webhooks.$inferSelect, 'secrets'>;

/** A webhook as the API answers it, without its secrets. */
export const webhookResource = ({ id, url, events, disabledAt, createdAt }: WebhookRow): Webhook => ({
  webhook_id: id,
  url,
  events: events as WebhookEvent[],
  ...(disabledAt !== null && { disabled_at: formatTimestamp(disabledAt) }),
  created_at: formatTimestamp(createdAt),
});
