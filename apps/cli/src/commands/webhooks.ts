import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { fields, table } from '../output.ts';

type Event = 'report.completed' | 'report.failed' | 'report.restated';
const events: Event[] = ['report.completed', 'report.failed', 'report.restated'];

/** `webhooks`. */
export const addWebhooks = (program: Command, context: Context): void => {
  const webhooks = program.command('webhooks').description('Endpoints that hear of finished reports');
  const path = (webhookId: string) => ({ params: { path: { webhookId } } });

  webhooks
    .command('list', { isDefault: true })
    .description('List them')
    .action(async () => {
      const { data } = await context.client().api.GET('/v1/webhooks');
      context.output().print(data, (page) =>
        table(
          ['webhook', 'url', 'events', 'disabled', 'created'],
          (page?.data ?? []).map((webhook) => [
            webhook.webhook_id,
            webhook.url,
            webhook.events,
            webhook.disabled_at,
            webhook.created_at,
          ]),
        ),
      );
    });

  webhooks
    .command('create')
    .description('Add one; its secret is shown once')
    .argument('<url>', 'where to post to')
    .addOption(new Option('--event <event...>', 'what it hears of').choices(events).default(events, 'all'))
    .action(async (url: string, { event }: { event: Event[] }) => {
      const { data } = await context.client().api.POST('/v1/webhooks', {
        body: { url, events: event },
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      });
      context.output().print(data, (webhook) => fields(Object.entries(webhook ?? {})));
    });

  webhooks
    .command('test')
    .description('Send one a test message')
    .argument('<webhook>', 'its id')
    .action(async (webhookId: string) => {
      const { data } = await context.client().api.POST('/v1/webhooks/{webhookId}/test', {
        ...path(webhookId),
        headers: { 'Idempotency-Key': crypto.randomUUID() },
      });
      context.output().print(data, (delivery) => fields(Object.entries(delivery ?? {})));
    });

  webhooks
    .command('rotate')
    .description('Give one a new secret, which is shown once')
    .argument('<webhook>', 'its id')
    .action(async (webhookId: string) => {
      const { data } = await context.client().api.POST('/v1/webhooks/{webhookId}/secret', {
        ...path(webhookId),
        headers: { 'Idempotency-Key': crypto.randomUUID() },
        body: {},
      });
      context.output().print(data, (webhook) => fields(Object.entries(webhook ?? {})));
    });

  webhooks
    .command('deliveries')
    .description('List what one was sent')
    .argument('<webhook>', 'its id')
    .action(async (webhookId: string) => {
      const { data } = await context.client().api.GET('/v1/webhooks/{webhookId}/deliveries', path(webhookId));
      context.output().print(data, (page) =>
        table(
          ['delivery', 'event', 'report', 'status', 'attempts', 'last error', 'created'],
          (page?.data ?? []).map((delivery) => [
            delivery.delivery_id,
            delivery.event,
            delivery.report_id,
            delivery.status,
            delivery.attempts,
            delivery.last_error,
            delivery.created_at,
          ]),
        ),
      );
    });

  webhooks
    .command('delete')
    .description('Remove one')
    .argument('<webhook>', 'its id')
    .action(async (webhookId: string) => {
      await context.client().api.DELETE('/v1/webhooks/{webhookId}', path(webhookId));
      context.output().print({ webhook_id: webhookId, deleted: true }, () => `${webhookId} is deleted`);
    });
};
