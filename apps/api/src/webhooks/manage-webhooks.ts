import { randomBytes } from 'node:crypto';
import type {
  ChangeWebhook,
  CreateWebhook,
  Delivery,
  ListOf,
  Webhook,
  WebhookWithSecret,
} from '@reports/contracts';
import { deliveries, inWorkspace, leaveWork, type Transaction, webhooks } from '@reports/database';
import { createId } from '@reports/service';
import type { SealedSecrets } from '@reports/signing';
import { and, desc, eq, getTableColumns, sql } from 'drizzle-orm';
import { deliveryResource } from '../deliveries/delivery-resource.ts';
import { countRows } from '../lists/count-rows.ts';
import type { Caller } from '../keys/find-caller.ts';
import { demandRoomForWebhook } from '../workspaces/demand-room.ts';
import { listPage, type PageParameters, readPage } from '../lists/page.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { webhookResource, type WebhookRow } from './webhook-resource.ts';

const generateSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const { secrets: _unreadable, ...columns } = getTableColumns(webhooks);

/** Throws `webhook_not_found`. */
export const requireWebhook = async (transaction: Transaction, webhookId: string): Promise<WebhookRow> => {
  const [row] = await transaction
    .select(columns)
    .from(webhooks)
    .where(eq(webhooks.id, webhookId))
    .for('update');
  if (row) return row;
  throw new ProblemError({
    code: 'webhook_not_found',
    message: `There is no webhook ${webhookId} in this workspace.`,
  });
};

/** Registers an endpoint whose URL has been checked. */
export const createWebhook = async (
  transaction: Transaction,
  caller: Caller,
  { url, events, secret = generateSecret() }: CreateWebhook,
  { seal }: SealedSecrets,
): Promise<WebhookWithSecret> => {
  await demandRoomForWebhook(transaction, caller);
  const id = createId('whk');
  const [row] = await transaction
    .insert(webhooks)
    .values({ id, workspaceId: caller.workspaceId, url, events, secrets: [seal(secret, id)] })
    .returning(columns);
  if (!row) throw new Error('The webhook was not inserted');
  return { ...webhookResource(row), secret };
};

/** A page of the workspace's webhooks, newest first. */
export const listWebhooks = async (
  transaction: Transaction,
  query: PageParameters,
): Promise<ListOf<Webhook>> => {
  const page = readPage(query);
  const fromPlace =
    page.after &&
    sql`(${webhooks.createdAt}, ${webhooks.id}) < (${page.after.at.toISOString()}, ${page.after.id})`;
  const rows = await transaction
    .select(columns)
    .from(webhooks)
    .where(fromPlace)
    .orderBy(desc(webhooks.createdAt), desc(webhooks.id))
    .limit(page.limit + 1)
    .offset(page.after ? 0 : page.offset);
  return listPage(rows, page, {
    count: () => countRows(transaction, webhooks),
    toItem: webhookResource,
    placeOf: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
};

/** Throws `webhook_not_found`. */
export const getWebhook = async (transaction: Transaction, webhookId: string): Promise<Webhook> =>
  webhookResource(await requireWebhook(transaction, webhookId));

/** Changes an endpoint; a URL has been checked. Throws `webhook_not_found`. */
export const changeWebhook = async (
  transaction: Transaction,
  webhookId: string,
  { url, events, disabled }: ChangeWebhook,
): Promise<Webhook> => {
  const { disabledAt } = await requireWebhook(transaction, webhookId);
  const [row] = await transaction
    .update(webhooks)
    .set({
      ...(url !== undefined && { url }),
      ...(events !== undefined && { events }),
      ...(disabled !== undefined && { disabledAt: disabled ? (disabledAt ?? sql`now()`) : null }),
    })
    .where(and(eq(webhooks.id, webhookId), inWorkspace(webhooks)))
    .returning(columns);
  if (!row) throw new Error(`The webhook ${webhookId} is gone while it is locked`);
  return webhookResource(row);
};

/** Throws `webhook_not_found`. Deliveries that are still due are dropped with it; the log stays. */
export const deleteWebhook = async (transaction: Transaction, webhookId: string): Promise<void> => {
  await requireWebhook(transaction, webhookId);
  await transaction.delete(webhooks).where(and(eq(webhooks.id, webhookId), inWorkspace(webhooks)));
  await transaction
    .update(deliveries)
    .set({ status: 'failed', lastError: 'The webhook was deleted.', nextAttemptAt: null })
    .where(
      and(
        eq(deliveries.channel, 'webhook'),
        eq(deliveries.recipient, webhookId),
        eq(deliveries.status, 'pending'),
        inWorkspace(deliveries),
      ),
    );
};

/** A new secret. The one before signs too for 24 hours: receivers have time to take the new one up. */
export const rotateSecret = async (
  transaction: Transaction,
  webhookId: string,
  { secret = generateSecret(), sealed: { seal } }: { secret?: string | undefined; sealed: SealedSecrets },
): Promise<WebhookWithSecret> => {
  const webhook = await requireWebhook(transaction, webhookId);
  await transaction.execute(sql`select rotate_webhook_secret(${webhookId}, ${seal(secret, webhookId)})`);
  return { ...webhookResource(webhook), secret };
};

/** Has the endpoint called once with an event of type `test`. Throws `webhook_not_found`. */
export const testWebhook = async (transaction: Transaction, webhookId: string): Promise<Delivery> => {
  const { workspaceId } = await requireWebhook(transaction, webhookId);
  const id = createId('dlv');
  const [row] = await transaction
    .insert(deliveries)
    .values({ id, workspaceId, channel: 'webhook', recipient: webhookId, event: 'test', messageId: id })
    .returning();
  if (!row) throw new Error('The test delivery was not inserted');
  leaveWork(transaction, 'deliveries');
  return deliveryResource(row);
};
