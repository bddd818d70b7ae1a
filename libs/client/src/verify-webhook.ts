import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { Report } from './reports.ts';

export { WebhookVerificationError };

/** What a webhook brings. */
export interface WebhookMessage {
  /** `report.completed`, `report.failed`, or `test`. */
  type: string;
  /** When the event happened: `2026-11-23T06:00:00Z`. */
  timestamp: string;
  /** The report as the API gives it, without its data and links. */
  data: Partial<Report> & Record<string, unknown>;
}

type HeaderBag = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

const headerOf = (headers: HeaderBag, name: string): string => {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
};

/**
 * Makes sure that a webhook comes from the platform, is not changed, and is not older than five minutes (Standard Webhooks 1.0),
 * and gives its message. Throws `WebhookVerificationError`: answer 400 then.
 *
 * @param body the request's body exactly as it came, not parsed and written again.
 * @param secret the webhook's `whsec_...`; a list while it is being replaced.
 */
export const verifyWebhook = ({
  body,
  headers,
  secret,
}: {
  body: string | Uint8Array;
  headers: HeaderBag;
  secret: string | readonly string[];
}): WebhookMessage => {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const picked = Object.fromEntries(names.map((name) => [name, headerOf(headers, name)]));
  const secrets = typeof secret === 'string' ? [secret] : secret;
  let failure: unknown = new WebhookVerificationError('There is no secret to verify with');
  for (const candidate of secrets) {
    try {
      return new Webhook(candidate).verify(text, picked) as WebhookMessage;
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      failure = error;
    }
  }
  throw failure;
};
