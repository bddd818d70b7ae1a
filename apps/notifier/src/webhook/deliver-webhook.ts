import { type Database, webhooks } from '@reports/database';
import { formatTimestamp, reportResource } from '@reports/resources';
import { messageOf, type Logger } from '@reports/service';
import type { SealedSecrets } from '@reports/signing';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { type ClaimedDelivery, type Deliver, idsOf } from '../ledger/delivery.ts';
import { loadReport } from '../report/load-report.ts';
import { judgeAnswer } from './judge-answer.ts';
import { postMessage } from './post-message.ts';
import { signMessage } from './sign-message.ts';

export interface WebhookDependencies {
  database: Database;
  sealed: SealedSecrets;
  /** Endpoints at private addresses are called: development alone. */
  allowPrivate: boolean;
  /** Plain http is not called: everywhere but in development. */
  httpsOnly: boolean;
  maxAnswerMs?: number;
  log: Logger;
}

/** As Standard Webhooks 1.0 recommends. */
const defaultMaxAnswerMs = 15_000;

/** Tells one endpoint of a report that is done or that failed, or that it is being tested. */
export const createWebhookDelivery = (dependencies: WebhookDependencies): Deliver => {
  const { database, sealed, allowPrivate, httpsOnly, maxAnswerMs = defaultMaxAnswerMs, log } = dependencies;
  return async (delivery, signal) => {
    const webhook = await database.withWorkspace(delivery.workspaceId, async (transaction) => {
      const [row] = await transaction.select().from(webhooks).where(eq(webhooks.id, delivery.recipient));
      return row;
    });
    if (!webhook) return { kind: 'unwanted', reason: 'The webhook was deleted.' };
    if (webhook.disabledAt) return { kind: 'unwanted', reason: 'The webhook is disabled.' };
    const url = new URL(webhook.url);
    if (httpsOnly && url.protocol !== 'https:') {
      return { kind: 'refused', reason: 'The endpoint is not https: register an https URL.' };
    }
    // A key that is not there is the operator's to give: the delivery waits for it as for an endpoint that is down.
    const now = new Date();
    const secrets = signingSecrets(webhook, now).map((stored) => sealed.open(stored, webhook.id));
    const message = await messageFor(dependencies, delivery, now);
    if (!message) return { kind: 'unwanted', reason: 'The report was deleted.' };
    const body = JSON.stringify(message);
    const late = AbortSignal.timeout(maxAnswerMs);
    try {
      const answer = await postMessage(url, body, {
        headers: signMessage({ id: delivery.messageId, body, secrets, now }),
        signal: AbortSignal.any([signal, late]),
        allowPrivate,
      });
      const outcome = judgeAnswer(answer, now);
      if (outcome !== 'gone') return outcome;
    } catch (error) {
      return {
        kind: 'failed',
        reason: late.aborted
          ? `The endpoint did not answer in ${maxAnswerMs / 1_000} seconds.`
          : `The endpoint could not be reached: ${messageOf(error)}`,
      };
    }
    await disable(database, delivery);
    log.warn({ webhook_id: webhook.id, ...idsOf(delivery) }, 'a webhook answered 410 and is disabled');
    return { kind: 'unwanted', reason: 'The endpoint answered 410 Gone: the webhook is disabled.' };
  };
};

const disable = (database: Database, { workspaceId, recipient }: ClaimedDelivery): Promise<unknown> =>
  database.withWorkspace(workspaceId, (transaction) =>
    transaction
      .update(webhooks)
      .set({ disabledAt: sql`now()` })
      .where(
        and(eq(webhooks.id, recipient), eq(webhooks.workspaceId, workspaceId), isNull(webhooks.disabledAt)),
      ),
  );

/** The newest secret, and the one before it for as long as it signs too. */
const signingSecrets = (
  { secrets, oldSecretUntil }: typeof webhooks.$inferSelect,
  now: Date,
): readonly string[] => (oldSecretUntil && oldSecretUntil <= now ? secrets.slice(0, 1) : secrets);

/** `{type, timestamp, data}`, as Standard Webhooks recommends: the report as `GET` gives it, without data and links. Undefined when the report is gone. */
const messageFor = async (
  { database }: WebhookDependencies,
  { event, workspaceId, reportId, recipient }: ClaimedDelivery,
  now: Date,
): Promise<{ type: string; timestamp: string; data: object } | undefined> => {
  if (event === 'test') {
    return { type: event, timestamp: formatTimestamp(now), data: { webhook_id: recipient } };
  }
  if (reportId === null) return undefined;
  const delivered = await database.withWorkspace(workspaceId, (transaction) =>
    loadReport(transaction, reportId),
  );
  if (!delivered) return undefined;
  const { report, restatedAt } = delivered;
  const happenedAt = event === 'report.restated' ? restatedAt : report.completedAt;
  return {
    type: event,
    // When it happened, the same on each try.
    timestamp: formatTimestamp(happenedAt ?? now),
    data: reportResource(report, undefined, now),
  };
};
